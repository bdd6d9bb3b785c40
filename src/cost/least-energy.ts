import { InfeasibleError } from "../base/errors.ts";
import { analogChoices } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { projectionChoices } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import { type Mapping, mapWorkload } from "../mapping/mapping.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import { type CostReport, rollUp, type Timed, timed, totalEnergy } from "./cost-report.ts";
import { type PriceList, priceList } from "./price-list.ts";

/** A design without open choices, with its mapping and price. */
export interface PricedDesign {
  readonly design: Design;
  readonly mapping: Mapping;
  readonly cost: CostReport;
}

/**
 * What a design leaves open, chosen by the least energy under the workload; the first of equals. Throws
 * InfeasibleError where no choice is feasible.
 */
export function leastEnergy(design: Design, workload: Workload, point: OperatingPoint): PricedDesign {
  let best: (Omit<PricedDesign, "cost"> & { readonly prices: PriceList; readonly when: Timed }) | undefined;
  let least = Number.POSITIVE_INFINITY;
  let refusal: InfeasibleError | undefined;
  const choices = analogChoices(design).flatMap((choice) => projectionChoices(choice, workload));
  for (const choice of choices) {
    try {
      const mapping = mapWorkload(choice, workload);
      const prices = priceList(choice, point);
      const when = timed(mapping, prices);
      const energy = choices.length === 1 ? 0 : totalEnergy(mapping, prices, when);
      if (best === undefined || energy < least) {
        best = { design: choice, mapping, prices, when };
        least = energy;
      }
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
    }
  }
  if (best === undefined) throw refusal ?? new InfeasibleError("no choice of the design is feasible");
  const { prices, when, design: chosen, mapping } = best;
  return { design: chosen, mapping, cost: rollUp(mapping, prices, when) };
}

/**
 * The design with its digital projections as the all-digital LSH design of this workload would have them, so that a
 * simulation hashes as the priced one does. Unchanged where that design is infeasible.
 */
export function settledProjection(design: Design, workload: Workload, point: OperatingPoint): Design {
  const digital: Design = { ...design, hashing: { ...design.hashing, unit: "digital" } };
  const hashed: Workload = { ...workload, attention: { ...workload.attention, kind: "lsh" } };
  try {
    return { ...design, digital: leastEnergy(digital, hashed, point).design.digital };
  } catch (error) {
    if (error instanceof InfeasibleError) return design;
    throw error;
  }
}
