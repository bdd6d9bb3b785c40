import { expect, it } from "vitest";
import { restCost } from "../../src/cost/attention-share.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { price } from "../../src/evaluate.ts";
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
