import { expect, it } from "vitest";
import { contenderOf } from "../../../src/comparison/comparison-designs.ts";
import { scoreBy } from "../../../src/comparison/designs/transforms.ts";
import { priceContender } from "../../../src/comparison/priced-comparison.ts";
import { configOf } from "../../design-under-test.ts";
import { POINT } from "../neighbours.ts";

const chip = (hashing: string, topK = "") =>
  configOf(
    `{ workload: { preset: "recall-lm", length: 256, attention: { rounds: 4, chunk: 16, sharedQK: false } },
       design: { ${topK} mapping: { search: false }, hashing: { ${hashing} array: { rows: 128, columns: 64 } } } }`,
  );

const costOf = (id: string, { design, workload } = chip("")) => {
  const priced = priceContender(contenderOf(id), design, workload, POINT);
  if (!priced.feasible) throw new Error(`${id}: ${priced.reason}`);
  return priced.cost;
};

it.each(["score-memristor", "score-digital"])(
  "%s writes no projections into its arrays, which hash as they are: the same price with folding and without",
  (id) => {
    const [plain, folded] = ["none", "write-verified"].map((name) => costOf(id, chip(`folding: "${name}",`)));
    expect(folded.energy).toBe(plain.energy);
    expect(folded.area).toBe(plain.area);
    expect(folded.timing.latency).toBe(plain.timing.latency);
  },
);

it("codes are hashed eight signs a round", () => {
  const of = (bits: number) => {
    const { workload } = configOf(`{ workload: { headWidth: 32, attention: { codes: { bits: ${bits} } } } }`);
    const { rounds, buckets } = scoreBy("signs")(workload).attention;
    return [rounds, buckets];
  };
  expect([64, 24, 8].map(of)).toEqual([
    [8, 256],
    [3, 256],
    [1, 256],
  ]);
});
