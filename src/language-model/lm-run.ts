import { type CrossedEstimate, crossedEstimate, type Estimate, estimate } from "../base/statistics.ts";
import { VARIANTS } from "../simulation/variants.ts";
import type { BackendCase, BackendName, PairBudget } from "./backends/backend.ts";
import {
  type HeadCosine,
  headCosines,
  type LmDistance,
  type LmJob,
  type LmScore,
  lmTrials,
} from "./lm-trial.ts";

/** A row of the answer: one backend over windows and array samples. */
export interface LmRow {
  readonly backend: BackendName;
  /** True for chunks of the whole sorted sequence, where the visible keys depend on later tokens. */
  readonly looksAhead: boolean;
  readonly windows: number;
  readonly arrays: number;
  readonly nll: number;
  /** NLL minus exact attention's, nats per token: paired by window, windows × arrays crossed. */
  readonly loss: CrossedEstimate;
  /** Perplexity divided by exact attention's. */
  readonly ratio: { readonly mean: number; readonly standardError: number; readonly upper95: number };
  readonly divergence: CrossedEstimate;
  readonly agreement: number;
  readonly mass: number;
  readonly usefulPairs: number;
  readonly computedPairs: number;
  /** Share of retrievable values that are predicted; null for texts without any. */
  readonly recall: {
    readonly rate: number;
    readonly loss: CrossedEstimate;
    readonly positions: number;
  } | null;
}

export interface LmMeasurement {
  readonly rows: readonly LmRow[];
  /** NLL of the memristor hash minus the software hash's: windows averaged, arrays are the sample. */
  readonly deviceLoss: Estimate;
  /** The same for the share of lost retrievable values. */
  readonly deviceRecallLoss: Estimate | null;
  readonly cosines: readonly HeadCosine[];
  readonly budget: PairBudget;
}

/** Runs trials, here or on worker threads; results in the order of trials. */
export type RunLmTrials = (
  job: LmJob,
  trials: readonly BackendCase[],
  onDone: () => void,
) => Promise<LmScore[]>;

/** Runs trials in turn on this thread. */
export const runLmInTurn: RunLmTrials = async (job, trials, onDone) => {
  const run = lmTrials(job);
  return trials.map((trial) => {
    const score = run(trial);
    onDone();
    return score;
  });
};

/** A backend on all windows and a number of array samples. */
export type Line = Pick<BackendCase, "name" | "candidates"> & { readonly samples: number };

/**
 * Scores every backend and control on all windows. Controls get the computed pairs, and the oracle the
 * distinct pairs, that LSH in software used, so software runs first.
 */
export async function measureLm(
  job: LmJob,
  arrays: number,
  run: RunLmTrials = runLmInTurn,
  onStep: (done: number, total: number) => void = () => {},
): Promise<LmMeasurement> {
  const first: Line[] = [
    { name: "exact", samples: 1 },
    { name: "lsh-software", samples: arrays },
  ];
  const second: Line[] = [
    { name: VARIANTS.memristor.model, samples: arrays },
    ...(job.plan.circuitReads ? [{ name: "lsh-circuit", samples: arrays } as const] : []),
    ...(job.plan.candidates === "chunk"
      ? []
      : [{ name: "lsh-software", candidates: "chunk", samples: arrays } as const]),
    { name: "random-buckets", samples: arrays },
    { name: "second-array", samples: arrays },
    { name: "local-window", samples: 1 },
    { name: "top-k", samples: 1 },
  ];
  const windows = job.windows.length;
  const total = [...first, ...second].reduce((sum, { samples }) => sum + samples * windows, 0);
  let done = 0;
  const scored = (lines: Line[], budget: PairBudget | null) =>
    runLines(job, lines, budget, run, () => onStep(++done, total));
  const early = await scored(first, null);
  const budget = budgetOf(early[1].table, job.workload.length);
  const tables = [...early, ...(await scored(second, budget))];
  const exact = tables[0].table.map(([score]) => score);
  const [software, memristor] = [tables[1].table, tables[2].table];
  return {
    rows: tables.map(({ line, table }) => rowOf(job, line, table, exact)),
    deviceLoss: byArray(software, memristor, ({ nll }) => nll),
    deviceRecallLoss: job.recall ? byArray(software, memristor, (score) => -rateOf(score)) : null,
    cosines: headCosines(job, 0),
    budget,
  };
}

