import { InfeasibleError } from "../base/errors.ts";
import { rememberedReads } from "../base/remembered-reads.ts";
import { analogChoices } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { projectionChoices } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { codeChoices } from "../mapping/code-store.ts";
import { mapWorkload } from "../mapping/mapping.ts";
import { type FoundPlan, withBestPlan, withPlan } from "./best-plan.ts";
import { type CostReport, dynamicEnergy, rollUp, timed, totalEnergy } from "./cost-report.ts";
import { digitalPriceList, isHashRefused, type PriceList, priceList } from "./price-list.ts";
import type { Candidate, SettledDesign } from "./settled.ts";

/** A settled design with its price item by item. */
export interface PricedDesign extends Pick<SettledDesign, "design" | "mapping" | "planned"> {
  readonly cost: CostReport;
}

/** `settle` with the price of what was chosen. */
export function leastEnergy(design: Design, workload: Workload, point: OperatingPoint): PricedDesign {
  const { design: chosen, mapping, prices, when, planned } = settle(design, workload, point);
  const priced = { design: chosen, mapping, cost: rollUp(mapping, prices, when) };
  return planned === undefined ? priced : { ...priced, planned };
}

/**
 * What a design leaves open, chosen by the least energy under the workload; the first of equals. Then the plan of its data
 * through the memories, by the design's own objective. Throws InfeasibleError where no choice is feasible.
 */
export const settle = (design: Design, workload: Workload, point: OperatingPoint): SettledDesign =>
  settledOn(design, workload, (choice) => priceList(choice, point));

/** `settle` with prices of its own for each choice. */
export function settledOn(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): SettledDesign {
  const candidates = candidatesOf(design, workload, pricesOf);
  const chosen = leastOf(candidates);
  if (!design.mapping.search) return chosen;
  if (workload.attention.kind !== "lsh") return withBestPlan(chosen, candidates, workload, null);
  if (!hashesOnArrays(design)) return withPlan(chosen, digitalPlan(design, workload), workload);
  const { twin } = design;
  return withBestPlan(chosen, candidates, workload, twin === undefined ? null : planOfTwin(twin, workload));
}

/** The choices of a design that are feasible. Throws InfeasibleError where none is. */
function candidatesOf(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): Candidate[] {
  const choices = analogChoices(design)
    .flatMap((choice) => projectionChoices(choice, workload))
    .flatMap((choice) => codeChoices(choice, workload));
  let refusal: InfeasibleError | undefined;
  const candidates: Candidate[] = [];
  choices.forEach((choice, order) => {
    try {
      const mapping = mapWorkload(choice, workload);
      const prices = pricesOf(choice);
      candidates.push({ design: choice, mapping, prices, order, dynamic: dynamicEnergy(mapping, prices) });
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
    }
  });
  if (candidates.length === 0) throw refusal ?? new InfeasibleError("no choice of the design is feasible");
  return candidates;
}

/** Whether a design's price has to do with arrays that hash, be it that their models refuse its node. */
const hashesOnArrays = (design: Design): boolean =>
  design.platform !== "digital" || design.hashing.unit !== "digital" || isHashRefused(design);

/** Plans of designs without arrays that are kept: each is for itself, and for all whose arrays alone differ. */
const MOST_PLANS = 256;

/** The plan of LSH attention on a design that hashes on no array; keys of arrays are not read. */
const digitalPlan = rememberedReads((design: Design, workload: Workload): FoundPlan => {
  const candidates = candidatesOf(design, workload, digitalPriceList);
  const { design: best, planned } = withBestPlan(leastOf(candidates), candidates, workload, null);
  return { plan: best.plan ?? null, ...(planned === undefined ? {} : { planned }) };
}, MOST_PLANS);

function planOfTwin(twin: Design, workload: Workload): FoundPlan | null {
  try {
    return hashesOnArrays(twin) ? null : digitalPlan(twin, workload);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}

/** Leakage comes on top of the actions' energy, so those whose actions take more than the least in all are not timed. */
function leastOf(candidates: Candidate[]): SettledDesign {
  candidates.sort((a, b) => a.dynamic - b.dynamic);
  let best: (SettledDesign & { readonly order: number }) | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { design, mapping, prices, order, dynamic } of candidates) {
    if (best !== undefined && dynamic > least) break;
    const when = timed(mapping, prices);
    const energy = totalEnergy(mapping, prices, when, dynamic);
    if (best !== undefined && (energy > least || (energy === least && order > best.order))) continue;
    best = { design, mapping, prices, when, energy, order };
    least = energy;
  }
  return best as SettledDesign;
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
