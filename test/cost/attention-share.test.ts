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
