import { expect, it } from "vitest";
import { SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { bestChange } from "../../src/comparison/flips.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { freeInputs } from "../../src/comparison/variations.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

it("the best change is the one of least energy × latency, and its rival has the same change", () => {
  const { design, workload } = configOf(
    '{ workload: { length: 2048 }, design: { digital: { buffer: { capacity: "128 KiB" } } } }',
  );
  const energies = (own: typeof design) =>
    [SUBJECT, lshDigital].map((contender) => {
      const priced = priceContender(contender, own, workload, POINT);
      if (!priced.feasible) throw new Error(priced.reason);
      return { energy: priced.cost.energy, latency: priced.cost.timing.latency };
    });
  const [own, rival] = energies(design);
  const changes = freeInputs(design).flatMap(({ others }) => others);
  const found = bestChange(SUBJECT, lshDigital, design, workload, () => POINT);
  expect(found?.tried).toBe(changes.length);
  const products = changes.flatMap((change) => {
    const varied = priceContender(SUBJECT, change.design(design), workload, POINT);
    return varied.feasible ? [varied.cost.energy * varied.cost.timing.latency] : [];
  });
  const best = found?.best;
  if (best === null || best === undefined) throw new Error("expected a change that helps");
  expect((best.energy * best.latency * own.energy * own.latency) / Math.min(...products)).toBeCloseTo(1, 9);
  const change = changes.find(({ name }) => name === best.name);
  if (change === undefined) throw new Error(`expected a change called ${best.name}`);
  const [changed, changedRival] = energies(change.design(design));
  expect(best.energyOverRival).toBeCloseTo(changed.energy / changedRival.energy, 9);
  // The change moves the rival too, so the quotient is no other.
  expect(Math.abs(changedRival.energy / rival.energy - 1)).toBeGreaterThan(0.01);
});
