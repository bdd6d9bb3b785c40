import type { ClaimVerdict, JudgedClaim } from "./claim.ts";
import { type Attending, computedKeys, type ModelRun, type Scores, scoresOf } from "./model-runs.ts";
import { MODEL_DIES, PERPLEXITY_MARGIN } from "./plan.ts";
import { type QuantileInterval, quantileInterval } from "./statistics.ts";

/** Loss of perplexity over exact attention, nats a token, by die: each die has its own arrays, all read one text. */
export interface DieLosses {
  readonly arm: Attending;
  readonly losses: readonly number[];
  /** The die that 95 % lose less than, with the 95 % interval of that percentile. */
  readonly low: QuantileInterval;
  /** Share of retrievable values that the die of the same rank still finds: 5th percentile; null without any. */
  readonly recall: QuantileInterval | null;
}

export interface ModelDies {
  readonly model: string;
  readonly length: number;
  readonly setting: string;
  readonly retrievable: number | null;
  readonly computedPairs: number;
  readonly memristor: DieLosses;
  readonly software: DieLosses;
  readonly control: DieLosses;
}

const { dies, controlDies, quantile } = MODEL_DIES;

/** Scores one text on every die. The control has fewer dies, whose percentile is as many ranks wider. */
export async function modelDies(
  run: ModelRun,
  named: Pick<ModelDies, "model" | "setting">,
  onStep: () => void = () => {},
): Promise<ModelDies> {
  const { length } = run.workload;
  const [[reference]] = await scoresOf(run, null, { onStep });
  const software = await scoresOf(run, "lsh-software", { arrays: dies, onStep });
  const computed = computedKeys(software, length);
  const memristor = await scoresOf(run, "lsh-memristor", { arrays: dies, onStep });
  const control = await scoresOf(run, "random-buckets", { arrays: controlDies, computed, onStep });
  const lossesOf = (variant: Attending, [scores]: Scores): DieLosses => {
    const losses = scores.map(({ nll }) => nll - reference.nll);
    const found = scores.flatMap(({ recall }) =>
      recall === null ? [] : [recall.correct / recall.positions],
    );
    return {
      arm: variant,
      losses,
      low: quantileInterval(losses, 1 - quantile),
      recall: found.length === 0 ? null : quantileInterval(found, quantile),
    };
  };
  return {
    ...named,
    length,
    retrievable: reference.recall?.positions ?? null,
    computedPairs: memristor[0].reduce((sum, score) => sum + score.computedPairs / dies, 0),
    memristor: lossesOf("lsh-memristor", memristor),
    software: lossesOf("lsh-software", software),
    control: lossesOf("random-buckets", control),
  };
}

export const dieRatio = (loss: number): string => `×${Math.exp(loss).toFixed(4)}`;
const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

/** A percentile with its interval; an end that the sample is too small for is open. */
const withInterval = ({ value, lower, upper }: QuantileInterval, show: (value: number) => string): string => {
  const end = (x: number): string => (Number.isFinite(x) ? show(x) : "open");
  return `${show(value)} [${end(lower)}, ${end(upper)}]`;
};

/** Perplexity over exact attention's that 95 % of dies stay below, and recall that they reach. */
export const lossText = ({ low }: DieLosses): string => withInterval(low, dieRatio);
export const recallText = ({ recall }: DieLosses): string =>
  recall === null ? "–" : withInterval(recall, percent);

/** A percentile of perplexity over exact attention's, with its interval, and of recall. */
const told = (dies: DieLosses): string =>
  `${lossText(dies)}${dies.recall === null ? "" : `, recall ${recallText(dies)}`} (worst die ${dieRatio(Math.max(...dies.losses))})`;

/** The least lucky twentieth of dies on a language model, against exact attention. */
export function modelDiesClaim(found: ModelDies): JudgedClaim {
  const limit = Math.log1p(PERPLEXITY_MARGIN);
  const { memristor, software, control, model, length, retrievable } = found;
  const controlFails = control.low.lower > limit;
  const verdict: ClaimVerdict =
    memristor.low.upper < limit
      ? controlFails
        ? "holds"
        : "no power"
      : memristor.low.lower > limit
        ? "fails"
        : "not shown";
  return {
    id: "yield-lm",
    hypothesis: `${percent(1 - quantile)} of ${dies} dies attend to ${model} as exact attention does, one text of ${length} tokens a die`,
    threshold: `${100 * (1 - quantile)}th percentile of perplexity over exact attention's, upper end of its 95 % interval, within ${percent(PERPLEXITY_MARGIN)}`,
    control: `random buckets on ${controlDies} dies: ${told(control)}`,
    power: controlFails ? "the control fails" : "none",
    measured: `memristor ${told(memristor)}; software ${told(software)}; ${percent(found.computedPairs)} of pairs${retrievable === null ? "" : `, ${retrievable} retrievable values`}`,
    verdict,
    role: "finding",
  };
}
