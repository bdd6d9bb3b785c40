import type { ComponentCost, Constant, MeasuredClock, TechnologyNode } from "../base/component.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../base/units.ts";

/** Static power of an area of digital logic. */
export const LOGIC_LEAKAGE = {
  nominal: 1e4,
  low: 1e3,
  high: 5e4,
  source: "assumed",
  note: "W/m² of logic at 28 nm",
} as const satisfies Constant;

/** Clock and node of the functional units of [aladdin-2014], whose tables are of a cycle of 1 ns. */
export const SYNTHESISED: MeasuredClock = { clock: 1e9, node: nanometres(40) };

/** The same of arithmetic by the energies of [horowitz-2014] at 45 nm, which names no clock: assumed. */
export const ARITHMETIC: MeasuredClock = { clock: 1e9, node: nanometres(45) };

/** The same of units of 32 nm whose sources run at about a gigahertz: [isaac-2016], [neurosim-v14]. */
export const AT_32_NM: MeasuredClock = { clock: 1e9, node: nanometres(32) };

/** Registers of a synthesised data path, a bit that is clocked in [aladdin-2014]. */
export const REGISTER_BIT = {
  registerBit: {
    nominal: 0.009e-12,
    low: 0.003e-12,
    high: 0.009e-12,
    source: "aladdin-2014",
    note: "J a bit at 40 nm; low: [neurosim-v14]'s flip-flop with half of its bits at rest, assumed",
  },
  registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
} as const satisfies Readonly<Record<string, Constant>>;

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
