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
  /**
   * One search whose lines are left to race: the mismatches that each line shows, in [0, bits], for a unit that reads
   * them in time. Throws InfeasibleError where codes are compared by logic, which has no lines.
   */
  race(): Float64Array;
  /** One search: 1 for each key whose score is reported as at least its threshold (one for all keys, or one a key). */
  atLeast(thresholds: number | Float64Array): Uint8Array;
}

/**
 * How far a report is from the mismatches m ∈ [0, b] of a code of b bits. A match line sums one current or charge a
 * mismatch, each with a relative deviation: `spread` · √m. Cells that match leak `leak` of that current each, with the
 * same relative deviation. `offset` and `noise` are shares of full scale (b mismatches): the first stays for all searches
 * of a query, the second is drawn anew in each. `levels`: what a readout distinguishes; a continuum where they are left
 * out.
 */
export interface MatchLine {
  readonly spread: number;
  readonly leak: number;
  readonly offset: number;
  readonly noise: number;
  readonly levels?: number;
  /** Whether the line has the mean of all its cells, as where charge is shared, and no sum of those that mismatch. */
  readonly shared?: boolean;
}

/**
 * Standard deviation of a report of m `mismatches` of b `bits`, in mismatches, before it is rounded to levels. Cells add
 * s²·m + (s·leak)²·(b − m) where a line sums them, and s²·m·(b − m)/b where it has their mean Σ Cᵢxᵢ / Σ Cᵢ (first order).
 */
export function deviationOf(line: MatchLine, mismatches: number, bits: number): number {
  const matches = bits - mismatches;
  const cells =
    line.spread ** 2 * (line.shared ? (mismatches * matches) / bits : mismatches + matches * line.leak ** 2);
  return Math.sqrt(cells + bits ** 2 * (line.offset ** 2 + line.noise ** 2));
}

/** A query of zeros has scores of zero, half way between the ends of any span. */
const spanOf = (reach: number): number => (reach > 0 ? reach : 1);

/** Scores as they are. */
export const exactInquiry = (scores: Float64Array, reach: number): Inquiry =>
  inquiryOf(reach, scores.length, {
    read: () => scores,
    readable: true,
  });

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
  const span = spanOf(reach);
  const fixed = scores.map((score) => {
    const mismatches = (bits * (1 - score / span)) / 2;
    return mismatches + deviationOf({ ...line, noise: 0 }, mismatches, bits) * still.normal();
  });
  const lines = (): Float64Array =>
    fixed.map((mismatches) => {
      const seen = mismatches + bits * line.noise * fresh.normal();
      return Math.min(bits, Math.max(0, seen));
    });
  const read = (): Float64Array =>
    lines().map((seen) => span * (1 - (2 * rounded(seen, bits, line.levels)) / bits));
  return inquiryOf(reach, scores.length, { read, readable: answers === "scores", lines });
}

/** To the nearest of `levels` between no mismatch and all. */
function rounded(mismatches: number, bits: number, levels: number | undefined): number {
  if (levels === undefined) return mismatches;
  const step = bits / (levels - 1);
  return Math.round(mismatches / step) * step;
}

interface Answers {
  readonly read: () => Float64Array;
  readonly readable: boolean;
  readonly lines?: () => Float64Array;
}

function inquiryOf(reach: number, keys: number, { read, readable, lines }: Answers): Inquiry {
  let searches = 0;
  const search = (answer: () => Float64Array): Float64Array => {
    searches++;
    return answer();
  };
  return {
    keys,
    reach: spanOf(reach),
    get searches() {
      return searches;
    },
    report: () => {
      if (readable) return search(read);
      throw new InfeasibleError(
        "search: the store compares codes with a threshold and reports no scores; use a top-k unit that asks thresholds",
      );
    },
    race: () => {
      if (lines !== undefined) return search(lines);
      throw new InfeasibleError("search: the store compares codes by logic and has no match lines that race");
    },
    atLeast: (thresholds) => {
      const least = (n: number): number => (typeof thresholds === "number" ? thresholds : thresholds[n]);
      return Uint8Array.from(search(read), (score, n) => (score >= least(n) ? 1 : 0));
    },
  };
}
