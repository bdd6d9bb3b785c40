import { InfeasibleError, type Rng, rememberedReads } from "#base";
import { TEMPERATURE_DOMAIN } from "#technology";
import { type CostReport, powerOf, totalArea } from "./cost/cost-report.ts";
import { leastEnergy, settle, settledOn, settledProjection } from "./cost/least-energy.ts";
import type { PlanQuality, SettledDesign } from "./cost/plan-search/settled-design.ts";
import { digitalPriceList, isHashRefused } from "./cost/price-list.ts";
import type { FidelityPlan } from "./design/config.ts";
import type { Design } from "./design/design.ts";
import type { Workload } from "./design/workload.ts";
import type { OperatingPoint } from "./mapping/action-counts.ts";
import type { Mapping } from "./mapping/mapping.ts";
import type { Activations } from "./simulation/activations.ts";
import { solveOperatingPoint } from "./simulation/operating-point.ts";
import { type Fidelity, type SimulationOptions, simulate } from "./simulation/simulate.ts";

/** A priced mapping: the basis of a comparison design, a sweep point and a curve. */
export interface Priced {
  /** The design with all open choices made. */
  readonly design: Design;
  readonly mapping: Mapping;
  readonly cost: CostReport;
  /** Quality of its plan; left out where none was searched. */
  readonly planned?: PlanQuality;
}

export interface Evaluation extends Priced {
  readonly fidelity: Fidelity;
}

/**
 * Evaluates a design under a workload. The functional view simulates the activations through the design's
 * components; the counting view prices the mapping. They meet only here.
 *
 *     Design + Workload ─► Mapping ─► action counts ─► cost
 *              └─► simulation of the activations ─► fidelity
 *
 * Throws InfeasibleError where the design cannot carry the workload.
 */
export async function evaluate(
  design: Design,
  workload: Workload,
  activations: Activations,
  fidelityPlan: FidelityPlan,
  rng: Rng,
  options?: SimulationOptions,
): Promise<Evaluation> {
  const point = solveOperatingPoint(design, workload, activations, options?.kernels);
  const priced = price(design, workload, point);
  const settled = settledProjection(design, workload, point);
  const fidelity = await simulate(settled, workload, activations, fidelityPlan, rng, options);
  return { ...priced, fidelity };
}

/** Only the counting view; open choices of the design are made by the least energy. */
export function price(design: Design, workload: Workload, point: OperatingPoint): Priced {
  const priced = leastEnergy(design, workload, point);
  if (priced.cost.heat.isTooHot) throw new InfeasibleError(tooHot(design, priced.cost));
  return priced;
}

const tooHot = (
  { temperature, thermalResistance }: Design,
  { area, power }: Pick<CostReport, "area" | "power">,
): string =>
  `its own power heats the silicon beyond ${TEMPERATURE_DOMAIN.max} K: ${(power.average / area / 1e6).toPrecision(3)} W/mm², ` +
  `memory within, over a package at ${temperature} K (design.temperature) with ${thermalResistance} K a W/mm² (design.thermalResistance)`;

/** Totals of a price, without its items. */
export type CostTotals = Pick<CostReport, "energy" | "area" | "timing" | "power">;

/** Totals of `price`, as a search needs at every point: energy (J), timing (s), area (m²) and power (W). */
export const totals = (design: Design, workload: Workload, point: OperatingPoint): CostTotals =>
  totalsOf(settle(design, workload, point));

function totalsOf({ mapping, prices, when, energy }: SettledDesign): CostTotals {
  const area = totalArea(mapping, prices);
  return { energy, timing: when.time, area, power: powerOf(mapping, prices, when, energy) };
}

/**
 * `totals` with a cache for designs that hash on no arrays: those that agree in everything that their price reads share
 * an entry, and keys of arrays are not among it. The cache is cleared above `most` entries. A design with arrays is
 * priced anew: it reads most of what a search changes, so that looking for its entry would cost more than it saved.
 */
export function rememberedTotals(most: number): typeof totals {
  const whole = rememberedReads(totals, most);
  const digital = rememberedReads(
    (design: Design, workload: Workload) => totalsOf(settledOn(design, workload, digitalPriceList)),
    most,
  );
  return (design, workload, point) => {
    if (design.hashing.unit === "crossbar") return totals(design, workload, point);
    return design.platform === "digital" && !isHashRefused(design)
      ? digital(design, workload)
      : whole(design, workload, point);
  };
}
