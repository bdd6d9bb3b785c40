import { sampleRankCorrelation } from "simple-statistics";

/** Spearman's rank correlation of two samples, ties at their mean rank; 0 where one of them does not vary. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const rho = sampleRankCorrelation([...x], [...y]);
  return Number.isFinite(rho) ? rho : 0;
}
