import { expect, it } from "vitest";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { gpu } from "../../src/comparison/designs/gpu.ts";
import { attentionMacs, restCost } from "../../src/cost/attention-share.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { price } from "../../src/evaluate.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 5e-6, peakLineCurrent: 1e-4 };

it.each([
  ["int8", 8],
  ["bf16", 16],
])(
  "weights of other layers come over the memory's lines in words of %s: %d bits at 6 pJ and 25.6 GB/s",
  (mac, bits) => {
    const { design, workload } = configOf(
      `{ workload: { length: 512, attention: { kind: "exact" } }, design: { digital: { mac: { model: "${mac}" } }, ${IDEAL_FLOORPLAN} } }`,
    );
    const priced = price(design, workload, POINT);
    const weights = 1e6;
    const { energy, time } = restCost(priced, workload, priceList(priced.design, POINT), {
      projectionMacs: 0,
      feedForwardMacs: 0,
      weights,
    });
    expect(time / ((weights * bits) / 8 / 25.6e9)).toBeCloseTo(1, 9);
    expect((energy - priced.cost.power.idle * time) / (weights * bits * 6e-12)).toBeCloseTo(1, 6);
  },
);

it.each([
  ["forward", 2],
  ["training", 2 + 5],
])(
  "the products of a %s pass are %d multiply-accumulates an element of a pair, on a MAC array as on a GPU",
  (pass, products) => {
    const { design, workload } = configOf(
      `{ workload: { pass: "${pass}", layers: 3, heads: 6, kvHeads: 2, headWidth: 64, length: 256, batch: 2, attention: { causal: false } } }`,
    );
    for (const own of [exactDigital, gpu])
      expect(attentionMacs(mapWorkload(own.design(design), own.workload(workload)), 64), own.id).toBe(
        3 * 2 * 6 * 256 ** 2 * 64 * products,
      );
  },
);

it("other layers take the longer of their products, in blocks that leave units idle, and their weights' way", () => {
  const { design, workload } = configOf(
    `{ workload: { length: 100, headWidth: 64, attention: { kind: "exact" } }, design: { digital: { mac: { arrays: 1 } }, ${IDEAL_FLOORPLAN} } }`,
  );
  const priced = price(design, workload, POINT);
  const prices = priceList(priced.design, POINT);
  const rest = { projectionMacs: 4e9, feedForwardMacs: 5e9, weights: 1e3 };
  const { time, energy } = restCost(priced, workload, prices, rest);
  const { mac, stage, restream, stall } = prices.mac.actions;
  const block = { queries: 100, keys: 100, width: 64 };
  const { use = () => 1, streams = () => ({ staged: 0, restreamed: 0 }) } = design.digital.mac.behaviour;
  expect(use(block)).toBeLessThan(1);
  const { staged, restreamed } = streams(block);
  const moved = staged * stage.interval + restreamed * restream.interval;
  expect(time / (9e9 * (mac.interval + (1 / use(block) - 1) * stall.interval + moved))).toBeCloseTo(1, 9);
  const spent = 9e9 * (mac.energy + staged * stage.energy + restreamed * restream.energy);
  const { read } = prices.memory.actions;
  const weights = ((1e3 * 8) / design.memory.behaviour.bits) * read.energy;
  expect((energy - priced.cost.power.idle * time) / (spent + weights)).toBeCloseTo(1, 6);
});

it("a GPU does other layers at the utilisation of its kernel, two operations a product, or at its memory's pace", () => {
  const { design, workload } = configOf(
    "{ workload: { length: 4096, headWidth: 128, attention: { causal: false } } }",
  );
  const own = gpu.design(design);
  const priced = price(own, gpu.workload(workload), POINT);
  const prices = priceList(priced.design, POINT);
  const { utilisation, bytes } = own.baselines.gpu.behaviour;
  const { flop } = prices.gpu.actions;
  const { byte } = prices.gpuMemory.actions;
  const timeOf = (macs: number, weights: number): number =>
    restCost(priced, workload, prices, { projectionMacs: macs, feedForwardMacs: 2 * macs, weights }).time;
  expect(timeOf(1e12, 1) / ((6e12 / utilisation(128, 4096, false)) * flop.interval)).toBeCloseTo(1, 9);
  expect(timeOf(1, 1e9) / (1e9 * bytes * byte.interval)).toBeCloseTo(1, 9);
});
