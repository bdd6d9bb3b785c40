// What the words of a whole model cost between its blocks, on a bus that takes a price a bit wherever they go.

import { describe, expect, it } from "vitest";
import { supplyOf } from "#technology";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { isOnChip, type ModelChip, wholeModels } from "../../src/comparison/whole-model.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { POINT } from "./neighbours.ts";
import { decodeOf, partOf } from "./whole-model-laws.ts";

/** SmolLM2-135M in arrays, at 256 tokens, three sequences at a time. */
function chipWith(network: string): ModelChip {
  const floorplan = IDEAL_FLOORPLAN.replace('network: { model: "ideal" }', `network: { ${network} }`);
  const { design, workload } = configOf(
    `{ workload: { preset: "smollm2-135m", length: 256, batch: 3 }, design: { mapping: { search: false }, ${floorplan} } }`,
  );
  const [arrays] = wholeModels([exactDigital], design, workload, POINT, 49_152);
  if (!isOnChip(arrays)) throw new Error(arrays.reason);
  expect(arrays.home).toBe("arrays");
  return arrays;
}

/** pJ a bit at 32 nm, and by the square of the supply to 28 nm. */
const BIT = 0.054e-12 * (supplyOf(28) / 0.9) ** 2;

/** Bits of one vector: words of 8 bits to a block, sums of 16 back. */
const BITS = {
  projections: 576 * 8 + (9 + 6) * 64 * 16 + 576 * 8 + 576 * 16,
  "feed-forward": 576 * 8 + 2 * 1536 * 16 + 1536 * 8 + 576 * 16,
  "output head": 576 * 8 + 49_152 * 16,
};

describe("words of a whole model in arrays", () => {
  const [bus, free] = ['model: "bus", bits: 64, clock: "1 GHz"', 'model: "ideal"'].map(chipWith);

  it.each(["decode", "prefill"] as const)(
    "cost a %s its vectors' bits in 30 layers, and a head's once",
    (phase) => {
      const [own, bare] = [bus, free].map((chip) => (phase === "decode" ? decodeOf(chip) : chip.prefill));
      const tokens = phase === "decode" ? 3 : 3 * 256;
      for (const [name, bits] of Object.entries(BITS)) {
        const [with_, without] = [own, bare].map((pass) => {
          const part = partOf(pass, name);
          return part.energy - part.idle * part.time;
        });
        const vectors = name === "output head" ? 3 : 30 * tokens;
        expect((with_ - without) / (vectors * bits * BIT), name).toBeCloseTo(1, 6);
      }
    },
  );

  it("wait for their flits of 64 bits where these take longer than the arrays", () => {
    const slow = chipWith('model: "bus", bits: 64, clock: "50 MHz"');
    // Two steps a part: to a block and back, 20 ns a flit; arrays take less than a microsecond.
    const flits = BITS["feed-forward"] / 64;
    const time = partOf(decodeOf(slow), "feed-forward").time;
    expect(time / (3 * 30 * flits * 20e-9)).toBeCloseTo(1, 2);
  });
});
