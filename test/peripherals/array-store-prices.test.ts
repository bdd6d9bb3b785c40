import { expect, it } from "vitest";
import { driven } from "#circuits";
import { createTechnology } from "#technology";
import { checkSelection, type TopK, type TopKAction } from "../../src/peripherals/top-k/top-k.ts";
import { bind } from "./bind.ts";
import {
  A,
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

const CHARGE_28 = from("charge", 28);
const WIDTH = 22 / 28;
const SUPPLY = 0.88 * Math.sqrt(CHARGE_28.energy);
const SENSE = from("charge", 32);

interface Cell {
  readonly area: number;
  /** F on its match line and on a search line, besides the wires. */
  readonly match: number;
  readonly search: number;
  readonly write: number;
  readonly time: number;
}

/** 5 macros of 90 rows of 7 cells, whose match lines fall by .3 of the supply; a row is written in two pulses of 30 ns. */
function discharged({ area, match, search, write, time }: Cell): Price {
  const wire = createTechnology(NODE).wireCapacitance * Math.sqrt(area);
  // Half of the search lines rise by C·V²; all of it with its drivers.
  const lines = driven({ parasitic: 0.83 }) * (0.3 * (wire + match) + 0.5 * (wire + search)) * SUPPLY ** 2;
  const overCells = 1 + (1 / 0.7 - 1) * (0.5 + (0.5 * 1024) / 90);
  return {
    area: 450 * (7 * area * overCells + 25e-12 * SENSE.area),
    leakage: 0,
    actions: {
      search: [7 * lines + 3.5e-15 * SENSE.energy, time, (2 * time) / 450],
      write: [7 * write, 60e-9, 60e-9 / 5],
    },
  };
}

const ROWS = { bits: 7, keys: 90, macros: 5 };
const WRITTEN = { ...ROWS, swing: 0.3, pulse: "30 ns" };

const MEMORIES: readonly Case[] = [
  [
    "search cam-2t2r",
    WRITTEN,
    discharged({
      area: (0.41e-12 * 22 ** 2) / 90 ** 2,
      // A drain of .83 of a gate.
      match: 0.83 * 0.053e-15 * WIDTH,
      search: 0.053e-15 * WIDTH,
      // Two cells in pulses ten times as long as those of .6 pJ.
      write: 2 * 6e-12,
      time: 1.9e-9,
    }),
  ],
  [
    "search cam-fefet",
    WRITTEN,
    discharged({
      area: (0.36e-12 * 22 ** 2) / 45 ** 2,
      match: 0.08e-15 * WIDTH,
      search: 0.1e-15 * WIDTH,
      write: 5e-15 * WIDTH,
      time: 252.8e-12 * AT_45.delay,
    }),
  ],
  [
    "search cam-charge",
    { ...ROWS, readout: "comparator" },
    (() => {
      const own = from("charge", 65);
      // A row's amplifier decides in the time of a search.
      const time = 1e-9 * own.delay;
      return {
        area: 450 * (7 * (13516.8e-12 / 4096) * own.area + 25e-12 * SENSE.area),
        leakage: 450 * 7 * 20e-12 * SRAM.energy,
        actions: {
          search: [7 * 24.6e-15 * own.energy + 3.5e-15 * SENSE.energy, 2 * time, (2 * time) / 450],
          write: [7 * 24.6e-15 * own.energy, time, time / 5],
        },
      };
    })(),
  ],
  [
    "search non-volatile-scan",
    { bits: 7, keys: 96, macros: 5, sharing: 3, comparisons: 2, clock: SLOW, pulse: "30 ns" },
    (() => {
      // Seven products, four full adders, a count of four bits; 53 squares of the node a cell, half of a macro.
      const count = 7 * 0.284e-15 * AT_28.energy + (4 * E.counted + 4 * E.register) * AT_45.energy;
      const unit = 7 * 0.8e-12 * AT_28.area + (4 * A.adder + 4 * A.register) * AT_40.area;
      return {
        area: 5 * (96 * 7 * 106 * 22e-9 ** 2 + 2 * unit),
        leakage: 5 * 2 * LEAK * unit,
        actions: {
          search: [(7 / 3) * 0.5e-12 + count, 10e-9 + CYCLE, CYCLE / 10],
          write: [7 * 10e-12, 60e-9, 60e-9 / 5],
        },
      };
    })(),
  ],
];

/** A latch and a full adder a line of 48, and a comparison of a count of 24 bits with k. */
const THRESHOLDS: Price = logic(
  (48 * (A.adder + A.register) + 24 * (A.adder + 3 * A.register + 2 * A.comparator)) * AT_40.area,
  {
    select: [(E.register + E.counted) * AT_45.energy, CYCLE, CYCLE / 48],
    scan: [24 * (E.adder + 2 * E.comparator + E.register) * AT_45.energy, CYCLE, CYCLE],
    weigh: [0, CYCLE, CYCLE],
  },
);

const CHOOSERS: readonly Case[] = [
  ["top-k bisection", { lines: 48, clock: SLOW }, THRESHOLDS],
  ["top-k carried", { lines: 48, clock: SLOW, corrections: 3 }, THRESHOLDS],
  [
    "top-k compare",
    { levels: 10, classes: 3, longest: 500, clock: SLOW, units: 3 },
    (() => {
      // Levels of 4 bits of three classes, one of which is chosen; a counter and a queue of 9 bits a position.
      const circuits =
        (3 * 4 * A.register + 2 * 4 * A.mux + 4 * A.comparator + 9 * (A.register + A.adder)) * AT_40.area;
      const queue = macro(4500 / 64, 64, 4);
      return {
        area: 3 * (circuits + queue.area),
        leakage: 3 * (LEAK * circuits + 4500 * 12e-12 * SRAM.energy),
        actions: {
          select: [
            (4 * (E.comparator + 2 * E.mux) + 9 * (E.register + E.adder)) * AT_45.energy,
            CYCLE,
            CYCLE / 3,
          ],
          scan: [9 * (queue.read + queue.write), CYCLE, CYCLE / 3],
          weigh: [0, CYCLE, CYCLE / 3],
        },
      };
    })(),
  ],
];

/** A merge sorter by odd and even places of 13 keys, padded to 16: ten stages, 63 exchanges. */
const merged = (lanes: number, held: number, cycles: number): Case => [
  "sorter odd-even-merge",
  { block: 13, keyBits: 20, lanes, units: 3, clock: SLOW },
  logic(3 * (held * 20 * A.register + lanes * exchange(20).area) * AT_40.area, {
    place: [(63 / 13) * exchange(20).energy * AT_45.energy, 10 * CYCLE, ((cycles / 13) * CYCLE) / 3],
    scan: [0, 0, 0],
  }),
];

const EDRAM = from("sram", 32);
/** 3 banks of 64 KiB of which each gives four words of 64 bits a cycle. */
const READ = [64 * (20.45e-12 / 256) * EDRAM.energy, 2e-9 * EDRAM.delay, (1e-9 * EDRAM.delay) / 12] as const;

const OTHERS: readonly Case[] = [
  merged(5, 16, 13),
  // More lanes than pairs have registers of their own.
  merged(40, 80, 10),
  [
    "sram edram",
    { capacity: "192 KiB", bits: 64, bandwidth: "100 TB/s" },
    {
      area: 3 * 0.083e-6 * EDRAM.area,
      leakage: (192 * 8192 * (20.45e-12 / 256) * EDRAM.energy) / 40e-6,
      actions: { read: READ, write: READ, stall: [0, 0, READ[2]] },
    },
  ],
];

it.each([
  ["stores in arrays of cells", MEMORIES, 32],
  ["units that compare with thresholds", CHOOSERS, 33],
  ["merge sorters and embedded DRAM", OTHERS, 27],
] as const)("%s have the price of their parts, added up by hand", (_, cases, least) => {
  holds(cases, least);
});

it("lines race in whole windows: 2 560 keys on 1 024 lines take the time of three", () => {
  const { behaviour, cost } = bind<TopKAction, TopK>("top-k", "time-domain", { lines: 1024 });
  const { select, scan } = cost(createTechnology(NODE)).actions;
  for (const [keys, windows] of [
    [2560, 3],
    [1024, 1],
    [1, 1],
    [2049, 3],
  ]) {
    const work = behaviour.work(keys, 1, "k");
    expect((work.select * select.interval + work.scan * scan.interval) / 20e-9).toBeCloseTo(windows, 9);
  }
});

it("a threshold of 129 levels is found in eight searches, and one carried over in one and its corrections", () => {
  const worked = (model: string, params = {}) =>
    bind<TopKAction, TopK>("top-k", model, params).behaviour.work(300, 7, "k");
  expect(worked("bisection")).toEqual({ searches: 8, select: 2400, scan: 8, weigh: 0 });
  expect(worked("bisection", { levels: 128 }).searches).toBe(7);
  expect(worked("carried", { corrections: 1.5 })).toEqual({
    searches: 2.5,
    select: 750,
    scan: 2.5,
    weigh: 0,
  });
  expect(worked("carried").searches).toBe(3);
  expect(worked("compare")).toEqual({ searches: 1, select: 300, scan: 7, weigh: 0 });
});

it("networks sort whole tiles, a list takes in k (1 + H_N − H_k) of N, and counters are read once each", () => {
  const worked = (
    model: string,
    params: Record<string, unknown>,
    keys: number,
    chosen: number,
    kind: "k" | "p" = "k",
  ) => bind<TopKAction, TopK>("top-k", model, params).behaviour.work(keys, chosen, kind);
  // Four tiles of 8, half of whose candidates go on, 8 at a time.
  const network = { k: 8, tile: 8, kept: 4 };
  expect(worked("bitonic", network, 30, 5)).toEqual({ searches: 1, select: 32, scan: 2, weigh: 0 });
  expect(worked("bitonic", network, 33, 5, "p")).toEqual({ searches: 1, select: 40, scan: 3, weigh: 33 });
  // A network cannot pass on more than a tile has.
  expect(worked("bitonic", { ...network, kept: 32 }, 32, 5).scan).toBe(4);
  let entered = 10;
  for (let n = 11; n <= 100; n++) entered += 10 / n;
  expect(worked("partial-sort", { k: 16 }, 100, 10)).toMatchObject({ searches: 1, select: 100, weigh: 0 });
  expect(worked("partial-sort", { k: 16 }, 100, 10).scan / entered).toBeCloseTo(1, 9);
  expect(worked("partial-sort", { k: 16 }, 4, 4).scan).toBe(4);
  const bins = { levels: 10, classes: 3 };
  expect(worked("counting", bins, 100, 10)).toEqual({ searches: 1, select: 100, scan: 30, weigh: 0 });
  expect(worked("counting", { ...bins, pass: "search" }, 100, 10, "p")).toEqual({
    searches: 2,
    select: 100,
    scan: 30,
    weigh: 30,
  });
});

it("a unit returns as many keys as it has entries for, of as many candidates as it has room for, and no more", () => {
  const refuses = (
    k: number,
    candidates: number,
    model: string,
    params: Record<string, unknown>,
  ): boolean => {
    const unit = bind<TopKAction, TopK>("top-k", model, params);
    try {
      checkSelection(unit, { answers: "scores" }, { candidates, budget: { k }, weighted: false });
      return false;
    } catch {
      return true;
    }
  };
  expect([16, 17].map((k) => refuses(k, 100, "partial-sort", { k: 16 }))).toEqual([false, true]);
  expect([9, 10].map((k) => refuses(k, 9, "partial-sort", { k: 16 }))).toEqual([false, true]);
  expect([500, 501].map((keys) => refuses(4, keys, "counting", { longest: 500 }))).toEqual([false, true]);
});
