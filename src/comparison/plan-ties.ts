// Plans that are nearly as good as the chosen one and cost something else: on such a chip the plan decides a price.

import { firstValue } from "../cost/plan-value.ts";
import type { Design } from "../design/design.ts";
import type { Objective } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { DesignId, DesignResult } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";
import { priceContender } from "./priced-comparison.ts";

/** Share of the objective by which the other plan of a tie is worse at most. */
export const TIED_WITHIN = 0.1;

/** Share by which the energy or the latency of the two plans of a tie differs at least. */
const DIFFERS_BY = 0.1;

/** A second plan of a design that is nearly as good by its objective, and the ratios to the priced plan. */
export interface PlanTie {
  readonly id: DesignId;
  /** Objective under which the second plan is the best. */
  readonly objective: Objective;
  /** Share of the design's own objective by which it is worse. */
  readonly excess: number;
  readonly energy: number;
  readonly latency: number;
}

/** Objectives whose plans are tried, in this order. */
const OTHERS: readonly Objective[] = ["energy-delay", "energy-squared-delay", "energy", "latency"];

/**
 * Finds for each design with a searched plan a second one within a tenth of its objective whose energy or latency
 * differs by a tenth: the best of another objective. Between neighbouring chips such a design may change its
 * plan, and its energy and latency jump. A design without one may still have one that no objective finds.
 */
export const planTies = (
  contenders: readonly DesignResult[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): PlanTie[] => contenders.flatMap((contender) => tieOf(contender, design, workload, point) ?? []);

function tieOf(
  contender: DesignResult,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): PlanTie | null {
  if (!contender.feasible || contender.planned === undefined) return null;
  const { id, cost } = contender;
  const value = firstValue(design.mapping.objective);
  for (const objective of OTHERS) {
    if (objective === design.mapping.objective) continue;
    const mapping = { ...design.mapping, objective };
    const other = priceContender(contenderOf(id), { ...design, mapping }, workload, point);
    if (!other.feasible) continue;
    const [energy, latency] = [
      other.cost.energy / cost.energy,
      other.cost.timing.latency / cost.timing.latency,
    ];
    // Every objective is a product of powers, so the value of the ratios is the ratio of the values.
    const excess = value({ energy, latency }) - 1;
    const differs = Math.max(energy, 1 / energy, latency, 1 / latency) > 1 + DIFFERS_BY;
    if (differs && excess <= TIED_WITHIN)
      return { id, objective, excess: Math.max(0, excess), energy, latency };
  }
  return null;
}
