import { expect, it } from "vitest";
import { SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { bestChange } from "../../src/comparison/flips.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { singleChanges } from "../../src/comparison/variations.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };

it("the best change is the one of least energy × latency, and its rival has the same change", () => {
  const { design, workload } = configOf(
    '{ workload: { length: 2048 }, design: { hashing: { readout: { family: "adc", model: "sar", bits: 4 } }, digital: { buffer: { capacity: "128 KiB" } } } }',
  );
  const energies = (own: typeof design) =>
    [SUBJECT, lshDigital].map((contender) => {
      const priced = priceContender(contender, own, workload, POINT);
      if (!priced.feasible) throw new Error(priced.reason);
      return { energy: priced.cost.energy, latency: priced.cost.timing.latency };
    });
  const [own, rival] = energies(design);
  const changes = singleChanges(design, workload);
  const found = bestChange(SUBJECT, lshDigital, design, workload, () => POINT);
  expect(found?.changes).toHaveLength(changes.length);
  // Fewer rounds save most, but attend to other keys: what gives another quality is priced and not advised.
  const others = changes.filter(({ isOtherQuality }) => isOtherQuality);
  expect(others.map(({ setting }) => setting)).toEqual([
    "design.hashing.readout.bits=3",
    "design.hashing.readout.bits=5",
    "workload.attention.rounds=4",
    "workload.attention.rounds=16",
  ]);
  const fewer = found?.changes.find(({ setting }) => setting === "workload.attention.rounds=4");
  expect(fewer?.ratio?.energy).toBeLessThan(0.9);
  for (const { name, ratio } of found?.changes ?? []) {
    const change = changes.find((one) => one.name === name);
    if (change === undefined) throw new Error(`expected a change called ${name}`);
    const seen = change.workload?.(workload) ?? workload;
    const varied = priceContender(SUBJECT, change.design(design), seen, POINT);
    const before = priceContender(SUBJECT, design, workload, POINT);
    if (!varied.feasible || !before.feasible) throw new Error("expected two prices");
    expect(ratio?.area).toBeCloseTo(varied.cost.area / before.cost.area, 12);
    expect(ratio?.latency).toBeCloseTo(varied.cost.timing.latency / before.cost.timing.latency, 12);
  }
  const same = changes.filter((one) => !one.isOtherQuality);
  expect(found?.tried).toBe(same.length);
  const products = same.flatMap((change) => {
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
