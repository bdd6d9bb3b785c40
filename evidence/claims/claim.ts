// What a claim of the plan is given and what it comes to.

import type { Rng } from "#base";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import type { Kernels } from "../../src/simulation/kernels.ts";

/**
 * What a claim came to. `no power`: it is met, but a negative control meets it as well or comes too near, so that the
 * test could not have failed. `not shown`: neither met nor refuted at the number of samples.
 */
export type ClaimVerdict = "holds" | "fails" | "not shown" | "no power" | "not run";

/** A line of `validate --claims`. */
export interface JudgedClaim {
  readonly id: string;
  readonly hypothesis: string;
  readonly threshold: string;
  /** The negative control and what it came to. */
  readonly control: string;
  readonly power: string;
  readonly measured: string;
  readonly verdict: ClaimVerdict;
  /** A `check` that does not hold fails the command; a `finding` is printed as it comes. */
  readonly role: "check" | "finding";
}

/** Verdict of a test that is met or not, given whether its control was told apart. */
export const judged = (met: boolean, controlsFail: boolean): ClaimVerdict =>
  met ? (controlsFail ? "holds" : "no power") : "fails";

/** Checks that did not hold; "no power" of a check counts, for it was made to have some. */
export const failedChecks = (claims: readonly JudgedClaim[]): readonly JudgedClaim[] =>
  claims.filter(({ role, verdict }) => role === "check" && verdict !== "holds" && verdict !== "not run");

export const tallyClaims = (claims: readonly JudgedClaim[]): Readonly<Record<ClaimVerdict, number>> => {
  const count = { holds: 0, fails: 0, "not shown": 0, "no power": 0, "not run": 0 };
  for (const { verdict } of claims) count[verdict]++;
  return count;
};

/** A design and its workload. */
export interface Setting {
  readonly design: Design;
  readonly workload: Workload;
}

/** What experiments without a model share. */
export interface Experiment {
  /** The seed design with settings laid over it, each `path=value`. */
  readonly settingOf: (settings: readonly string[]) => Setting;
  readonly rng: Rng;
  readonly kernels?: Kernels;
  /** Fewer arrays and lengths. */
  readonly quick: boolean;
}

export const ATTENTION = "workload.attention";
export const HASHING = "design.hashing";

/** Devices, inputs and readouts without a flaw, over ideal wires: what is left is the law itself. */
export const FLAWLESS: readonly string[] = [
  `${HASHING}.memristor.readNoise=0`,
  `${HASHING}.memristor.stuckOn=0`,
  `${HASHING}.memristor.stuckOff=0`,
  `${HASHING}.dac={model: "ideal"}`,
  `${HASHING}.array.wires=ideal`,
  `${HASHING}.readout={family: "comparator", model: "ideal"}`,
];

/** Noise of a device (relative to its own current) that gives `perColumn` of the column's deviation, σ/µ = `variation`. */
export const perDevice = (perColumn: number, variation: number): number =>
  perColumn / Math.sqrt(1 + 1 / variation ** 2);
