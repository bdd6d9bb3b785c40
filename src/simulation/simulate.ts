import { exactAttention } from "../attention/exact-attention.ts";
import type { AttentionUnits } from "../attention/lsh-attention.ts";
import type { LshPlan } from "../attention/plan.ts";
import type { Rng } from "../base/rng.ts";
import { type Estimate, estimate } from "../base/statistics.ts";
import type { FidelityPlan } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, planOf, type Workload } from "../design/workload.ts";
import type { Activations } from "./activations.ts";
import { type Arm, hasherFactory } from "./arms.ts";
import {
  measureTrial,
  type PreparedHead,
  prepareHeads,
  type Quality,
  sampleQueries,
  summarise,
  type TrialQuality,
} from "./quality.ts";

/** Quality of each way to attend, measured on one model's activations. */
export interface Fidelity {
  readonly model: string;
  readonly description: string;
  readonly length: number;
  readonly headWidth: number;
  readonly rounds: number;
  readonly buckets: number;
  readonly arrays: number;
  /** Query positions a head on which quality was measured. */
  readonly queries: number;
  /** True when the priced workload is not the model that was measured. */
  readonly proxy: boolean;
  /** Exact attention on the design's own digital units: the floor under every other error. */
  readonly exactDigital: { readonly outputError: Estimate };
  readonly arms: Readonly<Record<Arm | "local-window", Quality>>;
  /** Loss of captured mass of the memristor hash against the software hash, paired by array sample. */
  readonly massLoss: Estimate;
}

/** Runs a step of a long simulation; the shell may show progress between steps. */
export type OnStep = (done: number, total: number) => void;

const ARMS: readonly Arm[] = ["software", "digital", "memristor", "random-buckets"];

/** The workload at the length of the activations. */
export const measuredWorkload = (workload: Workload, activations: Activations): Workload => ({
  ...workload,
  length: activations.length,
  headWidth: activations.headWidth,
});

/**
 * Attends with every arm over the plan's array samples, from the same query positions. Controls compute as many pairs as LSH does: random
 * buckets by construction, the local window by its width.
 */
export function simulate(
  design: Design,
  workload: Workload,
  activations: Activations,
  plan: FidelityPlan,
  rng: Rng,
  onStep: OnStep = () => {},
): Fidelity {
  const measured = measuredWorkload(workload, activations);
  const attention = planOf(measured);
  const code = hashCodeOf(measured.attention, measured.length);
  const units = unitsOf(design);
  const { arrays } = plan;
  const queries = sampleQueries(measured.length, plan.queries, rng.fork("queries"));
  const total = ARMS.length * arrays + 2;
  let done = 0;
  const step = (): void => onStep(++done, total);
  const heads = prepareHeads(
    activations,
    attention,
    design.digital.mac.behaviour,
    workload.attention,
    queries,
  );
  step();
  const trials = Object.fromEntries(
    ARMS.map((arm) => [arm, simulateArm(arm, design, measured, heads, arrays, rng, step)]),
  ) as Record<Arm, TrialQuality[]>;
  const local = measureTrial(
    heads,
    localWindowPlan(attention, trials.software[0].computedPairs, measured.length),
    units,
    () => () => new Int32Array(0),
  );
  step();
  return {
    model: activations.model,
    description: activations.description,
    length: measured.length,
    headWidth: activations.headWidth,
    rounds: code.rounds,
    buckets: code.buckets,
    arrays,
    queries: queries.length,
    proxy:
      workload.preset !== activations.model ||
      workload.length !== activations.length ||
      workload.headWidth !== activations.headWidth,
    exactDigital: { outputError: exactDigitalError(heads, attention, units) },
    arms: {
      software: summarise(trials.software),
      digital: summarise(trials.digital),
      memristor: summarise(trials.memristor),
      "random-buckets": summarise(trials["random-buckets"]),
      "local-window": summarise([local]),
    },
    massLoss: estimate(trials.software.map((s, n) => s.capturedMass - trials.memristor[n].capturedMass)),
  };
}

/** One arm over `arrays` array samples. Streams are named by arm and sample, so arms can be run alone. */
export function simulateArm(
  arm: Arm,
  design: Design,
  measured: Workload,
  heads: readonly PreparedHead[],
  arrays: number,
  rng: Rng,
  step: () => void = () => {},
): TrialQuality[] {
  const factory = hasherFactory(
    arm,
    design,
    hashCodeOf(measured.attention, measured.length),
    measured.headWidth,
    rng,
  );
  return Array.from({ length: arrays }, (_, trial) => {
    const quality = measureTrial(heads, planOf(measured), unitsOf(design), (head) => factory(trial, head));
    step();
    return quality;
  });
}

export const unitsOf = (design: Design): AttentionUnits => ({
  sort: design.digital.sorter.behaviour.order,
  exponential: design.digital.softmax.behaviour.exponential,
});

/** A window that computes as many pairs a query as the LSH plan. */
const localWindowPlan = (plan: LshPlan, computed: number, length: number): LshPlan => ({
  ...plan,
  rounds: 0,
  sink: plan.sink,
  localWindow: Math.max(1, Math.min(length, Math.round(computed / length) - plan.sink)),
});

/** Error of the MAC operands and of the softmax unit alone. */
function exactDigitalError(heads: readonly PreparedHead[], plan: LshPlan, units: AttentionUnits): Estimate {
  let error = 0;
  let norm = 0;
  for (const { q, k, v, exact, queries } of heads) {
    const digital = exactAttention(q, k, v, plan, { exponential: units.exponential, queries });
    digital.output.data.forEach((x, n) => {
      error += (x - exact.output.data[n]) ** 2;
      norm += exact.output.data[n] ** 2;
    });
  }
  return estimate([Math.sqrt(error / norm)]);
}
