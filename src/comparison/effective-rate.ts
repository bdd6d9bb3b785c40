// TOPS/W and TOPS/mm² of a design, by the operations of exact attention.

import { attentionMacs } from "../cost/attention-share.ts";
import type { Workload } from "../design/workload.ts";
import { type DesignResult, type FeasibleResult, feasibleOf } from "./comparison-design.ts";
import { BASELINE } from "./comparison-designs.ts";

/** Operations per second and watt (1/J), and per second and area (1/(s m²)). */
export interface EffectiveRate {
  readonly perJoule: number;
  readonly perSecondAndArea: number;
}

/**
 * Effective rate: the operations are those of exact attention, two a multiply-accumulate, whatever the design
 * skips, so that rates of all designs compare. A rate is over the latency, as the average power is. Null where exact attention has no
 * price, or the design takes no energy, time or area.
 */
export function effectiveRate(
  { cost }: FeasibleResult,
  contenders: readonly DesignResult[],
  { headWidth }: Workload,
): EffectiveRate | null {
  const exact = feasibleOf(contenders, BASELINE);
  const { latency } = cost.timing;
  if (exact === null || !(cost.energy > 0) || !(latency > 0) || !(cost.area > 0)) return null;
  const operations = 2 * attentionMacs(exact.mapping, headWidth);
  return {
    perJoule: operations / cost.energy,
    perSecondAndArea: operations / (latency * cost.area),
  };
}
