// Scales of exact attention in analog arrays, chosen on calibration queries with ideal devices.

import { createRng, type Dense, dense, row } from "#base";
import {
  type AnalogScales,
  type AnalogUnits,
  analogLogits,
  analogOutput,
  analogWeights,
  codeOf,
  type HeldHead,
  holdHead,
} from "./weighing.ts";

/** Exact attention of a query: weights that sum to 1, and the output. */
export interface ExactQuery {
  readonly position: number;
  /** The last key that it sees: its own position in causal attention. */
  readonly last: number;
  readonly query: Float64Array;
  readonly weights: Float64Array;
  readonly output: Float64Array;
  /** 1 for each key that is read; by default all are. */
  readonly attended?: Uint8Array;
}

/** Candidates for the ends of the sigmoid, as quantiles of the calibration logits. */
const FEET = [0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998] as const;
const TOPS = [0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1] as const;

/** Candidate ranges, as shares of the largest magnitude. */
const RANGES = [1, 0.85, 0.7, 0.6, 0.5, 0.42, 0.35, 0.3, 0.25, 0.21, 0.17, 0.14] as const;

/**
 * Smallest full scale of the output converters that their capacitors allow, as a share of all rows' charge:
 * 40 in the authors' programs, where 64 cells at the highest level give 64 · 10.3 [gain-cell-attention-2025].
 */
const LEAST_SHARE = 40 / (64 * 10.3);

/**
 * Scales of one head: ranges of operands and converters by least squared error, the sigmoid's ends by the
 * share of exact weights reproduced, the gain by least squares of the converted outputs. Nothing is trained.
 */
export function fitScales(
  units: AnalogUnits,
  head: { readonly q: Dense; readonly keys: Dense; readonly values: Dense },
  calibration: readonly ExactQuery[],
  scale: number,
): AnalogScales {
  const { array } = units;
  const ranges = {
    query: bestRange(head.q, array.driven),
    key: bestRange(head.keys, array.stored),
    value: bestRange(head.values, array.stored),
  };
  const exactCells = array.cell === null ? null : { ...array.cell, variation: 0 };
  const ideal: AnalogUnits = { ...units, adc: null, array: { ...array, cell: exactCells } };
  const held = holdHead(ideal, head.keys, head.values, ranges, createRng(0));
  const open = { ...ranges, foot: 0, span: 1, scores: 1, outputs: 1, gain: 1 };
  const logits = calibration.map(({ query, last, attended }) => {
    const driven = drivenQuery(units, query, ranges.query);
    return analogLogits(ideal, held, driven, last, open, scale, null, attended);
  });
  const finite = logits.map((one) => one.filter(Number.isFinite));
  const kept = calibration.map(({ weights, attended }) => ({
    weights: attended === undefined ? weights : weights.filter((_, j) => attended[j] === 1),
  }));
  const ends = array.readout === "charge-to-pulse" ? bestEnds(held, ideal, finite, kept) : open;
  const scaled = { ...open, foot: ends.foot, span: ends.span, scores: converterRange(finite, units) };
  const weights = logits.map((one) => analogWeights(ideal, held, one, scaled, null));
  const partials: Float64Array[] = [];
  for (const one of weights) analogOutput(ideal, held, one, scaled, null, partials);
  const outputs = Math.max(converterRange(partials, units), LEAST_SHARE * array.rows * ranges.value);
  const read = { ...scaled, outputs };
  const noise = createRng("calibration reads");
  const sums = { own: 0, both: 0 };
  for (const [n, { output }] of calibration.entries())
    for (const [c, x] of analogOutput(
      { ...ideal, adc: units.adc },
      held,
      weights[n],
      read,
      noise,
    ).entries()) {
      sums.own += x * x;
      sums.both += x * output[c];
    }
  return { ...read, gain: sums.own === 0 ? 0 : sums.both / sums.own };
}

/** A query as driven on the word lines. */
export const drivenQuery = (
  { array }: Pick<AnalogUnits, "array">,
  query: Float64Array,
  range: number,
): Float64Array => array.driven(dense(1, query.length, query), range).data;

/** Rows used to choose a range, evenly spread. */
const RANGE_ROWS = 512;

/** The range with the least squared error between numbers and their levels. */
function bestRange(whole: Dense, levels: (matrix: Dense, range: number) => Dense): number {
  const step = Math.ceil(whole.rows / RANGE_ROWS);
  const rows = Array.from({ length: Math.ceil(whole.rows / step) }, (_, n) => row(whole, n * step));
  const matrix = dense(rows.length, whole.columns, Float64Array.from(rows.flatMap((one) => [...one])));
  const largest = matrix.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return least(
    RANGES.map((share) => share * largest),
    (range) => {
      const { data } = levels(matrix, range);
      return matrix.data.reduce((sum, x, n) => sum + (x - data[n]) ** 2, 0);
    },
  );
}

/** `bestRange` for a converter; 1 for an ideal one or for all-zero inputs. */
function converterRange(
  rows: readonly Float64Array[],
  { adc, array }: Pick<AnalogUnits, "adc" | "array">,
): number {
  const largest = rows.reduce((most, one) => one.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
  if (adc === null || largest === 0) return 1;
  return least(
    RANGES.map((share) => share * largest),
    (range) =>
      rows.reduce(
        (sum, one) => sum + one.reduce((s, x) => s + (x - range * codeOf(array, adc, x / range)) ** 2, 0),
        0,
      ),
  );
}

/** The first candidate with the least error. */
function least<T>(candidates: readonly T[], errorOf: (candidate: T) => number): T {
  let [best, error] = [candidates[0], Number.POSITIVE_INFINITY];
  for (const candidate of candidates) {
    const own = errorOf(candidate);
    if (own < error) [best, error] = [candidate, own];
  }
  return best;
}

function bestEnds(
  held: HeldHead,
  units: AnalogUnits,
  logits: readonly Float64Array[],
  calibration: readonly Pick<ExactQuery, "weights">[],
): { readonly foot: number; readonly span: number } {
  const sorted = Float64Array.from(logits.flatMap((one) => [...one])).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const spread = at(1) - at(0) || 1;
  const candidates = FEET.flatMap((below) =>
    TOPS.flatMap((above) => {
      const [foot, top] = [at(below), at(above)];
      return above > below ? [{ foot, span: Math.max(top - foot, 1e-6 * spread) }] : [];
    }),
  );
  return least(
    candidates,
    (ends) =>
      -calibration.reduce(
        (sum, { weights }, n) =>
          sum + overlapOf(weights, analogWeights(units, held, logits[n], { ...ends, scores: 1 }, null)),
        0,
      ),
  );
}

/** Σ min(p, p′) of exact weights p (sum 1) and normalised weights p′: 1 − total variation distance. */
export function overlapOf(exact: Float64Array, weights: Float64Array): number {
  const sum = weights.reduce((total, x) => total + x, 0);
  return sum === 0 ? 0 : exact.reduce((total, p, j) => total + Math.min(p, weights[j] / sum), 0);
}
