// A design whose open choices are made, and its plan as other designs may take it.

import type { Design } from "../../design/design.ts";
import { projectionNameOf } from "../../design/digital-projection.ts";
import type { Plan } from "../../design/mapping-plan.ts";
import type { UnitSizes } from "../../design/unit-sizes.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { Timed } from "../cost-report.ts";
import type { PriceList } from "../price-list.ts";

/** How close the plan of a settled design is known to be to the best. */
export interface PlanQuality {
  /** Largest share by which a plan that was not examined could be better; 0 where the best is known. */
  readonly gap: number;
  /** Energy, J, and latency, s, of the fixed schedule on the same units; null where it is no plan, as its data exceed the buffer. */
  readonly fixed: { readonly energy: number; readonly latency: number } | null;
  /** Whether the plan is that of its twin, a design that differs only in its hash; absent without a twin. */
  readonly isShared?: boolean;
}

/** A design without open choices, mapped and timed. */
export interface SettledDesign {
  /** Includes its plan where one was searched for and beats the fixed schedule. */
  readonly design: Design;
  readonly mapping: Mapping;
  readonly prices: PriceList;
  readonly when: Timed;
  /** J */
  readonly energy: number;
  /** Absent where no plan was searched for. */
  readonly planned?: PlanQuality;
}

/** A found plan (null for the fixed schedule), its quality, and the units it was found for. */
export interface FoundPlan extends Pick<SettledDesign, "planned"> {
  readonly plan: Plan | null;
  readonly sizes: UnitSizes;
  /** Arrays that the multiply-accumulate units form. */
  readonly arrays: number;
  /** Name of what projects digitally. */
  readonly projection: string;
  /** Place of its store of codes among the open ones; null for a design without. */
  readonly store: number | null;
  readonly fetchBy: Design["digital"]["fetchBy"];
  /** Of the design that it was found for, s. */
  readonly latency: number;
}

/** A settled design with its number of arrays, and the place of its store of codes among the open ones, or null. */
export interface Owned extends Pick<FoundPlan, "arrays" | "store"> {
  readonly best: SettledDesign;
}

export function foundPlan({ best, arrays, store }: Owned): FoundPlan {
  const { planned } = best;
  const { plan = null, sizes = {}, digital } = best.design;
  return {
    plan: plan && plainPlan(plan),
    sizes: { ...sizes },
    arrays,
    projection: projectionNameOf(best.design),
    store,
    fetchBy: digital.fetchBy,
    latency: best.when.time.latency,
    planned,
  };
}

const plainPlan = (plan: Plan): Plan => ({ ...plan, resident: { ...plan.resident } });
