import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { freshArray, type WriteVerify, writeVerify } from "#crossbar-arrays";
import { memristor, smallArray } from "./tiox-array.ts";

const tiox = smallArray(memristor("tiox"), 5);
const start = freshArray(tiox, new Float64Array(20).fill(65e-6), createRng(1));
const rng = createRng("targets");
const plan: WriteVerify = {
  targets: Float64Array.from({ length: 20 }, () => (40 + 60 * rng.uniform()) * 1e-6),
  tolerance: 0.03,
  budget: 300,
  scheme: "half",
  set: { start: 0.9, step: 0.02, limit: 1.3, duration: 2.5e-4 },
  reset: { start: 0.9, step: 0.02, limit: 1.5, duration: 5e-4 },
};
const exactly = (cells: { conductance: Float64Array }, k: number): number => cells.conductance[k];

describe("write and verify", () => {
  const report = writeVerify(tiox, start, plan, exactly);

  it("brings every cell within the tolerance of its target, and says what that took", () => {
    expect(report.verified.every((flag) => flag === 1)).toBe(true);
    for (const error of report.error) expect(Math.abs(error)).toBeLessThanOrEqual(0.03);
    expect(report.programmed.pulses).toBe(report.pulses.reduce((sum, n) => sum + n, 0));
    expect(report.reads).toBe(report.programmed.pulses + 20);
    expect(report.programmed.pulses).toBeGreaterThan(20);
    expect(report.programmed.energy).toBeGreaterThan(0);
    expect([...report.programmed.wear].every((count, k) => count <= report.pulses[k])).toBe(true);
  });

  it("V/2 stays below the threshold of a TiOx device: nobody else is disturbed", () => {
    expect(report.disturb.every((change) => change === 0)).toBe(true);
  });

  it("a tighter tolerance takes more pulses; without a budget nothing happens", () => {
    const tight = writeVerify(tiox, start, { ...plan, tolerance: 0.01 }, exactly);
    expect(tight.programmed.pulses).toBeGreaterThan(report.programmed.pulses);
    const none = writeVerify(tiox, start, { ...plan, budget: 0 }, exactly);
    expect(none.programmed).toEqual(start);
    expect(none.verified.every((flag, k) => (flag === 1) === Math.abs(none.error[k]) <= 0.03)).toBe(true);
  });

  it("what the read cannot see stays: a readout 10 % too high leaves cells 9 % too low", () => {
    const high = writeVerify(tiox, start, plan, (cells, k) => 1.1 * cells.conductance[k]);
    const mean = high.error.reduce((sum, e) => sum + e, 0) / 20;
    expect(mean).toBeGreaterThan(1 / 1.1 - 1 - 0.03);
    expect(mean).toBeLessThan(1 / 1.1 - 1 + 0.03);
  });

  it("a stuck cell spends its budget and is not verified", () => {
    const stuck = Uint8Array.from({ length: 20 }, (_, k) => Number(k === 6));
    const targets = plan.targets.map((g, k) => (k === 6 ? 150e-6 : g));
    const blocked = writeVerify(
      tiox,
      { ...start, state: { ...start.state, stuck } },
      { ...plan, targets, budget: 40 },
      exactly,
    );
    expect(blocked.verified[6]).toBe(0);
    expect(blocked.pulses[6]).toBe(40);
    expect(blocked.error[6]).toBeLessThan(-0.3);
  });

  it("cells wear out at their endurance", () => {
    const worn = writeVerify(tiox, start, { ...plan, endurance: 2 }, exactly);
    expect(worn.programmed.state.stuck.includes(1)).toBe(true);
    expect(worn.verified.includes(0)).toBe(true);
  });

  it("refuses plans without a meaning", () => {
    const tried = (change: Partial<WriteVerify>) => () =>
      writeVerify(tiox, start, { ...plan, ...change }, exactly);
    expect(tried({ targets: plan.targets.subarray(1) })).toThrow(/expected 4 × 5 = 20 targets, received 19/);
    expect(tried({ targets: plan.targets.map(() => 0) })).toThrow(/finite targets above 0/);
    expect(tried({ tolerance: 0 })).toThrow(/tolerance above 0/);
    expect(tried({ budget: -1 })).toThrow(/whole number of pulses/);
    expect(tried({ set: { ...plan.set, limit: 0.1 } })).toThrow(/staircase/);
    expect(() => writeVerify(tiox, start, plan, () => Number.NaN)).toThrow(/expected a number from read/);
  });
});

describe("half-select disturb of a device without a firm threshold", () => {
  const device = smallArray(memristor("data-driven"), 1);
  const before = freshArray(device, new Float64Array(20).fill(80e-6), createRng(1));
  const soft: WriteVerify = {
    targets: new Float64Array(20).fill(60e-6),
    tolerance: 0.02,
    budget: 100,
    scheme: "half",
    set: { start: 0.8, step: 0.02, limit: 1.2, duration: 1e-5 },
    reset: { start: 0.6, step: 0.02, limit: 1.5, duration: 1e-5 },
  };

  it("moves cells that were verified before; V/3 moves them less and costs more energy", () => {
    const half = writeVerify(device, before, soft, exactly);
    const third = writeVerify(device, before, { ...soft, scheme: "third" }, exactly);
    const worst = (changes: Float64Array): number => Math.max(...changes.map(Math.abs));
    expect(half.verified.every((flag) => flag === 1)).toBe(true);
    expect(worst(half.disturb)).toBeGreaterThan(1e-3);
    expect(worst(third.disturb)).toBeLessThan(worst(half.disturb));
    const each = ({ programmed }: typeof half): number => programmed.energy / programmed.pulses;
    expect(each(third)).toBeGreaterThan(each(half));
    // The cell written last sees no later pulse.
    expect(half.disturb[19]).toBe(0);
  });
});
