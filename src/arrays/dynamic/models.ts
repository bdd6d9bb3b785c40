// Published dynamic (refreshed) arrays.

import { z } from "zod";
import { choice, fraction, joules, nanometres, power, quantity, real, volts } from "#base";
import {
  type DynamicArrayModel,
  defineDynamicArray,
  dynamicArray,
  dynamicParams,
  dynamicPrice,
  idealDynamicArray,
} from "./dynamic-array.ts";

/** Supply that a cell's current comes from [leroux-2025]. */
const GAIN_CELL_SUPPLY = volts(0.9);

const gainCellParams = z.object({
  ...dynamicParams({
    side: 64,
    keyBits: 3,
    queryBits: 4,
    inputBits: 4,
    outputBits: 5,
    pairing: "single",
    columnsPerConverter: 1,
    readout: "charge-to-pulse",
    readTime: null,
    retention: "5 ms",
  }),
  cellCurrent: quantity(
    "A",
    { min: 1e-9, max: 1e-4 },
    "current of a cell at its highest level (assumed: half of the cheaper product's energy, from 0.9 V)",
  ).prefault("0.4 uA"),
  variation: fraction("standard deviation of a cell's gain, frozen when it is written (assumed)").prefault(
    0.03,
  ),
  response: choice(
    ["cubic", "linear"],
    "current of a level: the published polynomial of third order, or in proportion",
  ).prefault("cubic"),
});

/**
 * Current of a stored level u in [−1, 1] over the highest level's: the authors' third-order fit of the cell's
 * circuit [gain-cell-attention-2025], with coefficients c_ij of (V − 0.45)^i · 0.9^j summed over j here.
 */
function cubicResponse(level: number): number {
  const [c0, c1, c2, c3] = CUBIC;
  const v = 0.45 * level;
  const scale = c0 + 0.45 * (c1 + 0.45 * (c2 + 0.45 * c3));
  return (c0 + v * (c1 + v * (c2 + v * c3))) / scale;
}
const CUBIC = [
  [0.17393044, 0.15653739, 0.14088365, 0.12679529],
  [5.51975209, 4.96777688, 4.4709992],
  [-1.44776001, -1.30298401],
  [46.05483778],
].map((row) => row.reduce((sum, c, j) => sum + c * power(0.9, j), 0));

/** Share of a cell's area, and of its write charge, set by matching (assumed): it quadruples per bit. */
const MATCHED = 0.5;

/** Area and write energy of a cell of `bits` bits relative to the published three. */
const growth = (bits: number): number => 1 - MATCHED + MATCHED * 4 ** (bits - 3);

/**
 * Gain cells after the attention arrays of [leroux-2025]: a level is a charge on a gate, so that writing
 * causes no wear and the cell forgets. 16 levels of the query in pulses of at most 15 ns, 8 of keys and
 * values, 32 of the output, as its methods state; signed around half the supply, so one line per element; one
 * charge-to-pulse converter per column. The authors' programs give a token's energy in each product with its
 * converters, the cell's curve, and a decay of 1.6e-4 per token: 5 ms at 65 ns per layer and twelve layers
 * [gain-cell-attention-2025]. A read takes the charge of its current and time from the supply, and what is
 * left of a product's energy is its converter's. A cell's write energy and area are assumed.
 */
export const gainCell = defineDynamicArray({
  model: "gain-cell",
  source: "leroux-2025",
  params: gainCellParams,
  constants: {
    write: {
      nominal: 10e-15,
      low: 1e-15,
      high: 100e-15,
      source: "assumed",
      note: "J at 28 nm, some fF to 0.9 V with their line",
    },
    lineTime: {
      nominal: 4 / 800e6,
      low: 1 / 800e6,
      high: 100e-9,
      source: "giterman-2018",
      note: "s to write a line: gain cells at 28 nm run at 800 MHz from 0.9 V (low); one of 8 levels settles to a sixteenth, in four times the time of half; high: assumed",
    },
    area: { nominal: 1e-12, low: 0.1e-12, high: 5e-12, source: "assumed", note: "m² of a cell at 28 nm" },
  },
  behave: (p) =>
    dynamicArray(p, GAIN_CELL_BITS, Number.POSITIVE_INFINITY, nanometres(28), (time) => ({
      current: p.cellCurrent,
      voltage: GAIN_CELL_SUPPLY,
      time,
      variation: p.variation,
      response: p.response === "cubic" ? cubicResponse : (level) => level,
    })),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const energy = technology.energyFactor("sram", base);
    const cell = growth(p.keyBits / Math.ceil(p.keyBits / GAIN_CELL_BITS));
    const price = dynamicPrice(p, {
      area: k.area * cell * technology.areaFactor("sram", base),
      write: k.write * cell * energy,
      read: 0,
      lineTime: k.lineTime,
    });
    const { read } = price.actions;
    const drawn = p.cellCurrent * read.latency * GAIN_CELL_SUPPLY;
    return {
      ...price,
      actions: { ...price.actions, read: { ...read, energy: joules(drawn * energy) } },
    };
  },
});

