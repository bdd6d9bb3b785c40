import type { CostReport } from "../cost/cost-report.ts";

/** The operation that takes the largest share of the energy. */
export function decidingShare(cost: CostReport): { operation: string; share: number } {
  const byOperation = energyByOperation(cost);
  const [operation, energy] = [...byOperation].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return { operation, share: cost.energy > 0 ? energy / cost.energy : 0 };
}

/** Energy of each operation, J, leakage as one of them. */
export function energyByOperation(cost: CostReport): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { operation, energy } of cost.breakdown)
    sums.set(operation, (sums.get(operation) ?? 0) + energy);
  return sums;
}
