import { it } from "vitest";
import { driven } from "#circuits";
import { createTechnology } from "#technology";
import {
  A,
  AT_16,
  AT_28,
  AT_40,
  AT_45,
  type Case,
  CYCLE,
  E,
  exchange,
  from,
  holds,
  LEAK,
  logic,
  macro,
  NODE,
  type Price,
  SLOW,
  SRAM,
} from "./by-hand.ts";

const CHARGE = from("charge", 28);

/**
 * One score of 7 elements of 2 bits by 3 bits: 6 passes of 7 products, 4 full adders and 7 of the sum, whose register of 7 bits
 * is clocked once a bit of the query.
 */
const SCORE = {
  energy:
    6 * 7 * 0.284e-15 * AT_28.energy +
    (6 * (4 * E.counted + 7 * E.adder) + 3 * 7 * E.register) * AT_45.energy,
  area: 2 * 7 * 0.8e-12 * AT_28.area + ((2 * 4 + 7) * A.adder + 7 * A.register) * AT_40.area,
};
/** The same of signs: one pass, and a register of a count to 7. */
const COUNT = {
  energy: 7 * 0.284e-15 * AT_28.energy + (4 * E.counted + 4 * E.register) * AT_45.energy,
  area: 7 * 0.8e-12 * AT_28.area + (4 * A.adder + 4 * A.register) * AT_40.area,
};

const SCAN = { bits: 7, keys: 96, macros: 5, sharing: 3, comparisons: 2, clock: SLOW };
/** 96 words of 7 bits have 64 columns, 64 / 7 a bit. */
const CODES = macro(96, 7, 64 / 7);
/** The same score next to the cells, whose full adders take .76 of an addition's bit, with the access of its own. */
const IN_MEMORY =
  6 * 7 * 0.284e-15 * AT_28.energy + (6 * (4 * 0.76 + 7) * E.adder + 3 * 7 * E.register) * AT_45.energy;

/** A bit written into columns of 90 cells. */
const WRITTEN = (0.2968e-12 + 0.020717e-12 * Math.sqrt(90)) * 0.056 * SRAM.energy;

/** A macro of 90 rows of 7 cells on match lines that fall by half of the supply, 5 macros. */
function discharged(): Price {
  const supply = 0.88 * Math.sqrt(CHARGE.energy);
  const width = 22 / 28;
  const cell = 0.93e-12 * SRAM.area;
  const wire = createTechnology(NODE).wireCapacitance * Math.sqrt(cell);
  // Match line by C·V·ΔV, and half of the search lines by C·V²: 37 % more with their drivers.
  const lines =
    driven({ parasitic: 0.83 }) *
    (0.5 * (wire + 0.16e-15 * width) + 0.5 * (wire + 0.053e-15 * width)) *
    supply *
    supply;
  const sense = from("charge", 32);
  const time = 1e-9 * SRAM.delay;
  const overCells = 1 + (1 / 0.7 - 1) * (0.5 + (0.5 * 1024) / 90);
  return {
    area: 450 * (7 * cell * overCells + 25e-12 * sense.area),
    leakage: 450 * 7 * 20e-12 * SRAM.energy,
    actions: {
      search: [7 * lines + 3.5e-15 * sense.energy, time, (2 * time) / 450],
      write: [7 * WRITTEN, time, time / 5],
    },
  };
}

const SEARCHES: readonly Case[] = [
  [
    "search sram-scan",
    SCAN,
    {
      area: 5 * (CODES.area + 2 * COUNT.area),
      leakage: 5 * (96 * 7 * 12e-12 * SRAM.energy + 2 * LEAK * COUNT.area),
      actions: {
        search: [(7 / 3) * CODES.read + COUNT.energy, CODES.latency + CYCLE, CYCLE / 10],
        write: [7 * CODES.write, CYCLE, CYCLE / 5],
      },
    },
  ],
  [
    "search dram-scan",
    { ...SCAN, keyBits: 2, queryBits: 3, bandwidth: "1 GB/s" },
    {
      area: 5 * 2 * SCORE.area,
      leakage: 5 * 2 * LEAK * SCORE.area,
      actions: {
        // 14 bits arrive for 3 queries.
        search: [
          (14 / 3) * 6e-12 + SCORE.energy,
          // First bit of an LPDDR4-3200: 89 cycles of 1.6 GHz, and 20 ns.
          89 / 1.6e9 + 20e-9 + 3 * CYCLE,
          Math.max((3 * CYCLE) / 10, 1.75e-9 / 3),
        ],
        write: [14 * 6e-12, CYCLE, 1.75e-9],
      },
    },
  ],
  [
    "search digital-cim",
    { bits: 7, keyBits: 2, queryBits: 3, keys: 90, rows: 20, macros: 5, clock: SLOW },
    {
      // 20 rows take turns at a unit: 5 units for 90.
      area: 5 * (90 * 14 * 0.6e-12 * SRAM.area + 5 * SCORE.area),
      leakage: 5 * (90 * 14 * 12e-12 * SRAM.energy + 5 * LEAK * SCORE.area),
      actions: {
        search: [IN_MEMORY, 60 * CYCLE, (60 / 450) * CYCLE],
        write: [14 * WRITTEN, CYCLE, CYCLE / 5],
      },
    },
  ],
  ["search cam-16t", { bits: 7, keys: 90, macros: 5 }, discharged()],
  [
    "search cam-charge",
    { bits: 7, keys: 90, macros: 5, capacitor: "2 fF", converterBits: 5, share: 6 },
    (() => {
      const [own, converter] = [from("charge", 65), from("charge", 40)];
      const supply = 0.88 * Math.sqrt(CHARGE.energy);
      // The published energy of a bit, and a quarter of C·V² of 0.8 fF more; six rows wait for one converter of 5 of 6 bits.
      const bit = 24.6e-15 * own.energy + 0.25 * 0.8e-15 * supply * supply;
      const conversion = (5 / 6) * (0.95e-3 / 700e6) * converter.energy;
      const [match, read] = [1e-9 * own.delay, (6 / 700e6) * converter.delay];
      return {
        area: 450 * (7 * (13516.8e-12 / 4096) * own.area + ((5 / 6) * 4000e-12 * converter.area) / 6),
        leakage: 450 * 7 * 20e-12 * SRAM.energy,
        actions: {
          search: [7 * bit + conversion, match + read, (match + read) / 450],
          write: [7 * 24.6e-15 * own.energy, match, match / 5],
        },
      };
    })(),
  ],
];

