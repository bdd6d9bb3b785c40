import { describe, expect, it } from "vitest";
import { nanoseconds } from "#base";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { matrixCounts } from "../../src/comparison/layer-matrices.ts";
import { layerPrices, onLayerChip, vectorTime, weightArrays } from "../../src/comparison/layer-parts.ts";
import { mappedLayer, pricedLayers } from "../../src/comparison/memory-layer.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { configOf } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";

const { design, workload } = configOf(
  `{ workload: { preset: "bert-base", length: 128, batch: 3 },
     design: { whiteSpace: { model: "proportional", fraction: 0.25 },
       digital: { sizes: "stated" }, floorplan: { network: { model: "ideal" } } } }`,
);
/** 128 tokens of three sequences. */
const TOKENS = 3 * 128;

function layer(params = {}) {
  const weights = weightArrays(params);
  const [found] = pricedLayers(mappedLayer([exactDigital], design, workload, POINT, weights));
  if ("reason" in found) throw new Error(found.reason);
  const named = (part: string, item: string): number =>
    found.parts.find(({ name }) => name === part)?.items.find(({ name }) => name === item)?.energy ??
    Number.NaN;
  const partOf = (part: string) => found.parts.find(({ name }) => name === part);
  return { found, named, partOf, prices: layerPrices(design, weights, POINT) };
}

/** Matrices of 768 and 3 072 weights a side in cells of two bits on arrays of 128 × 128, inputs of one bit. */
const MATRICES = {
  projections: Array.from({ length: 4 }, () => [768, 768]),
  "feed-forward": [
    [768, 3072],
    [3072, 768],
  ],
};

/** Words that the steps of a part read from the buffer and write there. */
const WORDS = {
  projections: { read: 768 + 768, written: 3 * 768 + 768 },
  "feed-forward": { read: 768 + 3072, written: 3072 + 768 },
};

describe.each(["projections", "feed-forward"] as const)("%s of three sequences, by hand", (part) => {
  const { named, partOf, prices } = layer();
  const { array, dac, adc, own } = prices;
  const matrices = MATRICES[part];
  const total = (of: (inputs: number, outputs: number) => number): number =>
    matrices.reduce((sum, [inputs, outputs]) => sum + of(inputs, outputs), 0);
  const arrays = total((inputs, outputs) => (inputs / 128) * ((outputs * 4) / 128));

  it("drive every row of every array in eight phases, and read each cell", () => {
    const drives = total((inputs, outputs) => inputs * ((outputs * 4) / 128) * 8);
    expect(named(part, "input drivers") / (TOKENS * drives * dac.actions.drive.energy)).toBeCloseTo(1, 9);
    const reads = total((inputs, outputs) => inputs * outputs * 4 * 8);
    expect(named(part, "cells") / (TOKENS * reads * array.actions.read.energy)).toBeCloseTo(1, 9);
  });

  it("convert a column a block of rows and phase, and add all but one of an output's", () => {
    const conversions = total((inputs, outputs) => outputs * 4 * (inputs / 128) * 8);
    const adds = conversions - total((_, outputs) => outputs);
    expect(named(part, "converters") / (TOKENS * conversions * adc.actions.convert.energy)).toBeCloseTo(1, 9);
    expect(named(part, "adders") / (TOKENS * adds * own.mac.actions.add.energy)).toBeCloseTo(1, 9);
  });

  it("compare each input of a step once to find its vector's largest, unless a text gave its range", () => {
    // Both parts have two steps; queries, keys and values share their inputs.
    const inputs = WORDS[part].read;
    expect(named(part, "input ranges") / (TOKENS * inputs * own.mac.actions.add.energy)).toBeCloseTo(1, 9);
    expect(layer({ inputPercentile: 99.9 }).named(part, "input ranges")).toBe(0);
  });

  it("give each output a gain and an offset by a multiply-accumulate", () => {
    const outputs = matrices.reduce((sum, [, own]) => sum + own, 0);
    expect(named(part, "gain and offset") / (TOKENS * outputs * own.mac.actions.mac.energy)).toBeCloseTo(
      1,
      9,
    );
  });

  it("read words of 8 bits from the buffer once a step, and write sums of 16 back", () => {
    const { read, write } = own.buffer.actions;
    const { bits } = design.digital.buffer.behaviour;
    const words = WORDS[part];
    const energy = (TOKENS * (words.read * 8 * read.energy + words.written * 16 * write.energy)) / bits;
    expect(named(part, "buffer") / energy).toBeCloseTo(1, 9);
  });

  it("take the time of eight reads a step and vector, in which their cells and converters leak", () => {
    const time = TOKENS * 2 * 8 * 100e-9;
    expect(Number(partOf(part)?.time) / time).toBeCloseTo(1, 9);
    const leakage = arrays * (128 * 128 * array.leakage + 128 * dac.leakage + adc.leakage);
    expect(leakage).toBeGreaterThan(0);
    expect(named(part, "leakage") / (leakage * time)).toBeCloseTo(1, 9);
  });

  it("have a quarter of white space next to them", () => {
    const area = arrays * (128 * 128 * array.area + 128 * dac.area + adc.area);
    expect(Number(partOf(part)?.area) / (1.25 * area)).toBeCloseTo(1, 9);
  });
});

