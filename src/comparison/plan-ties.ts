// Plans and stores that are nearly as good as the chosen ones and cost something else: on such a chip the choice
// decides a price.

import { firstValue } from "../cost/plan-search/plan-value.ts";
import type { Design } from "../design/design.ts";
import type { Objective } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { ComparisonDesign, DesignId, DesignResult, FeasibleResult } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";
import { priceContender } from "./priced-comparison.ts";

/** Share of the objective by which the other side of a tie is worse at most. */
export const TIED_WITHIN = 0.1;

/** The same for a store: prices of stores move apart by a few percent a nanometre, so others are no neighbours. */
const STORE_WITHIN = 0.03;

/** Share by which energy, latency or area of the two sides of a tie differ at least. */
const DIFFERS_BY = 0.1;

/** A second plan or store of a design, nearly as good by its objective, and the ratios to what is priced. */
export interface PlanTie {
  readonly id: DesignId;
  /** Objective under which the second plan is the best; null for a store. */
  readonly objective: Objective | null;
  /** Model of the second store; null for a plan. */
  readonly store: string | null;
  /** Share of the design's own objective by which it is worse. */
  readonly excess: number;
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
}

/** Objectives whose plans are tried, in this order. */
const OTHERS: readonly Objective[] = ["energy-delay", "energy-squared-delay", "energy", "latency"];

/**
 * Finds for each design with a searched plan or store a second one near its objective (a plan within a tenth,
 * a store within 3 %) whose energy, latency or area differs by a tenth: the best plan of another objective, or
 * another store. Between neighbouring chips such a design may change its choice, and its prices jump. A design
 * without one may still have one that no objective finds.
 */
export const planTies = (
  contenders: readonly DesignResult[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): PlanTie[] => contenders.flatMap((contender) => tieOf(contender, design, workload, point) ?? []);

/** Another choice of a design. */
interface Variant extends Pick<PlanTie, "objective" | "store"> {
  readonly record: ComparisonDesign;
  readonly design: Design;
}

function tieOf(
  contender: DesignResult,
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): PlanTie | null {
  if (!contender.feasible) return null;
  const { id, cost } = contender;
  const value = firstValue(design.mapping.objective);
  for (const { record, design: variant, ...choice } of variantsOf(contender, design)) {
    const other = priceContender(record, variant, workload, point);
    if (!other.feasible) continue;
    const energy = other.cost.energy / cost.energy;
    const latency = other.cost.timing.latency / cost.timing.latency;
    const area = other.cost.area / cost.area;
    // Every objective is a product of powers, so the value of the ratios is the ratio of the values.
    const excess = value({ energy, latency }) - 1;
    if (mostOf(energy, latency, area) <= 1 + DIFFERS_BY) continue;
    // Another objective may take another store for the same energy and time: then that is the second choice.
    const store = other.design.search.model;
    const isStore = store !== contender.design.search.model && mostOf(energy, latency) <= 1 + DIFFERS_BY;
    const named = isStore ? { objective: null, store } : choice;
    if (excess <= (named.store === null ? TIED_WITHIN : STORE_WITHIN))
      return { id, ...named, excess: Math.max(0, excess), energy, latency, area };
  }
  return null;
}

/** Largest of ratios and their inverses. */
const mostOf = (...ratios: readonly number[]): number =>
  Math.max(...ratios.map((ratio) => Math.max(ratio, 1 / ratio)));

/** The plans of other objectives, then the other stores. */
function variantsOf({ id, planned, design: priced }: FeasibleResult, design: Design): Variant[] {
  const record = contenderOf(id);
  const plans = OTHERS.filter((one) => planned !== undefined && one !== design.mapping.objective).map(
    (objective) => ({
      record,
      design: { ...design, mapping: { ...design.mapping, objective } },
      objective,
      store: null,
    }),
  );
  const stores = new Set((record.design(design).open?.searches ?? []).map(({ search }) => search.model));
  return [
    ...plans,
    ...[...stores]
      .filter((store) => store !== priced.search.model)
      .map((store) => ({ record: withStore(record, store), design, objective: null, store })),
  ];
}

/** A record whose designs have one store of codes only. */
const withStore = (record: ComparisonDesign, model: string): ComparisonDesign => ({
  ...record,
  design: (design) => {
    const own = record.design(design);
    const searches = own.open?.searches?.filter(({ search }) => search.model === model);
    return { ...own, open: { ...own.open, searches } };
  },
});
