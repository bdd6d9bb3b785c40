// Claims about language models: their runs, verdicts and rows.

import type { NoiseUnits } from "../../src/simulation/hash-quality.ts";
import type { ClaimVerdict, JudgedClaim } from "./claim.ts";
import { type FarCosine, farCosine } from "./far-cosine.ts";
import {
  type Attending,
  computedKeys,
  type ModelRun,
  type Score,
  type Scores,
  scoresOf,
} from "./model-runs.ts";
import { CONTROL_LOSS, CONTROLS, PERPLEXITY_MARGIN, RECALL_LOSS } from "./plan.ts";
import { type Difference, differenceOf, isBeyond, isEquivalent, isWithin } from "./statistics.ts";

/** One way to attend on a model's texts, against exact attention. */
export interface VariantResult {
  readonly arm: Attending;
  /** NLL less exact attention's. */
  readonly loss: Difference;
  /** Share of retrievable values lost against exact attention; null for texts without any. */
  readonly recallLoss: Difference | null;
  /** Shares of exact causal attention's pairs. */
  readonly computedPairs: number;
  readonly usefulPairs: number;
}

export interface ModelMeasurement {
  readonly length: number;
  readonly windows: number;
  readonly arrays: number;
  readonly software: VariantResult;
  readonly memristor: VariantResult;
  readonly controls: readonly VariantResult[];
  /** NLL of the memristor hash less the software hash's, and of each control less the software hash's. */
  readonly deviceLoss: Difference;
  readonly controlLosses: readonly { readonly arm: Attending; readonly loss: Difference }[];
  /** The head that attends one far key most sharply, and the cosine of such pairs. */
  readonly far: FarCosine;
}

/**
 * Scores LSH by software and by memristors and all controls. Controls spend the computed pairs that LSH in software
 * took. Arrays and texts are crossed: every array hashes every text.
 */
export async function measureModel(
  run: ModelRun,
  arrays: number,
  onStep: (done: number, total: number) => void = () => {},
): Promise<ModelMeasurement> {
  const windows = run.windows.length;
  const { length } = run.workload;
  const samplesOf = (arm: Attending): number => (arm === "local-window" ? 1 : arrays);
  const lines = 1 + 2 * arrays + CONTROLS.reduce((sum, arm) => sum + samplesOf(arm), 0);
  let done = 0;
  const step = () => onStep(++done, lines * windows);
  const exact = await scoresOf(run, null, { onStep: step });
  const software = await scoresOf(run, "lsh-software", { arrays, onStep: step });
  const computed = computedKeys(software, length);
  const scored = (arm: Attending): Promise<Scores> =>
    scoresOf(run, arm, { arrays: samplesOf(arm), computed, onStep: step });
  const memristor = await scored("lsh-memristor");
  const controls: [Attending, Scores][] = [];
  for (const arm of CONTROLS) controls.push([arm, await scored(arm)]);
  const minusSoftware = (table: Scores): Difference =>
    differenceOf(table.map((row, w) => software[w].map(({ nll }, a) => at(row, a).nll - nll)));
  return {
    length,
    windows,
    arrays,
    software: resultOf("lsh-software", software, exact),
    memristor: resultOf("lsh-memristor", memristor, exact),
    controls: controls.map(([arm, table]) => resultOf(arm, table, exact)),
    deviceLoss: minusSoftware(memristor),
    controlLosses: controls.map(([arm, table]) => ({ arm, loss: minusSoftware(table) })),
    far: farCosine(run),
  };
}

/** The score on array a; what has no arrays scores the same on all. */
const at = (row: readonly Score[], a: number): Score => row[Math.min(a, row.length - 1)];

const rateOf = ({ recall }: Score): number => (recall === null ? 0 : recall.correct / recall.positions);

function resultOf(variant: Attending, table: Scores, exact: Scores): VariantResult {
  const against = (of: (score: Score) => number): Difference =>
    differenceOf(table.map((row, w) => row.map((score) => of(score) - of(exact[w][0]))));
  const all = table.flat();
  const mean = (of: (score: Score) => number): number =>
    all.reduce((sum, score) => sum + of(score), 0) / all.length;
  return {
    arm: variant,
    loss: against(({ nll }) => nll),
    recallLoss: all.some(({ recall }) => recall === null) ? null : against((score) => -rateOf(score)),
    computedPairs: mean(({ computedPairs }) => computedPairs),
    usefulPairs: mean(({ usefulPairs }) => usefulPairs),
  };
}