it("a vector waits for the turns of a converter where they take longer than reads", () => {
  const { partOf, prices } = layer({ readTime: nanoseconds(20) });
  const turns = 128 * 8 * prices.adc.actions.convert.interval;
  expect(turns).toBeGreaterThan(8 * 20e-9);
  expect(Number(partOf("projections")?.time) / (TOKENS * 2 * turns)).toBeCloseTo(1, 9);
  // Four converters an array share them.
  const shared = layer({ readTime: nanoseconds(20), columnsPerConverter: 32 });
  expect(shared.prices.converters).toBe(4);
  expect(Number(shared.partOf("projections")?.time) / (TOKENS * 2 * (turns / 4))).toBeCloseTo(1, 9);
  // Of matrices of 32 and of 128 columns the wider one has the time of both, in either order.
  const weights = weightArrays({ readTime: nanoseconds(20) });
  const stages = [32, 128].map((outputs) => ({
    counts: [matrixCounts(128, outputs, weights.behaviour)],
  }));
  for (const own of [stages, [...stages].reverse()])
    expect(vectorTime(own as never, weights.behaviour, prices) / turns).toBeCloseTo(1, 9);
});

it("sums, norms and activations take two additions, eight products and an exponential an element, by hand", () => {
  const { named, partOf, prices } = layer();
  const { mac, softmax, buffer } = prices.own;
  const { bits } = design.digital.buffer.behaviour;
  const part = "sums and norms";
  expect(named(part, "sums") / (TOKENS * 2 * 768 * mac.actions.add.energy)).toBeCloseTo(1, 9);
  expect(named(part, "norms") / (TOKENS * 8 * 768 * mac.actions.mac.energy)).toBeCloseTo(1, 9);
  expect(named(part, "activation") / (TOKENS * 3072 * softmax.actions.exponent.energy)).toBeCloseTo(1, 9);
  // Two sums read a word and a sum of 16 bits and write a word; an activation reads a sum and writes a word.
  const read = (2 * 768 * 24 + 3072 * 16) * buffer.actions.read.energy;
  const written = (2 * 768 * 8 + 3072 * 8) * buffer.actions.write.energy;
  expect(named(part, "buffer") / ((TOKENS * (read + written)) / bits)).toBeCloseTo(1, 9);
  // The arrays hide their time.
  expect(partOf(part)).toMatchObject({ time: 0, area: 0 });
});

it("a layer's totals are those of its parts, over its tokens", () => {
  const { found } = layer();
  const sum = (of: "energy" | "time" | "area"): number =>
    found.parts.reduce((all, part) => all + part[of], 0);
  for (const of of ["energy", "time", "area"] as const) expect(found[of] / sum(of)).toBeCloseTo(1, 12);
  expect((found.perToken * TOKENS) / found.energy).toBeCloseTo(1, 12);
});

it("a layer whose attention needs no memory has no memory interface; one with a cache in the memory keeps it", () => {
  const [prefill, decode] = (["prefill", "decode"] as const).map((phase) => {
    const result = priceContender(
      exactDigital,
      design,
      { ...workload, layers: 1, phase, ...(phase === "decode" ? { length: 1 << 16 } : {}) },
      POINT,
    );
    if (!result.feasible) throw new Error(result.reason);
    const prices = priceList(result.design, POINT);
    return { prices, ...onLayerChip(result.mapping, prices, {}) };
  });
  expect(prefill.prices.memory.leakage).toBeGreaterThan(0);
  expect([prefill.chip.memory.area, prefill.chip.memory.leakage]).toEqual([0, 0]);
  expect(prefill.chip.floorplan.padRate).toBe(Number.POSITIVE_INFINITY);
  expect(decode.chip.memory).toBe(decode.prices.memory);
  expect(decode.chip.floorplan.padRate).toBe(decode.prices.floorplan.padRate);
});
