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

/** Clock and node of the functional units of [aladdin-2014], whose tables are for a 1 ns cycle. */
export const SYNTHESISED: MeasuredClock = { clock: 1e9, node: nanometres(40) };

/** Clock and node of arithmetic with the energies of [horowitz-2014] at 45 nm; the clock is assumed. */
export const ARITHMETIC: MeasuredClock = { clock: 1e9, node: nanometres(45) };

/** Clock and node of 32 nm units whose sources run at about 1 GHz: [isaac-2016], [neurosim-v14]. */
export const AT_32_NM: MeasuredClock = { clock: 1e9, node: nanometres(32) };

/** Registers of a synthesised data path, per clocked bit in [aladdin-2014]. */
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
 * Price of a synchronous unit with published energy (J per bit) and area (m² per bit) at one node, linear in
 * the word width; one action per clock cycle, leakage (W/m²) proportional to area.
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
