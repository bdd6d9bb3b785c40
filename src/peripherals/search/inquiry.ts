// One query put to a store of codes, and what the store reports of it.

import { InfeasibleError } from "../../base/errors.ts";
import type { Rng } from "../../base/rng.ts";

/** One query's scores of all stored keys, as the hardware reports them. */
export interface Inquiry {
  /** Stored keys. */
  readonly keys: number;
  /** Largest magnitude of a score: the number of bits for signs, Σ|qᵢ| for values of the query. */
  readonly reach: number;
  /** Searches of all keys so far. */
  readonly searches: number;
  /** One search that reads scores out. Throws InfeasibleError where the store compares with a threshold alone. */
  report(): Float64Array;
  /** One search: 1 for each key whose score is reported as at least its threshold (one for all keys, or one a key). */
  atLeast(thresholds: number | Float64Array): Uint8Array;
}

/**
 * How far a report is from the mismatches m ∈ [0, b] of a code of b bits. A match line sums one current or charge a
 * mismatch, each with a relative deviation: `spread` · √m. Cells that match leak `leak` of that current each, with the
 * same relative deviation. `offset` and `noise` are shares of full scale (b mismatches): the first stays for all searches
 * of a query, the second is drawn anew in each. `levels` that a readout distinguishes; none left out are a continuum.
 */
export interface MatchLine {
  readonly spread: number;
  readonly leak: number;
  readonly offset: number;
  readonly noise: number;
  readonly levels?: number;
}

/** Standard deviation of a report of `mismatches` of `bits`, in mismatches, before it is rounded to levels. */
export function deviationOf(line: MatchLine, mismatches: number, bits: number): number {
  const cells = mismatches * line.spread ** 2 + (bits - mismatches) * (line.leak * line.spread) ** 2;
  return Math.sqrt(cells + bits ** 2 * (line.offset ** 2 + line.noise ** 2));
}

/** Scores as they are. */
export const exactInquiry = (scores: Float64Array, reach: number): Inquiry =>
  inquiryOf(reach, true, scores.length, () => scores);

/**
 * Scores out of match lines. A score s ∈ [−reach, reach] is b·(1 − s / reach) / 2 mismatches; what the line adds to them
 * goes the same way back. `threshold`: no score is read out, lines are only compared with a reference.
 */
export function matchLineInquiry(
  scores: Float64Array,
  reach: number,
  { bits, answers }: { readonly bits: number; readonly answers: "scores" | "threshold" },
  line: MatchLine,
  rng: Rng,
): Inquiry {
  const still = rng.fork("still");
  const fresh = rng.fork("fresh");
  // Leakage of matching cells is calibrated out on average: a line is read against one of known content.
  const fixed = scores.map((score) => {
    const mismatches = (bits * (1 - score / reach)) / 2;
    return mismatches + deviationOf({ ...line, noise: 0 }, mismatches, bits) * still.normal();
  });
  const read = (): Float64Array =>
    fixed.map((mismatches) => {
      const seen = mismatches + bits * line.noise * fresh.normal();
      return reach * (1 - (2 * rounded(seen, bits, line.levels)) / bits);
    });
  return inquiryOf(reach, answers === "scores", scores.length, read);
}

/** To the nearest of `levels` between no mismatch and all, or within those bounds. */
function rounded(mismatches: number, bits: number, levels: number | undefined): number {
  const inside = Math.min(bits, Math.max(0, mismatches));
  if (levels === undefined) return inside;
  const step = bits / (levels - 1);
  return Math.round(inside / step) * step;
}

function inquiryOf(reach: number, readable: boolean, keys: number, read: () => Float64Array): Inquiry {
  let searches = 0;
  const search = (): Float64Array => {
    searches++;
    return read();
  };
  return {
    keys,
    reach,
    get searches() {
      return searches;
    },
    report: () => {
      if (readable) return search();
      throw new InfeasibleError(
        "search: the store compares codes with a threshold and reports no scores; use a top-k unit that asks thresholds",
      );
    },
    atLeast: (thresholds) => {
      const least = (n: number): number => (typeof thresholds === "number" ? thresholds : thresholds[n]);
      return Uint8Array.from(search(), (score, n) => (score >= least(n) ? 1 : 0));
    },
  };
}
