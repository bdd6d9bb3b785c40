import { describe, expect, it } from "vitest";
import { createRng, nanometres } from "#base";
import { createTechnology } from "#technology";
import { streamingMergeCycles } from "../../../evidence/published/digital-units.ts";
import { streamingMergeComparators } from "../../../src/peripherals/sorter/merge.ts";
import {
  bitonicNetwork,
  compareExchange,
  oddEvenMergeNetwork,
  type SortingNetwork,
} from "../../../src/peripherals/sorter/network.ts";
import type { Sorter } from "../../../src/peripherals/sorter/sorter.ts";
import { bind } from "../bind.ts";

const built = (network: SortingNetwork, keys: number) => {
  const stages = [...network.stages(keys)];
  return { comparators: stages.reduce((sum, stage) => sum + stage.length / 2, 0), depth: stages.length };
};

describe.each([
  { name: "bitonic", network: bitonicNetwork, counts: { 64: 672, 1024: 28_160 } },
  { name: "odd-even merge", network: oddEvenMergeNetwork, counts: { 64: 543, 1024: 24_063 } },
])("$name network", ({ network, counts }) => {
  it("has the published number of compare-exchanges and stages", () => {
    expect(built(network, 64)).toEqual({ comparators: counts[64], depth: 21 });
    expect(built(network, 1024)).toEqual({ comparators: counts[1024], depth: 55 });
  });

  it("is listed as its closed forms say", () => {
    for (let keys = 2; keys <= 2048; keys *= 2)
      expect(built(network, keys)).toEqual({
        comparators: network.comparators(keys),
        depth: network.depth(keys),
      });
  });

  it("touches no key twice in a stage", () => {
    for (const stage of network.stages(256)) expect(new Set(stage).size).toBe(stage.length);
  });

  it("sorts every sequence of zeros and ones, and so every sequence (0–1 principle)", () => {
    const unsorted: string[] = [];
    let words = 0;
    for (const keys of [2, 4, 8, 16]) {
      const stages = [...network.stages(keys)];
      for (let word = 0; word < 2 ** keys; word++) {
        const bits = Float64Array.from({ length: keys }, (_, i) => (word >> i) & 1);
        const ones = bits.reduce((sum, bit) => sum + bit, 0);
        for (const stage of stages) compareExchange(stage, bits);
        if (bits.indexOf(1) !== (ones === 0 ? -1 : keys - ones)) unsorted.push(`${keys} keys, word ${word}`);
        words++;
      }
    }
    expect(unsorted).toEqual([]);
    expect(words).toBe(4 + 16 + 256 + 65_536);
  });

  it("refuses a size that is no power of two", () => {
    expect(() => [...network.stages(12)]).toThrow("expected a power of two of at least 2 keys, received 12");
  });
});

describe("streaming merge", () => {
  it("takes log₂N comparators and N + log₂N − 1 cycles", () => {
    expect([streamingMergeComparators(1024), streamingMergeCycles(1024)]).toEqual([10, 1033]);
    expect([streamingMergeComparators(2), streamingMergeCycles(2)]).toEqual([1, 2]);
  });

  it("is priced with those cycles: N keys at its interval and one latency", () => {
    const { place } = bind("sorter", "streaming-merge", { block: 1024 }).cost(
      createTechnology(nanometres(28)),
    ).actions;
    // 1 GHz.
    expect(1024 * place.interval + place.latency).toBeCloseTo(1033e-9, 15);
  });
});

describe.each(["bitonic", "odd-even-merge", "streaming-merge"])("sorter %s", (model) => {
  const order = (ids: readonly number[], buckets: number, params = {}): number[] => [
    ...bind<"place" | "scan", Sorter>("sorter", model, params).behaviour.order(Int32Array.from(ids), buckets),
  ];

  it("sorts short sequences, one key and none", () => {
    expect(order([], 4)).toEqual([]);
    expect(order([3], 4)).toEqual([0]);
    expect(order([3, 0, 3, 0, 1], 4)).toEqual([1, 3, 4, 0, 2]);
    const rng = createRng(7);
    for (let length = 2; length < 40; length++) {
      const ids = Array.from({ length }, () => rng.integer(5));
      expect(order(ids, 5)).toEqual([...ids.keys()].sort((a, b) => ids[a] - ids[b] || a - b));
    }
  });

  it("names the parameter that a sequence outgrows", () => {
    expect(() => order([1, 2, 3], 4, { block: 2 })).toThrow("expected at most 2 keys (block), received 3");
    expect(order([2, 1], 4, { block: 2 })).toEqual([1, 0]);
    expect(() => order([1, 2, 3], 4, { keyBits: 3 })).toThrow("expected keys of at most 3 bits (keyBits)");
    expect(() => order([4, 0], 4)).toThrow("expected an id in [0, 4), received 4");
  });

  it("costs more a key in a longer block, and a prefix sum nothing", () => {
    const price = (block: number) => bind("sorter", model, { block }).cost(createTechnology(nanometres(28)));
    expect(price(4096).actions.place.energy).toBeGreaterThan(price(1024).actions.place.energy);
    expect(price(4096).area).toBeGreaterThan(price(1024).area);
    expect(price(4096).actions.scan).toEqual({ energy: 0, latency: 0, interval: 0 });
  });
});

it("the odd-even merge sorter beats the bitonic one in energy by its compare-exchanges", () => {
  const energy = (model: string) =>
    bind("sorter", model, { block: 1024, clock: "500 MHz" }).cost(createTechnology(nanometres(45))).actions
      .place.energy;
  expect(energy("bitonic") / energy("odd-even-merge")).toBeCloseTo(28_160 / 24_063, 12);
  // 32 bits at 45 nm: a comparison of 2.3 fJ a bit, and 64 bits multiplexed (1.7 fJ) and clocked (5.3 fJ), 27.5 times a key.
  expect(energy("bitonic")).toBeCloseTo(27.5 * (32 * 2.3e-15 + 64 * 7e-15), 20);
});
