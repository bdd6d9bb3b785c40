import type { NoiseUnits } from "../../simulation/hash-quality.ts";
import type { Difference } from "./equivalence.ts";
import type { ClaimVerdict, JudgedClaim } from "./judged.ts";
import type { ArmResult, ModelMeasurement } from "./model-claims.ts";
import type { ModelVerdicts, Power } from "./model-verdicts.ts";
import { CONTROL_LOSS, PERPLEXITY_MARGIN, RECALL_LOSS } from "./plan.ts";

/** A model on which both claims were tested. */
export interface CaseReport {
  readonly id: string;
  readonly model: string;
  readonly role: "control" | "finding";
  /** Hash, rounds, chunk and what else the case sets, in words. */
  readonly setting: string;
  readonly mostPairs: number;
  readonly noise: NoiseUnits;
  readonly measured: ModelMeasurement;
  readonly verdicts: ModelVerdicts;
}

const percent = (x: number, decimals = 2): string => `${(100 * x).toFixed(decimals)} %`;

/** Perplexity ratio of a difference with its 95 % interval, texts and arrays as samples. */
export const ratioOf = ({ mean, lower, upper }: Difference): string =>
  `×${Math.exp(mean).toFixed(4)} [${Math.exp(lower).toFixed(4)}, ${Math.exp(upper).toFixed(4)}]`;

/** The arrays one by one, the least lucky last: none is dropped. */
export const arraysOf = ({ byArray }: Difference): string =>
  [...byArray]
    .sort((a, b) => a - b)
    .map((x) => Math.exp(x).toFixed(4))
    .join(", ");

export const lostOf = ({ recallLoss }: ArmResult): string =>
  recallLoss === null ? "" : `, recall loss ${pointsOf(recallLoss)} points`;

/** Points of recall lost, with the 95 % interval over texts and arrays. */
export const pointsOf = ({ mean, lower, upper }: Difference): string =>
  `${points(mean)} [${points(lower)}, ${points(upper)}]`;

const points = (x: number): string => (100 * x).toFixed(2).replace(/^-(?=0\.00$)/, "");

const powerText = ({ controls, sufficient }: Power): string =>
  sufficient
    ? `all controls cost ${percent(CONTROL_LOSS, 0)} or more, above LSH's upper bound`
    : `not told apart: ${controls
        .filter(({ separated }) => !separated)
        .map(({ arm }) => arm)
        .join(", ")}`;

const controlText = (arms: readonly { readonly arm: string; readonly loss: Difference }[]): string =>
  arms.map(({ arm, loss }) => `${arm} ${ratioOf(loss)}`).join("; ");

type Said = Pick<JudgedClaim, "hypothesis" | "threshold" | "control" | "measured">;

/** The two lines of a case; they are never merged. */
export function caseClaims(report: CaseReport): [JudgedClaim, JudgedClaim] {
  const { id, model, role, measured, mostPairs, verdicts } = report;
  const where = `${model}, L = ${measured.length}`;
  const { memristor, deviceLoss, far } = measured;
  const cosine = `q–k cosine of far pairs ${far.cosine.toFixed(2)}`;
  const line = (name: string, verdict: ClaimVerdict, power: Power, rest: Said): JudgedClaim => ({
    id: `${id} ${name}`,
    power: powerText(power),
    verdict,
    role: role === "control" ? "check" : "finding",
    ...rest,
  });
  return [
    line("device", verdicts.memristorIsSoftware.verdict, verdicts.memristorIsSoftware.power, {
      hypothesis: `Memristor hash = software hash on ${where}`,
      threshold: `two one-sided tests at ±${percent(PERPLEXITY_MARGIN, 0)} of perplexity, 95 % interval`,
      control: `over the software hash: ${controlText(measured.controlLosses)}`,
      measured: `${ratioOf(deviceLoss)} over ${measured.arrays} arrays and ${measured.windows} texts (${arraysOf(deviceLoss)}); ${cosine}`,
    }),
    line("attention", verdicts.lshIsExact.verdict, verdicts.lshIsExact.power, {
      hypothesis: `Memristor LSH = exact attention on ${where}`,
      threshold: `the same, recall by the same tests at ±${100 * RECALL_LOSS} points, at most ${percent(mostPairs, 0)} of pairs computed`,
      control: measured.controls.map((arm) => `${arm.arm} ${ratioOf(arm.loss)}${lostOf(arm)}`).join("; "),
      measured: `${ratioOf(memristor.loss)}${lostOf(memristor)} at ${percent(memristor.computedPairs, 1)} of pairs (${arraysOf(memristor.loss)}); ${cosine}${verdicts.lshIsExact.withinPairs ? "" : "; more pairs than the limit, whatever the perplexity"}`,
    }),
  ];
}
