import { type Estimate, estimate, type Rng } from "#base";
import { exactAttention } from "../attention/exact-attention.ts";
import type { AttentionUnits } from "../attention/lsh-attention.ts";
import type { LshPlan } from "../attention/plan.ts";
import type { FidelityPlan } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, planOf, type Workload } from "../design/workload.ts";
import { checkSort } from "../mapping/lsh.ts";
import type { Activations } from "./activations.ts";
import type { Kernels } from "./kernels.ts";
import {
  type PreparedHead,
  prepareHeads,
  type Quality,
  sampleQueries,
  summarise,
  type TrialQuality,
} from "./quality.ts";
import { type RunTrials, runTrialsInTurn, type Trial, unitsOf } from "./trials.ts";
import type { SimulatedHash } from "./variants.ts";

/** Quality of each variant, measured on one model's activations. */
export interface Fidelity {
  readonly model: string;
  readonly description: string;
  readonly length: number;
  readonly headWidth: number;
  readonly rounds: number;
  readonly buckets: number;
  readonly arrays: number;
  /** Query positions per head at which quality was measured. */
  readonly queries: number;
  /** True if the priced workload differs from the measured model. */
  readonly proxy: boolean;
  /** Exact attention on the design's own digital units: the lower limit of every other error. */
  readonly exactDigital: { readonly outputError: Estimate };
  readonly variants: Readonly<Record<SimulatedHash | "local-window", Quality>>;
  /** Attention recall of the software hash minus that of the memristor hash, paired by array sample. */
  readonly massLoss: Estimate;
}

export interface SimulationOptions {
  readonly runTrials?: RunTrials;
  /** Called when `runTrials` has started all trials. */
  readonly onStart?: () => void;
  /** Called after each trial, for progress. */
  readonly onStep?: (done: number, total: number) => void;
  readonly kernels?: Kernels;
  /** Whether to find out which keys the first array's hash attends. */
  readonly keys?: boolean;
}

const SIMULATED_VARIANTS: readonly SimulatedHash[] = ["software", "digital", "memristor", "random-buckets"];

/** The workload at the length of the activations. */
export const measuredWorkload = (workload: Workload, activations: Activations): Workload => ({
  ...workload,
  length: activations.length,
  headWidth: activations.headWidth,
});

/**
 * Attends with every variant over the plan's array samples, from the same query positions. Controls compute
 * as many pairs as LSH: random buckets by construction, the local window by its width.
 */
export async function simulate(
  design: Design,
  workload: Workload,
  activations: Activations,
  plan: FidelityPlan,
  rng: Rng,
  { runTrials = runTrialsInTurn, onStart, onStep = () => {}, kernels, keys }: SimulationOptions = {},
): Promise<Fidelity> {
  const measured = measuredWorkload(workload, activations);
  const attention = planOf(measured);
  const code = hashCodeOf(measured.attention, measured.length);
  checkSort(design.digital.sorter.behaviour, measured.length, code.buckets);
  const queries = sampleQueries(measured.length, plan.queries, rng.fork("queries"));
  const heads = prepareHeads(
    activations,
    attention,
    design.digital.mac.behaviour,
    workload.attention,
    queries,
  );
  const trials: Trial[] = [
    ...SIMULATED_VARIANTS.flatMap((variant) =>
      Array.from(
        { length: plan.arrays },
        (_, sample): Trial => ({ variant, sample, keys: keys && variant === "memristor" && sample === 0 }),
      ),
    ),
    { variant: "local-window", sample: 0 },
  ];
  let done = 0;
  const step = (): void => onStep(++done, trials.length);
  const results = await runTrials({ design, measured, heads, rng, kernels }, trials, step, onStart);
  const of = (variant: Trial["variant"]): TrialQuality[] =>
    results.filter((_, n) => trials[n].variant === variant);
  const [software, memristor] = [of("software"), of("memristor")];
  return {
    model: activations.model,
    description: activations.description,
    length: measured.length,
    headWidth: activations.headWidth,
    rounds: code.rounds,
    buckets: code.buckets,
    arrays: plan.arrays,
    queries: queries.length,
    proxy: isProxy(workload, activations),
    exactDigital: { outputError: exactDigitalError(heads, attention, unitsOf(design)) },
    variants: {
      software: summarise(software),
      digital: summarise(of("digital")),
      memristor: summarise(memristor),
      "random-buckets": summarise(of("random-buckets")),
      "local-window": summarise(of("local-window")),
    },
    massLoss: estimate(software.map((trial, n) => trial.recall - memristor[n].recall)),
  };
}

/** Whether the workload differs from that of the activations, so that measured quality is only a proxy. */
export const isProxy = (workload: Workload, activations: Activations): boolean =>
  workload.preset !== activations.model ||
  workload.length !== activations.length ||
  workload.headWidth !== activations.headWidth;

/** Error due to only the MAC operands and the softmax unit. */
export function exactDigitalError(
  heads: readonly PreparedHead[],
  plan: LshPlan,
  units: AttentionUnits,
): Estimate {
  let error = 0;
  let norm = 0;
  for (const { q, k, v, exact, queries } of heads) {
    const digital = exactAttention(q, k, v, plan, { ...units, queries });
    digital.output.data.forEach((x, n) => {
      error += (x - exact.output.data[n]) ** 2;
      norm += exact.output.data[n] ** 2;
    });
  }
  return estimate([Math.sqrt(error / norm)]);
}

/** Quality of one variant at a number of rounds, over the plan's array samples. */
export type VariantMeter = (variant: SimulatedHash, rounds: number) => Promise<Quality>;

/**
 * Measures variants at other rounds than the workload's, with the queries and streams of `simulate`: at the
 * workload's own rounds the results are the same.
 */
export function createVariantMeter(
  design: Design,
  workload: Workload,
  activations: Activations,
  plan: FidelityPlan,
  rng: Rng,
  { runTrials = runTrialsInTurn, onStep = () => {}, kernels }: SimulationOptions = {},
): VariantMeter {
  const measured = measuredWorkload(workload, activations);
  const queries = sampleQueries(measured.length, plan.queries, rng.fork("queries"));
  const mac = design.digital.mac.behaviour;
  const heads = prepareHeads(activations, planOf(measured), mac, workload.attention, queries);
  let done = 0;
  return async (variant, rounds) => {
    const attention = { ...measured.attention, rounds };
    const job = { design, measured: { ...measured, attention }, heads, rng };
    const trials = Array.from({ length: plan.arrays }, (_, sample) => ({ variant, sample }));
    return summarise(
      await runTrials(kernels === undefined ? job : { ...job, kernels }, trials, () =>
        onStep(++done, Number.NaN),
      ),
    );
  };
}
