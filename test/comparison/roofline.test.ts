import { expect, it } from "vitest";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { isMemoryBound, ridgeOf, roofAt, rooflineOf } from "../../src/comparison/roofline.ts";
import { POINT, walk } from "../cost/whole-designs.ts";
import { configOf } from "../design-under-test.ts";

const CHIP = configOf(`{
  workload: { length: 320, layers: 3, batch: 2, heads: 4, kvHeads: 2, headWidth: 40,
    attention: { rounds: 3, chunk: 64, localWindow: 7, sink: 2, budget: { kind: "fixed", keys: 60 } } },
  design: { cores: 2, memory: { bandwidth: "10 GB/s" }, mapping: { search: false },
    digital: { sizes: "stated", mac: { units: 4096, clock: "800 MHz" }, buffer: { capacity: "16 MiB" } } } }`);

const ofDesign = (id: string, { design, workload } = CHIP) => {
  const priced = priceContender(contenderOf(id), design, workload, POINT);
  if (!priced.feasible) throw new Error(priced.reason);
  const roofline = rooflineOf(priced, POINT);
  if (roofline === null) throw new Error("no roofline");
  return { priced, roofline };
};

it.each(["exact-digital", "lsh-digital"])(
  "%s lies where a loop over tokens counts its products, additions of comparisons left out",
  (id) => {
    const { priced, roofline } = ofDesign(id);
    const tally = walk(id, priced.design, contenderOf(id).workload(CHIP.workload));
    const summed = (end: RegExp): number =>
      Object.entries(tally).reduce((sum, [name, count]) => sum + (end.test(name) ? count : 0), 0);
    const operations = 2 * summed(/ mac mac$/);
    const bytes = (summed(/ memory (read|write)$/) * priced.design.memory.behaviour.bits) / 8;
    expect(roofline.operations / operations).toBeCloseTo(1, 9);
    expect(roofline.bytes / bytes).toBeCloseTo(1, 9);
    expect(roofline.intensity / (operations / bytes)).toBeCloseTo(1, 9);
    expect((roofline.rate * priced.cost.timing.latency) / operations).toBeCloseTo(1, 9);
    // Two cores of 4 096 units, two operations a cycle each.
    expect(roofline.peak / (2 * 2 * 4096 * 800e6)).toBeCloseTo(1, 9);
    expect(roofline.bandwidth / 10e9).toBeCloseTo(1, 9);
    expect(id === "exact-digital" || summed(/ mac add$/) > 0).toBe(true);
  },
);

it("the roofs meet at the ridge: left of it the memory is the lower one", () => {
  const chip = { peak: 12e12, bandwidth: 3e11 };
  expect(ridgeOf(chip)).toBe(40);
  expect([10, 40, 100].map((intensity) => roofAt(chip, intensity))).toEqual([3e12, 12e12, 12e12]);
  const at = (intensity: number) =>
    isMemoryBound({ ...chip, intensity, operations: 1, bytes: 1 / intensity, rate: 1 });
  expect([39, 40, 41].map(at)).toEqual([true, false, false]);
});

it("a chip without traffic to its memory has no place under it", () => {
  const { priced } = ofDesign("exact-digital");
  const counts = priced.mapping.counts.filter(({ component }) => component !== "memory");
  expect(rooflineOf({ ...priced, mapping: { ...priced.mapping, counts } }, POINT)).toBeNull();
});
