import { it } from "vitest";
import { createTechnology } from "../../src/technology/technology.ts";
import {
  A,
  AT_28,
  AT_40,
  type Case,
  CYCLE,
  E,
  exchange,
  from,
  holds,
  logic,
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
  energy: 6 * (7 * 0.284e-15 + (4 + 7) * 3.4e-15) * AT_28.energy + 3 * 7 * E.register * AT_40.energy,
  area: (2 * (7 * 0.6e-12 + 4 * 4.79e-12) + 7 * 4.79e-12) * AT_28.area + 7 * A.register * AT_40.area,
};
/** The same of signs: one pass, and a register of a count to 7. */
const COUNT = {
  energy: (7 * 0.284e-15 + 4 * 3.4e-15) * AT_28.energy + 4 * E.register * AT_40.energy,
  area: (7 * 0.6e-12 + 4 * 4.79e-12) * AT_28.area + 4 * A.register * AT_40.area,
};

const SCAN = { bits: 7, keys: 96, macros: 5, sharing: 3, comparisons: 2, clock: SLOW };
const bankedBit = (bytes: number): number => (Math.sqrt(bytes / 2 ** 21) * SRAM.energy) / 2048;

/** A macro of 90 rows of 7 cells on match lines that fall by half of the supply, 5 macros. */
function discharged(): Price {
  const supply = 0.88 * Math.sqrt(CHARGE.energy);
  const width = from("wire", 28).energy;
  const cell = 0.93e-12 * SRAM.area;
  const wire = createTechnology(NODE).wireCapacitance * Math.sqrt(cell);
  // Match line by C·V·ΔV, and half of the search lines by C·V²: 30 % more with their drivers.
  const lines = 1.3 * (0.5 * (wire + 0.16e-15 * width) + 0.5 * (wire + 0.1e-15 * width)) * supply * supply;
  const sense = from("charge", 32);
  const time = 1e-9 * SRAM.delay;
  const overCells = 1 + (1 / 0.6 - 1) * (0.5 + (0.5 * 1024) / 90);
  return {
    area: 450 * (7 * cell * overCells + 25e-12 * sense.area),
    leakage: 450 * 7 * 20e-12 * SRAM.energy,
    actions: {
      search: [7 * lines + 3.5e-15 * sense.energy, time, (2 * time) / 450],
      write: [7 * 10e-15 * SRAM.energy, time, time / 5],
    },
  };
}

const SEARCHES: readonly Case[] = [
  [
    "search sram-scan",
    SCAN,
    {
      area: 5 * (96 * 7 * 0.254e-12 * SRAM.area + 2 * COUNT.area),
      leakage: 5 * (96 * 7 * 10e-12 * SRAM.energy + 2e4 * COUNT.area),
      actions: {
        search: [(7 / 3) * 416e-12 * bankedBit(84) + COUNT.energy, 2e-9 * SRAM.delay + CYCLE, CYCLE / 10],
        write: [7 * 378e-12 * bankedBit(84), CYCLE, CYCLE / 5],
      },
    },
  ],
  [
    "search dram-scan",
    { ...SCAN, keyBits: 2, queryBits: 3, bandwidth: "1 GB/s" },
    {
      area: 5 * 2 * SCORE.area,
      leakage: 5 * 2e4 * SCORE.area,
      actions: {
        // 14 bits arrive for 3 queries.
        search: [
          (14 / 3) * 6e-12 + SCORE.energy,
          100e-9 + 3 * CYCLE,
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
      area: 5 * (90 * 14 * 0.25e-12 * SRAM.area + 5 * SCORE.area),
      leakage: 5 * (90 * 14 * 15e-12 * SRAM.energy + 5e4 * SCORE.area),
      actions: {
        search: [14 * 3 * 0.8e-15 * SRAM.energy + SCORE.energy, 60 * CYCLE, (60 / 450) * CYCLE],
        write: [14 * 10e-15 * SRAM.energy, CYCLE, CYCLE / 5],
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

const CHOOSERS: readonly Case[] = [
  [
    "top-k counting",
    { levels: 10, classes: 3, longest: 500, clock: SLOW, units: 3 },
    (() => {
      // Bins of 4 and 2 bits, 30 counters of 9 bits; 500 bins wait in SRAM for the second pass.
      const circuits =
        (30 * 9 * A.register + 3 * 6 * (A.register + A.comparator / 32) + (9 / 32) * A.adder + 2500e-12) *
        AT_40.area;
      const count = 9 * (E.adder / 32 + 2 * E.register) + 6 * (E.register + 29e-15 / 32);
      const scan = 9 * (E.adder / 32 + E.register) + 3 * 6 * (29e-15 / 32);
      return {
        area: 3 * (circuits + 3000 * 0.254e-12 * SRAM.area),
        leakage: 3 * (1e4 * circuits + 3000 * 10e-12 * SRAM.energy),
        actions: {
          select: [
            count * AT_40.energy + 6 * (416e-12 + 378e-12) * bankedBit(375),
            2 * CYCLE,
            (2 * CYCLE) / 3,
          ],
          scan: [scan * AT_40.energy, CYCLE, CYCLE / 3],
          weigh: [0.6e-12 * AT_40.energy, CYCLE, CYCLE / 3],
        },
      };
    })(),
  ],
  [
    "top-k partial-sort",
    { k: 10, scoreBits: 7, positionBits: 13, clock: SLOW, units: 3 },
    logic(3 * 10 * (20 * A.register + (7 / 32) * A.comparator) * AT_40.area, {
      select: [7 * (29e-15 / 32 + E.register) * AT_40.energy, CYCLE, CYCLE / 3],
      // All entries compare, half of them move.
      scan: [10 * (7 * (29e-15 / 32) + 10 * E.register) * AT_40.energy, CYCLE, CYCLE / 3],
      weigh: [0, CYCLE, CYCLE / 3],
    }),
  ],
  [
    "top-k bitonic",
    { k: 8, tile: 8, kept: 4, scoreBits: 7, positionBits: 13, exchanges: 9, clock: SLOW, units: 3 },
    // Networks of 8 and of 16: 6 stages of 4 exchanges, 10 of 8 on 9 of them.
    logic(3 * ((24 + 9) * exchange(20).area + (8 + 16) * 20 * A.register + 2500e-12) * AT_40.area, {
      select: [(24 / 8) * exchange(20).energy * AT_40.energy, 6 * CYCLE, CYCLE / 24],
      scan: [80 * exchange(20).energy * AT_40.energy, 10 * CYCLE, (10 * CYCLE) / 3],
      weigh: [0.6e-12 * AT_40.energy, CYCLE, CYCLE / 3],
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
