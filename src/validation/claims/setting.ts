import type { Rng } from "../../base/rng.ts";
import type { Design } from "../../design/design.ts";
import type { Workload } from "../../design/workload.ts";
import type { Kernels } from "../../simulation/kernels.ts";

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
