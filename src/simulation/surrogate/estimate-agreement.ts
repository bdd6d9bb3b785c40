import type { Estimate } from "../../base/statistics.ts";

/** Bars that an axis is held to. */
export const ESTIMATE_BARS = { error: 0.03, rank: 0.9 } as const;

/** One point of an axis: what simulation and estimate make of it; null where the estimate does not know. */
export interface ComparedPoint {
  readonly simulated: Estimate;
  readonly estimated: number | null;
}

export interface Agreement {
  /** Largest |estimated − simulated|; null where no point is known. */
  readonly error: number | null;
  /**
   * Rank correlation over the pairs of points that the simulation tells apart: (pairs in one order − pairs in opposite
   * order) / pairs [goodman-kruskal-1954]; null where it tells none apart.
   */
  readonly rank: number | null;
  /** Spearman's rank correlation over all known points; null below three points. */
  readonly spearman: number | null;
  /** Pairs that the simulation tells apart. */
  readonly pairs: number;
  readonly verdict: "pass" | "flat" | "miss" | "unknown";
}

/**
 * Holds estimates of one axis against simulation. Two points are told apart where their means differ by more than the
 * half widths of their 95 % intervals in quadrature; an axis with no such pair is flat: it is held to the error alone.
 */
export function agreementOf(points: readonly ComparedPoint[]): Agreement {
  const known = points.flatMap(({ simulated, estimated }) =>
    estimated === null ? [] : [{ simulated, estimated }],
  );
  if (known.length === 0) return { error: null, rank: null, spearman: null, pairs: 0, verdict: "unknown" };
  const error = Math.max(...known.map(({ simulated, estimated }) => Math.abs(estimated - simulated.mean)));
  let [balance, pairs] = [0, 0];
  known.forEach((a, n) => {
    for (const b of known.slice(n + 1)) {
      const difference = a.simulated.mean - b.simulated.mean;
      if (Math.abs(difference) <= Math.hypot(a.simulated.interval, b.simulated.interval)) continue;
      pairs++;
      balance += Math.sign(difference * (a.estimated - b.estimated));
    }
  });
  const rank = pairs === 0 ? null : balance / pairs;
  const isNear = error <= ESTIMATE_BARS.error;
  const agrees = rank === null || rank >= ESTIMATE_BARS.rank;
  return {
    error,
    rank,
    spearman: spearmanOf(
      known.map(({ simulated }) => simulated.mean),
      known.map(({ estimated }) => estimated),
    ),
    pairs,
    verdict: !(isNear && agrees) ? "miss" : rank === null ? "flat" : "pass",
  };
}

/** Spearman's rank correlation, ties by their mean rank; null below three points or where one side is constant. */
export function spearmanOf(x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 3) return null;
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const mean = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    xy += (a[n] - mean) * (b[n] - mean);
    xx += (a[n] - mean) ** 2;
    yy += (b[n] - mean) ** 2;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
