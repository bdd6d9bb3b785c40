// The plan that B and C share, as they differ in the hash alone, and when C takes one of its own.

import { firstValue } from "./plan-value.ts";
import type { FoundPlan, SettledDesign } from "./settled-design.ts";

/** The best plan of a design without hash arrays, and those for other numbers of arrays that are nearly as good. */
export interface TwinPlans extends FoundPlan {
  readonly ties: readonly FoundPlan[];
}

/** Share of the objective that a design's own plan must save before it replaces the plan of its twin. */
export const OWN_PLAN_SAVES = 0.1;

/** A design whose plan replaces the one that it has as its twin has it. */
export const withOwnPlan = (own: SettledDesign, { planned }: SettledDesign): SettledDesign =>
  own.planned === undefined
    ? own
    : {
        ...own,
        planned: { ...own.planned, gap: Math.max(own.planned.gap, planned?.gap ?? 0), isShared: false },
      };

/** Whether a design's own choice saves enough of its objective, and no energy, to replace what it has as its twin has it. */
export function replacesShared(own: SettledDesign, shared: SettledDesign): boolean {
  const first = firstValue(own.design.mapping.objective);
  const worth = ({ energy, when }: SettledDesign): number => first({ energy, latency: when.time.latency });
  return worth(own) < (1 - OWN_PLAN_SAVES) * worth(shared) && own.energy >= shared.energy * (1 - 1e-9);
}

/**
 * Whether a design may save time with another plan of its twin's: that has more heads in flight, which may hide the
 * hash, or is faster for the twin by more than what a plan of a design's own has to save.
 */
export function mayBeFaster(tie: FoundPlan, found: FoundPlan, { when }: SettledDesign): boolean {
  const { latency } = when.time;
  const inFlight = ({ plan }: FoundPlan): number => plan?.headsInFlight ?? 1;
  return inFlight(tie) > inFlight(found) || tie.latency - found.latency < -OWN_PLAN_SAVES * latency;
}
