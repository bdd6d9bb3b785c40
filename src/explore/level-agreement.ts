import { rankCorrelation } from "./rank-correlation.ts";

/** How a metric of the points of one level does on the next, dearer one. */
export interface LevelAgreement {
  readonly metric: string;
  /** Points that both levels gave a number for. */
  readonly points: number;
  /** Spearman's, over those points. */
  readonly rank: number;
  readonly meanDifference: number;
  /** Largest absolute difference. */
  readonly largestDifference: number;
}

/** Agreement of pairs of one metric, before and after; null for fewer than two pairs, or where all are equal. */
export function levelAgreement(
  metric: string,
  pairs: readonly (readonly [before: number, after: number])[],
): LevelAgreement | null {
  const finite = pairs.filter((pair) => pair.every(Number.isFinite));
  if (finite.length < 2 || finite.every(([before, after]) => before === after)) return null;
  const differences = finite.map(([before, after]) => after - before);
  return {
    metric,
    points: finite.length,
    rank: rankCorrelation(
      finite.map(([before]) => before),
      finite.map(([, after]) => after),
    ),
    meanDifference: differences.reduce((sum, d) => sum + d, 0) / differences.length,
    largestDifference: differences.reduce((most, d) => Math.max(most, Math.abs(d)), 0),
  };
}