/** Scores, windows × samples. */
export type Scores = readonly (readonly LmScore[])[];

/** Runs lines; `budget` gives some lines the pairs that LSH in software used. */
export async function runLines(
  job: LmJob,
  lines: readonly Line[],
  budget: PairBudget | null,
  run: RunLmTrials,
  onDone: () => void,
): Promise<{ line: Line; table: Scores }[]> {
  const trials = lines.flatMap(({ name, candidates, samples }) =>
    job.windows.flatMap((_, window) =>
      Array.from(
        { length: samples },
        (_, sample): BackendCase => ({ name, sample, window, budget, candidates }),
      ),
    ),
  );
  const scores = await run(job, trials, onDone);
  let next = 0;
  return lines.map((line) => ({
    line,
    table: job.windows.map(() => {
      next += line.samples;
      return scores.slice(next - line.samples, next);
    }),
  }));
}

/** Pairs per query and head used by LSH in software. */
export function budgetOf(software: Scores, length: number): PairBudget {
  const mean = (of: (score: LmScore) => number): number => estimate(software.flat().map(of)).mean;
  const causal = (length + 1) / 2;
  return {
    computed: mean(({ computedPairs }) => computedPairs) * causal,
    useful: mean(({ usefulPairs }) => usefulPairs) * causal,
  };
}

const rateOf = ({ recall }: LmScore): number => (recall === null ? 0 : recall.correct / recall.positions);

function distanceOf({ distance }: LmScore): LmDistance {
  if (distance === null)
    throw new RangeError("lm rows: expected scores beside exact attention, received likelihoods alone");
  return distance;
}

function rowOf(job: LmJob, line: Line, table: Scores, exact: readonly LmScore[]): LmRow {
  const all = table.flat();
  const mean = (of: (score: LmScore) => number): number => estimate(all.map(of)).mean;
  const against = (of: (score: LmScore) => number): CrossedEstimate =>
    crossedEstimate(table.map((row, w) => row.map((score) => of(score) - of(exact[w]))));
  const loss = against(({ nll }) => nll);
  const recalled = all.flatMap(({ recall }) => (recall === null ? [] : [recall]));
  const positions = recalled.reduce((sum, recall) => sum + recall.positions, 0);
  const correct = recalled.reduce((sum, recall) => sum + recall.correct, 0);
  return {
    backend: line.name,
    looksAhead: (line.candidates ?? job.plan.candidates) === "chunk" && HASHED.has(line.name),
    windows: table.length,
    arrays: line.samples,
    nll: mean(({ nll }) => nll),
    loss,
    ratio: {
      mean: Math.exp(loss.mean),
      standardError: Math.exp(loss.mean) * loss.standardError,
      upper95: Math.exp(loss.mean + loss.interval),
    },
    divergence: crossedEstimate(table.map((row) => row.map((score) => distanceOf(score).divergence))),
    agreement: mean((score) => distanceOf(score).agreement),
    mass: mean((score) => distanceOf(score).mass),
    usefulPairs: mean(({ usefulPairs }) => usefulPairs),
    computedPairs: mean(({ computedPairs }) => computedPairs),
    recall:
      positions === 0 ? null : { rate: correct / positions, loss: against((s) => -rateOf(s)), positions },
  };
}

const HASHED = new Set<BackendName>([
  "lsh-software",
  VARIANTS.memristor.model,
  "lsh-circuit",
  "random-buckets",
  "second-array",
]);

function byArray(software: Scores, memristor: Scores, of: (score: LmScore) => number): Estimate {
  const samples = software[0].length;
  return estimate(
    Array.from(
      { length: samples },
      (_, a) => estimate(software.map((row, w) => of(memristor[w][a]) - of(row[a]))).mean,
    ),
  );
}
