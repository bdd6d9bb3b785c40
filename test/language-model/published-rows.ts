import type { Dense } from "../../src/base/dense.ts";
import { createRng } from "../../src/base/rng.ts";
import type { BackendName } from "../../src/language-model/backends/backend.ts";
import type { Checkpoint } from "../../src/language-model/decoder.ts";
import { type LmScore, lmTrials } from "../../src/language-model/lm-trial.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

/** A backend at the settings of a published row. */
export interface Row {
  readonly name: BackendName;
  readonly attention?: Readonly<Record<string, unknown>>;
  /** The hashing of a design in place of ideal hardware. */
  readonly hashing?: string;
  readonly candidates?: "chunk" | "bucket";
  readonly lift?: "xbox-plus";
  /** Keys of a local window or top keys, the sink and the rows' own window apart. */
  readonly width?: number;
}

/** A model with the texts of a table. */
export interface Bench {
  readonly checkpoint: Checkpoint;
  /** L + 1 ids each. */
  readonly windows: readonly (readonly number[])[];
  /** L ids. */
  readonly calibration: readonly number[];
  readonly recall: boolean;
  readonly exactStates: Map<number, Dense>;
}

export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

export interface Measured {
  /** ln of the perplexity ratio, nats a token. */
  readonly loss: Estimate;
  /** Per cent of exact attention's pairs: distinct visible ones, and those that hardware computes. */
  readonly useful: Estimate;
  readonly computed: Estimate;
  readonly mass: Estimate;
  /** Per cent of retrievable values, and how many there were. */
  readonly recall: Estimate;
  readonly positions: number;
}

/**
 * Scores a row with projections for every query head, as the published experiments have them. Every window has an
 * array sample of its own and windows are the sample; or all windows share each of `draws` samples, which then are.
 */
export function measure(bench: Bench, row: Row, draws: number | null = null): Measured {
  const { windows } = bench;
  const run = lmTrials(jobOf(bench, row), bench.exactStates);
  const budget = budgetOf(bench, row);
  const exact = windows.map((_, window) => run({ name: "exact", sample: 0, window }).nll);
  const score = (sample: number, window: number): LmScore & { loss: number } => {
    const scored = run({ name: row.name, sample, window, budget });
    return { ...scored, loss: scored.nll - exact[window] };
  };
  const groups =
    draws === null
      ? windows.map((_, w) => [score(w, w)])
      : Array.from({ length: draws }, (_, sample) => windows.map((_, w) => score(sample, w)));
  const over = (of: (scored: LmScore & { loss: number }) => number): Estimate =>
    estimateOf(groups.map((group) => group.reduce((sum, scored) => sum + of(scored), 0) / group.length));
  return {
    loss: over(({ loss }) => loss),
    useful: over(({ usefulPairs }) => 100 * usefulPairs),
    computed: over(({ computedPairs }) => 100 * computedPairs),
    mass: over(({ distance }) => distance?.mass ?? Number.NaN),
    recall: over(({ recall }) => (100 * (recall?.correct ?? 0)) / (recall?.positions ?? 1)),
    positions: groups.flat().reduce((sum, { recall }) => sum + (recall?.positions ?? 0), 0),
  };
}

function jobOf({ checkpoint, calibration, windows, recall }: Bench, row: Row) {
  const { layers, heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const { attention = {}, hashing = IDEAL_HASHING, candidates = "chunk", lift = "none" } = row;
  const length = calibration.length;
  const config = configOf(`{
    workload: { length: ${length}, layers: ${layers}, heads: ${heads}, kvHeads: ${keyValueHeads}, headWidth: ${headWidth},
      attention: ${JSON.stringify(attention)} },
    design: { hashing: { sharing: "query-head", ${hashing} } },
    languageModel: { candidates: "${candidates}", lift: "${lift}" } }`);
  return {
    checkpoint,
    design: config.design,
    workload: config.workload,
    plan: config.languageModel,
    calibration,
    windows,
    recall,
    rng: createRng(3),
    kernels: loadKernels(),
  };
}

const IDEAL_HASHING = IDEAL_HARDWARE.slice(IDEAL_HARDWARE.indexOf("{") + 1, IDEAL_HARDWARE.indexOf("} },"))
  .concat("}")
  .trim();

/** Where buckets are attended whole, random ones are as many as the row says and not as many as LSH's pairs ask for. */
function budgetOf({ calibration }: Bench, { attention = {}, width = 0 }: Row) {
  const { localWindow = 16, sink = 1, rounds = 8, buckets = 2 } = attention as Record<string, number>;
  const far = (rounds * (calibration.length + 1)) / 2 / buckets;
  return {
    computed: width > 0 ? width + sink : localWindow + sink + far,
    useful: width + localWindow + sink,
  };
}

function estimateOf(values: readonly number[]): Estimate {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, x) => a + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** A line for the reader: what was measured with both pair counts, beside what was published. */
export function lineOf(
  label: string,
  { loss, useful, computed, recall }: Measured,
  published: string,
): string {
  const ratio = `×${Math.exp(loss.mean).toFixed(4)} ± ${(Math.exp(loss.mean) * loss.error || 0).toFixed(4)}`;
  const pairs = `pairs ${useful.mean.toFixed(1)} %, computed ${computed.mean.toFixed(1)} %`;
  const recalled = recall.mean > 0 ? `, recall ${recall.mean.toFixed(2)} %` : "";
  return `${label}: ${ratio}, ${pairs}${recalled} (published ${published})`;
}