/** An exponential out of a table, a product of 16 bits as four of 8, and an addition of 32. */
const WEIGHING = {
  energy: 0.2e-12 * AT_16.energy + (4 * E.multiply + 32 * E.adder) * AT_45.energy,
  area: 800e-12 * AT_16.area + (4 * A.multiplier + 32 * A.adder) * AT_40.area,
};

const CHOOSERS: readonly Case[] = [
  [
    "top-k counting",
    { levels: 10, classes: 3, longest: 500, clock: SLOW, units: 3 },
    (() => {
      // Bins of 4 and 2 bits, 30 counters of 9 bits; 500 bins wait in SRAM for the second pass.
      const circuits =
        (30 * 9 * A.register + 3 * 6 * (A.register + A.comparator) + 9 * A.adder) * AT_40.area +
        WEIGHING.area;
      const count = 9 * (E.adder + 2 * E.register) + 6 * (E.register + E.comparator);
      const scan = 9 * (E.adder + E.register) + 3 * 6 * E.comparator;
      // 3 000 bits in a macro of 64 words, the least, of which they fill 47.
      const bins = macro(64, 64, 4);
      return {
        area: 3 * (circuits + bins.area),
        leakage: 3 * (LEAK * circuits + 3000 * 12e-12 * SRAM.energy),
        actions: {
          select: [count * AT_45.energy + 6 * (bins.read + bins.write), 2 * CYCLE, (2 * CYCLE) / 3],
          scan: [scan * AT_45.energy, CYCLE, CYCLE / 3],
          weigh: [WEIGHING.energy, CYCLE, CYCLE / 3],
        },
      };
    })(),
  ],
  [
    "top-k partial-sort",
    { k: 10, scoreBits: 7, positionBits: 13, clock: SLOW, units: 3 },
    logic(3 * 10 * (20 * A.register + 7 * A.comparator) * AT_40.area, {
      select: [7 * (E.comparator + E.register) * AT_45.energy, CYCLE, CYCLE / 3],
      // All entries compare, half of them move.
      scan: [10 * (7 * E.comparator + 10 * E.register) * AT_45.energy, CYCLE, CYCLE / 3],
      weigh: [0, CYCLE, CYCLE / 3],
    }),
  ],
  [
    "top-k bitonic",
    { k: 8, tile: 8, kept: 4, scoreBits: 7, positionBits: 13, exchanges: 9, clock: SLOW, units: 3 },
    // Networks of 8 and of 16: 6 stages of 4 exchanges, 10 of 8 on 9 of them.
    logic(3 * (((24 + 9) * exchange(20).area + (8 + 16) * 20 * A.register) * AT_40.area + WEIGHING.area), {
      select: [(24 / 8) * exchange(20).energy * AT_45.energy, 6 * CYCLE, CYCLE / 24],
      scan: [80 * exchange(20).energy * AT_45.energy, 10 * CYCLE, (10 * CYCLE) / 3],
      weigh: [WEIGHING.energy, CYCLE, CYCLE / 3],
    }),
  ],
  [
    "top-k time-domain",
    { window: "10 ns", lines: 48 },
    (() => {
      const own = from("charge", 65);
      // Half of the usual window: a latch of four times the energy.
      return {
        area: 48 * 40e-12 * own.area,
        leakage: 48 * 1e-9 * own.energy,
        actions: {
          select: [(20e-15 * 1.21 + 4 * 5e-15) * own.energy, 10e-9, 10e-9 / 48],
          scan: [0, 0, 10e-9],
          weigh: [0, 0, 0],
        },
      };
    })(),
  ],
];

it.each([
  ["stores of codes", SEARCHES, 38],
  ["units that choose", CHOOSERS, 40],
] as const)("%s have the price of their parts, added up by hand", (_, cases, least) => {
  holds(cases, least);
});