/** Whether a test could have failed: what each control came to against the tested difference. */
export interface Power {
  readonly controls: readonly {
    readonly arm: VariantResult["arm"];
    readonly lower: number;
    readonly separated: boolean;
  }[];
  readonly sufficient: boolean;
}

/**
 * A control is told apart where its lower bound stands above LSH's upper bound and its mean costs 5 % of perplexity
 * or more.
 */
export function powerOf(
  tested: Difference,
  controls: readonly { readonly arm: VariantResult["arm"]; readonly loss: Difference }[],
): Power {
  const judged = controls.map(({ arm: variant, loss }) => ({
    arm: variant,
    lower: loss.lower,
    separated: loss.lower > tested.upper && loss.mean >= Math.log1p(CONTROL_LOSS),
  }));
  return { controls: judged, sufficient: judged.every(({ separated }) => separated) };
}

export interface ModelVerdicts {
  readonly memristorIsSoftware: { readonly verdict: ClaimVerdict; readonly power: Power };
  readonly lshIsExact: {
    readonly verdict: ClaimVerdict;
    readonly power: Power;
    /** Whether recall is shown to be within the margin, by the test that perplexity is put to; null without any. */
    readonly recallKept: boolean | null;
    readonly withinPairs: boolean;
  };
}

/** The two claims, which are never merged. `mostPairs`: largest share of computed pairs that the second may take. */
export function modelVerdicts(measured: ModelMeasurement, mostPairs: number): ModelVerdicts {
  const { memristor, deviceLoss, controlLosses, controls } = measured;
  const devicePower = powerOf(deviceLoss, controlLosses);
  const power = powerOf(memristor.loss, controls);
  const recallKept = memristor.recallLoss === null ? null : isWithin(memristor.recallLoss, RECALL_LOSS);
  const recallLost = memristor.recallLoss !== null && memristor.recallLoss.lower > RECALL_LOSS;
  const withinPairs = memristor.computedPairs <= mostPairs;
  const asGood = isEquivalent(memristor.loss, PERPLEXITY_MARGIN) && recallKept !== false;
  return {
    memristorIsSoftware: {
      verdict: verdictOf(
        isEquivalent(deviceLoss, PERPLEXITY_MARGIN),
        isBeyond(deviceLoss, PERPLEXITY_MARGIN),
        devicePower,
      ),
      power: devicePower,
    },
    lshIsExact: {
      // On a text that a control passes as well, too many pairs refute nothing that was shown: it has no power first.
      verdict:
        asGood && power.sufficient && !withinPairs
          ? "fails"
          : verdictOf(asGood, isBeyond(memristor.loss, PERPLEXITY_MARGIN) || recallLost, power),
      power,
      recallKept,
      withinPairs,
    },
  };
}

const verdictOf = (met: boolean, refuted: boolean, { sufficient }: Power): ClaimVerdict =>
  met ? (sufficient ? "holds" : "no power") : refuted ? "fails" : "not shown";

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
const arraysOf = ({ byArray }: Difference): string =>
  [...byArray]
    .sort((a, b) => a - b)
    .map((x) => Math.exp(x).toFixed(4))
    .join(", ");

export const lostOf = ({ recallLoss }: VariantResult): string =>
  recallLoss === null ? "" : `, recall loss ${pointsOf(recallLoss)} points`;

/** Points of recall lost, with the 95 % interval over texts and arrays. */
export const pointsOf = ({ mean, lower, upper }: Difference): string =>
  `${points(mean)} [${points(lower)}, ${points(upper)}]`;

const points = (x: number): string => (100 * x).toFixed(2).replace(/^-(?=0\.00$)/, "");

const powerText = ({ controls, sufficient }: Power): string =>
  sufficient
    ? `all controls cost ${percent(CONTROL_LOSS, 0)} or more, above LSH's upper bound`
    : `not separated: ${controls
        .filter(({ separated }) => !separated)
        .map(({ arm: variant }) => variant)
        .join(", ")}`;

const controlText = (variants: readonly { readonly arm: string; readonly loss: Difference }[]): string =>
  variants.map(({ arm: variant, loss }) => `${variant} ${ratioOf(loss)}`).join("; ");

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
      control: measured.controls
        .map((variant) => `${variant.arm} ${ratioOf(variant.loss)}${lostOf(variant)}`)
        .join("; "),
      measured: `${ratioOf(memristor.loss)}${lostOf(memristor)} at ${percent(memristor.computedPairs, 1)} of pairs (${arraysOf(memristor.loss)}); ${cosine}${verdicts.lshIsExact.withinPairs ? "" : "; more pairs than the limit, whatever the perplexity"}`,
    }),
  ];
}
