import type { ComponentCost, Constant, TechnologyNode } from "../base/component.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../base/units.ts";

/** Static power of an area of digital logic. */
export const LOGIC_LEAKAGE = {
  nominal: 1e4,
  low: 1e3,
  high: 5e4,
  source: "assumed",
  note: "W/m² of logic at 28 nm",
} as const satisfies Constant;

/**
 * Price of a synchronous unit whose energy (J a bit) and area (m² a bit) were published at one node and go with the
 * width of its word; one action a clock cycle, leakage (W/m²) with the area.
 */
export const linearInBits =
  <Action extends string>(action: Action, nodeNm: number) =>
  (
    { bits, clock }: { readonly bits: number; readonly clock: number },
    technology: TechnologyNode,
    k: { readonly energy: number; readonly area: number; readonly leakage: number },
  ): ComponentCost<Action> => {
    const base = nanometres(nodeNm);
    const area = bits * k.area * technology.areaFactor("logic", base);
    const cycle = seconds(1 / clock);
    const energy = joules(bits * k.energy * technology.energyFactor("logic", base));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: { [action]: { energy, latency: cycle, interval: cycle } } as ComponentCost<Action>["actions"],
    };
  };
