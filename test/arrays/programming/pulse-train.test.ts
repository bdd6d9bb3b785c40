import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { applyTrain, freshArray, resetTrain, selectCell, setTrain, stuckShare } from "#crossbar-arrays";
import { memristor, publishedArray, smallArray } from "./tiox-array.ts";

const tiox = memristor("tiox");
const start = new Float64Array(20).fill(65e-6);

describe("a pulse train", () => {
  const array = smallArray(tiox, 10);
  const lines = { word: new Float64Array(4), bit: new Float64Array(5).fill(1.5) };
  const before = freshArray(array, start, createRng(1));

  it("costs its solved power times its time", () => {
    const { programmed, power } = applyTrain(array, before, { lines, duration: 2e-4, pulses: 7 });
    const sum = power.reduce((total, { total: watts }) => total + watts * 2e-4, 0);
    expect(programmed.energy / sum).toBeCloseTo(1, 12);
    expect(programmed.pulses).toBe(7);
    expect(programmed.time).toBeCloseTo(14e-4, 12);
    // 1.5 V on 20 cells of some 65 µS plus curvature, less the wires.
    expect(power[0].total).toBeGreaterThan(20 * 65e-6 * 1.4 ** 2);
    // RESET: conductance falls, and with it the power.
    expect(power[6].total).toBeLessThan(power[0].total);
    expect(before.pulses).toBe(0);
  });

  it("two trains one after the other are one", () => {
    const half = applyTrain(array, before, { lines, duration: 2e-4, pulses: 3 }).programmed;
    const twice = applyTrain(array, half, { lines, duration: 2e-4, pulses: 3 }).programmed;
    const once = applyTrain(array, before, { lines, duration: 2e-4, pulses: 6 }).programmed;
    expect(twice.state).toEqual(once.state);
    expect(twice.wear).toEqual(once.wear);
  });

  it("wears only cells beyond their threshold: V/2 of 1.5 V leaves the others alone", () => {
    const selected = selectCell(4, 5, 1, 2, 1.5, "half");
    const { programmed } = applyTrain(array, before, { lines: selected, duration: 1e-4, pulses: 4 });
    expect([...programmed.wear]).toEqual(Array.from({ length: 20 }, (_, k) => (k === 7 ? 4 : 0)));
    const above = selectCell(4, 5, 1, 2, 1.8, "half");
    const stressed = applyTrain(array, before, { lines: above, duration: 1e-4, pulses: 1 }).programmed.wear;
    // 0.9 V on the row's four and the column's three others.
    expect(stressed.filter((count) => count === 1)).toHaveLength(8);
  });

  it("leaves a worn-out cell stuck where it was", () => {
    const train = { lines, duration: 2e-4, endurance: 5 };
    const atLimit = applyTrain(array, before, { ...train, pulses: 5 }).programmed;
    expect(stuckShare(atLimit)).toBe(0);
    const beyond = applyTrain(array, before, { ...train, pulses: 9 }).programmed;
    expect(stuckShare(beyond)).toBe(1);
    expect(beyond.state.variable).toEqual(atLimit.state.variable);
  });

  it("refuses what is no train or no array", () => {
    expect(() => applyTrain(array, before, { lines, duration: 1, pulses: 1.5 })).toThrow(
      /whole number of pulses/,
    );
    expect(() => applyTrain(array, before, { lines, duration: Number.NaN, pulses: 1 })).toThrow(/duration/);
    expect(() => freshArray(array, start.subarray(1), createRng(1))).toThrow(/expected 4 × 5 = 20/);
  });
});

describe("the published trains", () => {
  it("RESET: bit lines rise from 1.5 to 1.8 V, stay and fall, 40 pulses of 0.5 ms", () => {
    const { lines, duration, pulses } = resetTrain(16, 48);
    expect([duration, pulses]).toEqual([5e-4, 40]);
    expect(lines.word.every((v) => v === 0)).toBe(true);
    expect(lines.bit).toHaveLength(48);
    for (const [j, volts] of [
      [0, 1.5],
      [1, 1.52],
      [15, 1.8],
      [24, 1.8],
      [32, 1.8],
      [47, 1.5],
    ])
      expect(lines.bit[j]).toBeCloseTo(volts, 12);
  });

  it("SET: word lines at 1.44 V, the last quarter falling to 1.2 V, 15 pulses of 0.25 ms", () => {
    const { lines, duration, pulses } = setTrain(16, 48);
    expect([duration, pulses]).toEqual([2.5e-4, 15]);
    expect(lines.word[0]).toBeCloseTo(1.44, 12);
    expect(lines.word[12]).toBeCloseTo(1.44, 12);
    expect(lines.word[15]).toBeCloseTo(1.2, 12);
    expect(lines.word).toHaveLength(16);
  });

  it("spread a uniform array out and cost some 1.8 mJ", () => {
    const array = publishedArray(40, "one-side");
    const { programmed } = applyTrain(
      array,
      freshArray(array, new Float64Array(768).fill(65e-6), createRng(1)),
      resetTrain(16, 48),
    );
    const { variable } = programmed.state;
    const mean = variable.reduce((sum, g) => sum + g, 0) / 768;
    const spread = Math.sqrt(variable.reduce((sum, g) => sum + (g - mean) ** 2, 0) / 768);
    expect(mean).toBeLessThan(60e-6);
    expect(spread / mean).toBeGreaterThan(0.1);
    // About 90 mW × 0.5 ms × 40.
    expect(programmed.energy * 1e3).toBeCloseTo(1.8, 1);
  });
});