/** Bits of one gain cell; more bits take adjacent cells. */
const GAIN_CELL_BITS = 3;

const oneSelectorParams = z.object({
  ...dynamicParams({
    side: 32,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 5,
    pairing: "differential",
    columnsPerConverter: 32,
    readout: "adc",
    readTime: "10 ns",
    retention: "10000 s",
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives").prefault(1e10),
});

/**
 * V/HfOx/HfO2/Pt cells with a selector each, 32 × 32, two states 17.3 apart, 10¹⁰ cycles, 10⁴ s
 * [one-selector-2022]. Two states are one bit: an int8 element takes eight differential slices and a query
 * eight phases. The energies do not scale with the node.
 */
export const oneSelector = defineDynamicArray({
  model: "one-selector",
  source: "one-selector-2022",
  params: oneSelectorParams,
  constants: {
    set: { nominal: 17.5e-15, source: "one-selector-2022", note: "J a SET" },
    reset: { nominal: 538e-15, source: "one-selector-2022", note: "J a RESET" },
    readOn: { nominal: 0.23e-15, source: "one-selector-2022", note: "J a read in the low-resistance state" },
    readOff: {
      nominal: 0.013e-15,
      source: "one-selector-2022",
      note: "J a read in the high-resistance state",
    },
    lineTime: { nominal: 100e-9, low: 20e-9, high: 1e-6, source: "assumed", note: "s to write a line" },
    pitches: {
      nominal: 1,
      low: 1,
      high: 4,
      source: "assumed",
      note: "cell in squares of the pitch; the selector is stacked on the device",
    },
  },
  behave: (p) => dynamicArray(p, 1, p.endurance, null),
  // Both states are equally likely before and after a write, and unchanged cells are written too.
  cost: (p, technology, k) =>
    dynamicPrice(p, {
      area: k.pitches * technology.pitch ** 2,
      write: (k.set + k.reset) / 2,
      read: (k.readOn + k.readOff) / 2,
      lineTime: k.lineTime,
    }),
});

/** Lines of the crossbar with the published write time. */
const PUBLISHED_LINES = 128;

const oneTransistorParams = z.object({
  ...dynamicParams({
    side: 128,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 8,
    pairing: "single",
    columnsPerConverter: 128,
    readout: "adc",
    readTime: "100 ns",
    retention: "1e6 s",
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives (assumed)").prefault(1e8),
});

/**
 * ReRAM crossbars as in ISAAC and PUMA, designed for constant weights: 128 × 128 cells of two bits, one-bit
 * inputs, a read of 100 ns [isaac-2016], the whole array written in 351/32 µs [puma-2019]. The cost of a
 * write follows from the cell that public models assume for this array: 2 V for 40 ns on 1.3 to 20 kΩ are 8
 * to 120 pJ. Energies do not scale with the node.
 */
export const oneTransistor = defineDynamicArray({
  model: "one-transistor",
  source: "isaac-2016",
  params: oneTransistorParams,
  constants: {
    write: {
      nominal: 20e-12,
      low: 8e-12,
      high: 120e-12,
      source: "assumed",
      note: "J; 2 V for 40 ns on 20 to 1.3 kΩ, derived",
    },
    read: {
      nominal: (0.3e-3 * 100e-9) / PUBLISHED_LINES ** 2,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a cell; 0.3 mW a crossbar over 100 ns and 128 × 128 cells",
    },
    arrayTime: { nominal: 351e-6 / 32, source: "puma-2019", note: "s to write 128 lines" },
    pitches: {
      nominal: 4,
      low: 1,
      high: 12,
      source: "assumed",
      note: "cell with its transistor in squares of the pitch",
    },
  },
  behave: (p) => dynamicArray(p, 2, p.endurance, nanometres(32)),
  cost: (p, technology, k) =>
    dynamicPrice(p, {
      area: k.pitches * technology.pitch ** 2,
      write: k.write,
      read: k.read,
      lineTime: k.arrayTime / PUBLISHED_LINES,
    }),
});

/** Every model of an array for keys and values. */
export const dynamicArrays: readonly DynamicArrayModel[] = [
  idealDynamicArray,
  gainCell,
  oneSelector,
  oneTransistor,
];
