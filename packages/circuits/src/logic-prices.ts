// Prices of logic: one table, from which every digital model is built.

import {
  type ComponentCost,
  joules,
  type MeasuredClock,
  nanometres,
  seconds,
  shared,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";

/** Clock and node of the functional units of [aladdin-2014], whose tables are for a 1 ns cycle. */
export const SYNTHESISED: MeasuredClock = { clock: 1e9, node: nanometres(40) };

/** Clock and node of arithmetic with the energies of [horowitz-2014] at 45 nm; the clock is assumed. */
export const ARITHMETIC: MeasuredClock = { clock: 1e9, node: nanometres(45) };

/** Clock and node of 32 nm units whose sources run at about 1 GHz: [isaac-2016], [neurosim-v14]. */
export const AT_32_NM: MeasuredClock = { clock: 1e9, node: nanometres(32) };

/**
 * Energies at 45 nm and areas at 40 nm of what digital units consist of, with random operands. The level of
 * the energies is that of [horowitz-2014], whose multiplication and addition silicon confirms
 * [accelforge-2026, islamoglu-2023]. Energies relative to them, and their glitches, come from the units of
 * `rtl` in open cell libraries (`cell-tables`): [asap7-2016], [skywater-2020], [nangate-2010]. Areas are those
 * of one synthesised library [aladdin-2014].
 */
export const LOGIC = shared("logic", {
  level: {
    nominal: 1,
    low: 0.23,
    high: 3.4,
    source: "islamoglu-2023",
    note: "energies of all logic over those of this table; low: a whole multiply-accumulate of [zigzag-2026], 0.04 pJ at 28 nm; synthesis with an open 45 nm library takes 2.6 times as much, which the high end leaves within 95 % of the draws",
  },
  multiply8: {
    nominal: 0.2e-12,
    low: 0.15e-12,
    high: 0.3e-12,
    source: "horowitz-2014",
    note: "J, 8-bit multiplication at 45 nm; range: relative to an addition, in open libraries",
  },
  adderBit: {
    nominal: 0.1e-12 / 32,
    low: 2e-15,
    high: 7.4e-15,
    source: "horowitz-2014",
    note: "J a bit of an addition at 45 nm, a full adder; low: [neurosim-v14] at 32 nm; high: [aladdin-2014] at 40 nm",
  },
  registerBit: {
    nominal: 5.3e-15,
    low: 3e-15,
    high: 10e-15,
    source: "asap7-2016",
    note: "J a clocked bit at 45 nm: .026 of a multiplication, in the middle of three libraries; high: [aladdin-2014] at 40 nm; low: half of the bits at rest",
  },
  comparatorBit: {
    nominal: 2.3e-15,
    low: 1e-15,
    high: 3e-15,
    source: "asap7-2016",
    note: "J a bit of a comparison at 45 nm: .011 of a multiplication, in the middle of three libraries; low: [aladdin-2014] at 40 nm",
  },
  multiplexerBit: {
    nominal: 1.7e-15,
    low: 0.5e-15,
    high: 2.2e-15,
    source: "asap7-2016",
    note: "J a bit of a 2:1 multiplexer at 45 nm: .0084 of a multiplication in two libraries; low: assumed",
  },
  multiplier8Area: {
    nominal: 6350e-12 / 16,
    low: 280e-12,
    high: 510e-12,
    source: "aladdin-2014",
    note: "m², an 8-bit multiplier at 40 nm: of 32 bits by the square of the width; range: open libraries",
  },
  adderArea: {
    nominal: 278e-12 / 32,
    low: 5.2e-12,
    high: 9.6e-12,
    source: "aladdin-2014",
    note: "m² a bit of an adder at 40 nm; range: open libraries",
  },
  registerArea: {
    nominal: 5.98e-12,
    low: 5e-12,
    high: 6.6e-12,
    source: "aladdin-2014",
    note: "m² a bit at 40 nm; range: open libraries",
  },
  comparatorArea: {
    nominal: 71e-12 / 32,
    low: 2e-12,
    high: 5.8e-12,
    source: "aladdin-2014",
    note: "m² a bit of a comparator at 40 nm; range: open libraries",
  },
  multiplexerArea: {
    nominal: 2.6e-12,
    low: 1.8e-12,
    high: 3.5e-12,
    source: "asap7-2016",
    note: "m² a bit of a 2:1 multiplexer at 40 nm; range: assumed",
  },
  productGlitches: {
    nominal: 1,
    low: 1,
    high: 1.5,
    source: "islamoglu-2023",
    note: "energy of multiplier and adder of a dot product over theirs alone: the level of silicon contains it; high: [asap7-2016], 1.5; 1.2 by [skywater-2020]",
  },
  treeGlitches: {
    nominal: 1.8,
    low: 0.9,
    high: 3.2,
    source: "asap7-2016",
    note: "energy of a full adder in a tree that counts bits in one cycle, over a bit of an addition: 1.3, 1.5 and 3.2 in three libraries; low: without glitches",
  },
  xnor: {
    nominal: 0.284e-15,
    low: 0.1e-15,
    high: 1e-15,
    source: "zigzag-2026",
    note: "J a product of two bits (XNOR) at 28 nm; high: [asap7-2016]",
  },
  xnorArea: {
    nominal: 0.8e-12,
    low: 0.5e-12,
    high: 1.2e-12,
    source: "asap7-2016",
    note: "m² a product of two bits at 28 nm: one XNOR gate; range: assumed",
  },
  exponential: {
    nominal: 0.2e-12,
    source: "consmax-2024",
    note: "J an exponential out of tables, at 16 nm",
  },
  exponentialArea: {
    nominal: 800e-12,
    source: "consmax-2024",
    note: "m² of its tables at 16 nm",
  },
  leakage: {
    nominal: 6.4e3,
    low: 1e3,
    high: 3e4,
    source: "asap7-2016",
    note: "W/m² of logic at 28 nm, between 520 at 7 nm and 15 000 at 45 nm [nangate-2010]; range: by threshold, assumed",
  },
});

const {
  exponential,
  exponentialArea,
  leakage,
  registerBit,
  registerArea,
  adderBit,
  adderArea,
  comparatorBit,
  comparatorArea,
} = LOGIC;
const { level, multiplexerBit, multiplexerArea, multiply8, multiplier8Area } = LOGIC;

/** Static power of an area of digital logic. */
export const LOGIC_LEAKAGE = leakage;

/** Constants of units that consist of registers, adders, comparators, multiplexers or multipliers. */
export const REGISTERS = { level, registerBit, registerArea, leakage } as const;
export const ADDERS = { level, adderBit, adderArea } as const;
export const COMPARATORS = { level, comparatorBit, comparatorArea } as const;
export const MULTIPLEXERS = { level, multiplexerBit, multiplexerArea } as const;
export const MULTIPLIERS = {
  level,
  multiply8,
  productGlitches: LOGIC.productGlitches,
  multiplier8Area,
} as const;
export const EXPONENTIAL = { exponential, exponentialArea } as const;
/** Full adders of a tree that counts bits in one cycle. */
export const COUNTING_TREE = { level, adderBit, adderArea, treeGlitches: LOGIC.treeGlitches } as const;

/** Factors from the nodes of `LOGIC` to a technology's: of energies (45 nm), at a level, and of areas (40 nm). */
export const logicAt = (
  technology: TechnologyNode,
  { level }: { readonly level: number },
): { readonly energy: number; readonly area: number } => ({
  energy: level * technology.energyFactor("logic", nanometres(45)),
  area: technology.areaFactor("logic", nanometres(40)),
});

/** Static power of an area of logic at a technology, W, at 300 K. */
export const leakingAt = (
  area: number,
  { leakageDensity }: TechnologyNode,
  { leakage }: { readonly leakage: number },
): number => area * leakage * leakageDensity;

/**
 * Price of a synchronous unit with an energy (J per bit) and an area (m² per bit) at the given nodes, linear
 * in the word width; one action per clock cycle, leakage (W/m²) proportional to area.
 */
export const linearInBits =
  <Action extends string>(action: Action, energyNm: number, areaNm = energyNm) =>
  (
    { bits, clock }: { readonly bits: number; readonly clock: number },
    technology: TechnologyNode,
    k: {
      readonly energy: number;
      readonly area: number;
      readonly leakage: number;
      readonly level?: number;
    },
  ): ComponentCost<Action> => {
    const area = bits * k.area * technology.areaFactor("logic", nanometres(areaNm));
    const cycle = seconds(1 / clock);
    const perBit = (k.level ?? 1) * k.energy * technology.energyFactor("logic", nanometres(energyNm));
    const energy = joules(bits * perBit);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: { [action]: { energy, latency: cycle, interval: cycle } } as ComponentCost<Action>["actions"],
    };
  };
