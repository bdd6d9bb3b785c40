import { describe, expect, it } from "vitest";
import {
  ENERGY_CLASSES,
  energyByClass,
  energyByKind,
  energyByOperation,
  hashShares,
  largestClass,
} from "../../src/comparison/energy-classes.ts";
import { costOf, type Item } from "./cost-of.ts";

/** Powers of two, so that every sum names its parts. */
const ITEMS: readonly Item[] = [
  ["score", "mac", "mac", 1],
  ["backward-score", "mac", "mac", 2],
  ["softmax", "softmax", "exponent", 4],
  ["hash", "array", "read", 8],
  ["backward-hash", "projection", "project", 16],
  ["hash", "buffer", "read", 32],
  ["hash", "network", "buffer to arrays", 64],
  ["sort", "sorter", "place", 128],
  ["search", "search", "search", 256],
  ["top-k", "topK", "select", 512],
  ["combine", "mac", "mac", 1024],
  ["input", "memory", "read", 2048],
  ["hash", "control", "issue", 4096],
  ["leakage", "mac", "leak", 8192],
  ["leakage", "memory", "standby", 16384],
  ["weigh", "dynamicArray", "read", 32768],
  ["map", "readout", "decide", 65536],
  ["gather", "network", "memory to buffer", 131072],
  ["leakage", "gpu", "board power × time", 262144],
];
const cost = costOf(ITEMS);

describe("energy by what takes it", () => {
  it("puts each item in one class: memories, wires and clocks across operations", () => {
    const named = {
      MAC: 1 + 2,
      softmax: 4,
      hash: 8 + 16 + 65536,
      SRAM: 32,
      wires: 64 + 131072,
      sort: 128,
      "codes and search": 256,
      "top-k": 512,
      combine: 1024,
      DRAM: 2048,
      "clock and control": 4096,
      leakage: 8192,
      standby: 16384,
      "key and value arrays": 32768,
      "board power": 262144,
      other: 0,
    };
    expect(energyByClass(cost)).toEqual(named);
    expect(Object.keys(named).sort()).toEqual([...ENERGY_CLASSES].sort());
  });

  it("counts lists and orders as a sort, codes as a search, and scattered sums as a combination", () => {
    const own = energyByClass(
      costOf([
        ["insert", "sorter", "place", 1],
        ["lookup", "mac", "add", 2],
        ["code", "array", "read", 4],
        ["scatter", "mac", "mac", 8],
        ["gather", "mac", "mac", 16],
        ["weigh", "topK", "weigh", 32],
        ["score", "dynamicAdc", "convert", 64],
        ["score", "link", "transfer", 128],
        ["score", "clock", "tick", 256],
        ["gather", "levels", "read", 512],
        ["score", "dynamicDac", "drive", 1024],
      ]),
    );
    expect(own).toMatchObject({ sort: 1 + 2, "codes and search": 4, combine: 8 + 16, other: 32 });
    expect(own).toMatchObject({
      "key and value arrays": 64 + 1024,
      wires: 128,
      "clock and control": 256,
      SRAM: 512,
    });
  });

  it("counts crossbars of a hash as analog, its digital units and clocks as arithmetic", () => {
    expect(energyByKind(cost)).toEqual({
      memory: 32 + 2048 + 256,
      arithmetic: 1 + 2 + 4 + 16 + 128 + 512 + 1024 + 4096,
      wires: 64 + 131072,
      static: 8192 + 16384,
      analog: 8 + 32768 + 65536,
      board: 262144,
    });
  });

  it("names the largest class with its share, and sums operations with leakage as one", () => {
    expect(largestClass(cost)).toEqual({ class: "board power", share: 262144 / (2 ** 19 - 1) });
    expect(largestClass(costOf([]))).toBeNull();
    const sums = energyByOperation(cost);
    expect(sums.get("hash")).toBe(8 + 32 + 64 + 4096);
    expect(sums.get("backward-hash")).toBe(16);
    expect(sums.get("leakage")).toBe(8192 + 16384 + 262144);
  });
});

describe("what a hash takes of a design", () => {
  const own = costOf(
    [
      ["hash", "array", "read", 10],
      ["hash", "buffer", "read", 5],
      ["hash", "network", "buffer to arrays", 3],
      ["score", "mac", "mac", 40],
      ["score", "network", "buffer to mac", 12],
      ["gather", "buffer", "read", 6],
      ["leakage", "array", "leak", 4],
      ["leakage", "mac", "leak", 20],
    ],
    // 19 % of the chip only hash: a side shorter by a tenth without them.
    { array: 19, mac: 61, buffer: 20 },
    { hash: 2, score: 5, "backward-hash": 1 },
  );

  it("are its units, its operations without wires, and its stages' time", () => {
    const { units, operations, time } = hashShares(own);
    expect(units).toBeCloseTo(10 / 100, 12);
    expect(operations).toBeCloseTo(15 / 100, 12);
    expect(time).toBeCloseTo(3 / 8, 12);
  });

  it("saves, if it were free, its own leakage, that of all else meanwhile, and a tenth of the other wires", () => {
    expect(hashShares(own).saved).toBeCloseTo((18 + 4 + (3 / 8) * 20 + 0.1 * 12) / 100, 12);
  });

  it("is nothing of a design that takes no energy, time or area", () => {
    expect(hashShares(costOf([]))).toEqual({ units: 0, operations: 0, saved: 0, time: 0 });
  });
});
