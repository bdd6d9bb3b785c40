import { describe, expect, it } from "vitest";
import { INT8 } from "#circuits";
import { supplyOf } from "#technology";
import { repeatedWire } from "../../packages/circuits/src/inverter.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import type { Stage } from "../../src/comparison/layer-matrices.ts";
import {
  type LayerGround,
  mediumInterval,
  priceFlows,
  stageFlows,
  type VectorFlow,
  vectorBits,
} from "../../src/comparison/layer-network.ts";
import type { LayerPart } from "../../src/comparison/layer-parts.ts";
import { type MemoryLayer, mappedLayer, pricedLayers } from "../../src/comparison/memory-layer.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { joinedLength, treeLength } from "../../src/cost/floorplan/chip.ts";
import type { PriceList } from "../../src/cost/price-list.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

/** BERT-base at 128 tokens with exact attention unless said; `design` is the text of a design's keys. */
function layer(design = "", contender = exactDigital): MemoryLayer {
  const { design: own, workload } = configOf(
    `{ workload: { preset: "bert-base", length: 128 }, design: { ${design} } }`,
  );
  const [found] = pricedLayers(mappedLayer([contender], own, workload, POINT));
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

const routesOf = ({ parts }: MemoryLayer): readonly LayerPart["network"]["routes"][number][] =>
  parts.flatMap(({ network }) => network.routes);

function routeOf(own: MemoryLayer, name: string) {
  const found = routesOf(own).find(({ route }) => route === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const networkOf = (part: LayerPart): number =>
  part.items.find(({ name }) => name === "network")?.energy ?? Number.NaN;

/** Branches of an H-tree over a square of side 1 between its middle and some leaves, each once: built, not summed in closed form. */
function branches(levels: number, leaves: readonly number[]): number {
  const met = new Map<string, number>();
  for (const leaf of leaves) {
    let half = 0.5;
    for (let level = 1; level <= levels; level++) {
      const subtree = leaf >> (levels - level);
      // Two halvings, one a direction, make a square of half the side: its middle is a quarter of the larger side away.
      met.set(`${level} ${subtree}`, half / 2);
      if (level % 2 === 0) half /= 2;
    }
  }
  return [...met.values()].reduce((sum, length) => sum + length, 0);
}

describe("wire over an H-tree of arrays", () => {
  it.each([
    [16, 4],
    [64, 8],
    [256, 2],
    [512, 32],
  ])("of %i arrays in %i blocks of rows is that of the branches, both ways", (arrays, blocks) => {
    const levels = Math.log2(arrays);
    const inBlock = arrays / blocks;
    const first = Array.from({ length: inBlock }, (_, n) => n);
    const oneOfEach = Array.from({ length: blocks }, (_, n) => n * inBlock);
    expect(treeLength(arrays, 1)).toBeCloseTo(branches(levels, [0]), 12);
    expect(joinedLength(arrays, blocks)).toBeCloseTo(branches(levels, oneOfEach), 12);
    expect(joinedLength(arrays, 1)).toBeCloseTo(branches(levels, [0]), 12);
    expect(joinedLength(arrays, arrays)).toBeCloseTo(
      branches(
        levels,
        Array.from({ length: arrays }, (_, n) => n),
      ),
      12,
    );
    // Squares of even depth alone look the same from their own middle.
    if (Math.log2(inBlock) % 2 === 0 && levels % 2 === 0)
      expect(treeLength(arrays, inBlock)).toBeCloseTo(branches(levels, first), 12);
  });
});

describe("what moves between the blocks of a layer", () => {
  it("pays 51.64 fJ a bit and mm of wire, by hand", () => {
    // ¼ transitions · 0.2 fF/µm · 1.3336 with repeaters · (0.9 V)² at 32 nm, and by the square of the supply to 28 nm.
    const { capacitance } = repeatedWire({ parasitic: 0.83 });
    const aMillimetre = 0.25 * 0.2e-12 * capacitance * 0.81 * (supplyOf(28) / 0.9) ** 2;
    expect(aMillimetre).toBeCloseTo(51.64e-15, 17);
    for (const { bits, wire, energy } of routesOf(layer("", scoreMemristor)))
      expect(energy / (bits * (wire ?? 0) * 1e3 * aMillimetre)).toBeCloseTo(1, 9);
  });

  it("is counted by hand: words of 8 bits to the arrays and of 16 back, of every token", () => {
    const own = layer();
    const aToken = (name: string): number => routeOf(own, name).bits / 128;
    expect(aToken("buffer to queryKeyValue")).toBeCloseTo(768 * 8, 9);
    expect(aToken("queryKeyValue to buffer")).toBeCloseTo(3 * 768 * 16, 9);
    expect(aToken("buffer to outputProjection")).toBeCloseTo(768 * 8, 9);
    expect(aToken("outputProjection to buffer")).toBeCloseTo(768 * 16, 9);
    expect(aToken("buffer to up")).toBeCloseTo(768 * 8, 9);
    expect(aToken("up to buffer")).toBeCloseTo(3072 * 16, 9);
    expect(aToken("buffer to down")).toBeCloseTo(3072 * 8, 9);
    expect(aToken("down to buffer")).toBeCloseTo(768 * 16, 9);
    const vectors = own.parts[3].network.routes.map(({ route, bits }) => [route, bits / 128]);
    expect(vectors).toEqual([
      ["buffer to mac", 2 * 768 * 24],
      ["mac to buffer", 2 * 768 * 8],
      ["buffer to softmax", 3072 * 16],
      ["softmax to buffer", 3072 * 8],
    ]);
  });

  it("goes over the trees of 432, 144, 576 and 576 arrays, whose parts of a way differ by what they join", () => {
    // Both ways of a block share the distance from the buffer: what differs are the branches over its own square.
    const own = layer();
    const grown = (name: string): number => routeOf(own, name).wire ?? Number.NaN;
    const there = grown("buffer to down");
    const back = grown("down to buffer");
    // 24 blocks of rows and 24 of columns: 1 024 leaves after rounding, 32 of them take part one way and one of each of 32 the other.
    const ratio = (back - there) / (joinedLength(576, 24) - treeLength(576, 24));
    const up = (grown("up to buffer") - grown("buffer to up")) / (joinedLength(576, 6) - treeLength(576, 96));
    expect(up / ratio).toBeCloseTo(1, 9);
    const output =
      (grown("outputProjection to buffer") - grown("buffer to outputProjection")) /
      (joinedLength(144, 6) - treeLength(144, 24));
    // Side by side as squares: a quarter of the arrays, half of the side.
    expect(output / ratio).toBeCloseTo(0.5, 9);
  });

  it("sums to the item of its part, and all parts to the layer's network, to 1e-9", () => {
    const own = layer("", scoreMemristor);
    for (const part of own.parts)
      expect(part.network.routes.reduce((sum, { energy }) => sum + energy, 0) / networkOf(part)).toBeCloseTo(
        1,
        9,
      );
    expect(own.parts.reduce((sum, part) => sum + networkOf(part), 0) / own.network.energy).toBeCloseTo(1, 9);
    expect(own.parts.reduce((sum, part) => sum + part.network.area, 0) / own.network.area).toBeCloseTo(1, 9);
    expect(routesOf(own).some(({ route }) => route.includes("pads"))).toBe(false);
  });

  it("is nothing but the price of the link: a free one leaves the rest of the weights as it was", () => {
    const [wired, free] = [layer(), layer('floorplan: { network: { model: "ideal" } }')];
    expect(free.network).toEqual({ energy: 0, area: 0 });
    for (const n of [0, 2]) {
      const [own, bare] = [wired.parts[n], free.parts[n]];
      const named = (part: LayerPart, name: string) => part.items.find((item) => item.name === name)?.energy;
      for (const name of ["input drivers", "cells", "converters", "adders", "buffer"])
        expect(named(own, name)).toBe(named(bare, name));
      expect(own.area - bare.area).toBeCloseTo(own.network.area, 15);
    }
    expect(wired.energy).toBeGreaterThan(free.energy + 0.99 * wired.network.energy);
  });

  it("of a bus costs the bus's price a bit, whatever the way, and lets vectors wait for it", () => {
    const bus = layer('floorplan: { network: { model: "bus", bits: 64, clock: "100 MHz" } }');
    // 0.054 pJ a bit at 32 nm.
    for (const { bits, wire, energy } of bus.parts[0].network.routes) {
      expect(wire).toBeNull();
      expect(energy / (bits * 0.054e-12 * (supplyOf(28) / 0.9) ** 2)).toBeCloseTo(1, 9);
    }
    // 6 144 bits there and 36 864 back are 672 flits of 10 ns: more than the 800 ns of the arrays.
    const stages = [(6144 + 36864) / 64, (6144 + 12288) / 64].map((flits) => Math.max(flits * 10e-9, 800e-9));
    expect(bus.parts[0].time / (128 * (stages[0] + stages[1]))).toBeCloseTo(1, 3);
  });

  it("stands on one floorplan with attention: its ways from the buffer to the MACs are those of sums and norms", () => {
    // Either network lets the die grow by its own repeaters alone, less than a thousandth.
    const [, attention, , vectors] = layer().parts;
    const way = ({ network }: LayerPart) =>
      network.routes.find(({ route }) => route === "buffer to mac")?.wire;
    expect((way(vectors) ?? 0) / (way(attention) ?? 1)).toBeCloseTo(1, 2);
  });

  it("leaves attention's arrays where they are: blocks of weights lie behind them", () => {
    const { design, workload } = configOf(
      '{ workload: { preset: "bert-base", length: 128, layers: 1 }, design: { digital: { sizes: "stated" } } }',
    );
    const alone = priceContender(scoreMemristor, design, workload, POINT);
    if (!alone.feasible) throw new Error(alone.reason);
    const own = layer('digital: { sizes: "stated" }', scoreMemristor).parts[1];
    const carried = alone.cost.breakdown.find(({ action }) => action === "buffer to arrays");
    const moved = own.network.routes.find(({ route }) => route === "buffer to arrays");
    expect((moved?.energy ?? 0) / (carried?.energy ?? 1)).toBeCloseTo(1, 9);
  });
});

it("a gated activation reads two sums an element, one that is not reads one", () => {
  const words = { wordBits: 8, accumulatorBits: 16 } as const;
  const model = { modelWidth: 64, hiddenWidth: 256 };
  const of = (gated: boolean) => vectorBits({ ...model, gated }, { ...INT8, ...words }).activation;
  expect(of(true)).toEqual({ read: 2 * 256 * 16, written: 256 * 8 });
  expect(of(false)).toEqual({ read: 256 * 16, written: 256 * 8 });
});

/** Wires of 64 bits, priced for 2 mm: 3 J a flit, 5 s from end to end and one in 7 s, 11 m² that draw 13 W. */
const network = {
  area: 11,
  leakage: 13,
  actions: { transfer: { energy: 3, latency: 5, interval: 7 } },
};
const prices = (reach: number | undefined) =>
  ({ network, floorplan: { linkBits: 64, reach } }) as unknown as PriceList;

const FLOWS: readonly VectorFlow[] = [
  { part: "projections", from: "buffer", to: "up", bits: 640, wire: 3e-3, way: 4e-3, laid: 3e-3 },
  { part: "projections", from: "up", to: "buffer", bits: 6400, wire: 1e-3, way: 8e-3, laid: 1e-3 },
  { part: "feed-forward", from: "buffer", to: "down", bits: 64, wire: 2e-3, way: 2e-3, laid: 2e-3 },
  { part: "projections", from: "up", to: "down", bits: 0, wire: 2e-3, way: 2e-3, laid: 2e-3 },
  { part: "projections", from: "down", to: "down", bits: 640, wire: 0, way: 2e-3, laid: 0 },
];

describe("flows of ten vectors, one in 100 s, over wires of a length", () => {
  const own = priceFlows(FLOWS, { vectors: 10, interval: 100 }, prices(2e-3))("projections");

  it("cost each flit the share of its length, and bits that go nowhere nothing", () => {
    expect(own.routes).toEqual([
      { route: "buffer to up", bits: 6400, wire: 3e-3, energy: expect.closeTo((6400 / 64) * 3 * 1.5, 9) },
      { route: "up to buffer", bits: 64_000, wire: 1e-3, energy: expect.closeTo((64_000 / 64) * 3 * 0.5, 9) },
    ]);
    expect(own.energy).toBeCloseTo(450 + 1500, 9);
  });

  it("have as many wires side by side as a vector needs in its time, and leak with their area", () => {
    // 10 flits of 7 s in 100 s fit one set; 100 take seven.
    expect(own.area).toBeCloseTo(11 * (1 * 1.5 + 7 * 0.5), 9);
    expect(own.leakage).toBeCloseTo(13 * (1 * 1.5 + 7 * 0.5), 9);
  });

  it("take the time of their whole ways, one after another", () => {
    expect(own.latency).toBeCloseTo(5 * (2 + 4), 9);
  });

  it("let vectors follow without a wait", () => {
    expect(mediumInterval(FLOWS, prices(2e-3))).toBe(0);
  });
});

describe("the same over a medium without a length", () => {
  it("cost a flit its price wherever it goes, on a medium that attention has paid for", () => {
    const own = priceFlows(FLOWS, { vectors: 10, interval: 100 }, prices(undefined))("projections");
    expect(own.routes.map(({ wire, energy }) => [wire, energy])).toEqual([
      [null, 300],
      [null, 3000],
    ]);
    expect([own.area, own.leakage, own.latency]).toEqual([0, 0, 10]);
  });

  it("let a vector wait for all of its flits", () => {
    expect(mediumInterval(FLOWS.slice(0, 2), prices(undefined))).toBeCloseTo((7040 / 64) * 7, 9);
  });
});

it("the block of a step in four layers is an H-tree of theirs: a vector goes to one, wires lie to all", () => {
  const ground = {
    areas: { up: 16e-6 },
    plan: { lengths: () => [1e-3] },
    words: INT8,
    arrangement: 0,
  } as unknown as LayerGround;
  const stage = {
    part: "feed-forward",
    block: "up",
    counts: [{ arrays: 4 }],
    inputs: 100,
    outputs: 300,
  } as unknown as Stage;
  // Side 4 mm. To a quarter of a square: a quarter of its side across and one up; to all four: a bar and two uprights.
  const [there, back] = stageFlows(stage, 128, ground, 4);
  const [entry, trunk] = [1e-3 + 4e-3 / 2, 1e-3 + 4e-3 * 1.5];
  // A layer is a square of 2 mm with four arrays, all of one block of rows.
  expect(there.wire).toBeCloseTo(entry + 2e-3 * 1.5, 12);
  expect(there.laid).toBeCloseTo(trunk + 4 * 2e-3 * 1.5, 12);
  expect(back.wire).toBeCloseTo(entry + 2e-3 / 2, 12);
  expect(back.laid).toBeCloseTo(trunk + (4 * 2e-3) / 2, 12);
  expect([there.way, back.way]).toEqual([back.wire, back.wire]);
  const [one] = stageFlows(stage, 128, ground);
  expect(one.laid).toBe(one.wire);
});
