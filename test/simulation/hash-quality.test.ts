// Statistics of a hash on arrays by the laws of random projections and of independent devices.

import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { measureCacheAge } from "../../src/simulation/cache-age.ts";
import { measureHash } from "../../src/simulation/hash-quality.ts";
import { configOf } from "../design-under-test.ts";

/** Normal devices of σ/µ = 0.25 on ideal wires, in differential pairs, exact inputs and comparators. */
const CV = 0.25;
const configured = (readNoise: number) =>
  configOf(
    `{ workload: { headWidth: 32, length: 512, attention: { hash: "simhash", rounds: 4, buckets: 16, chunk: 32 } },
       design: { hashing: {
         array: { rows: 32, columns: 64, wires: "ideal", pairing: "differential", spares: 0 },
         memristor: { model: "normal", mean: "50 µS", spread: ${CV}, readNoise: ${readNoise}, stuckOn: 0, stuckOff: 0 },
         dac: { model: "ideal" }, driver: { model: "ideal" }, tileSwitch: { model: "ideal" },
         readout: { family: "comparator", model: "ideal" } } } }`,
  );
const NOISE = 0.04;
/** Noise of an output over its signal: each of two devices has σ_r g, its signal's share is CV g. */
const PER_COLUMN = NOISE * Math.sqrt(1 + 1 / CV ** 2);
const angleOf = (cosine: number): number => Math.acos(cosine) / Math.PI;

describe("a hash on ideal wires", () => {
  const { design, workload } = configured(NOISE);
  const steps: number[] = [];
  const found = measureHash(design, workload, 6, createRng(11), undefined, (done) => steps.push(done));

  it("agrees in a share 1 − θ/π of its signs by software, and with noise at a cosine over 1 + σ²", () => {
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { cosine, software, memristor, law, noisyLaw, secondArray } of found.collision) {
      expect(law).toBeCloseTo(1 - angleOf(cosine), 12);
      // 6 · 256 pairs of 16 signs.
      expect(Math.abs(software.mean - law)).toBeLessThan(0.015);
      expect(Math.abs(noisyLaw - (1 - angleOf(cosine / (1 + PER_COLUMN ** 2))))).toBeLessThan(0.006);
      expect(Math.abs(memristor.mean - (1 - angleOf(cosine / (1 + PER_COLUMN ** 2))))).toBeLessThan(0.02);
      // Another array's signs are coins.
      expect(Math.abs(secondArray.mean - 0.5)).toBeLessThan(0.06);
    }
  });

  it("has the noise of its devices, of a column by their spread, and none of exact inputs and readouts", () => {
    const { noise } = found;
    expect(noise.perDevice).toBe(NOISE);
    // Devices are cut at zero, four deviations away: nothing changes.
    expect(noise.perColumnFromSpread / PER_COLUMN).toBeGreaterThan(0.98);
    expect(noise.perColumnFromSpread / PER_COLUMN).toBeLessThan(1.02);
    expect(Math.abs(noise.perColumn / PER_COLUMN - 1)).toBeLessThan(0.05);
    expect(noise.readout).toBe(0);
    expect(noise.input).toBeCloseTo(0, 6);
  });

  it("has balanced, independent bits: as far off as 2048 coins and projections of 32 elements", () => {
    const { memristor, software } = found.bits ?? {};
    for (const bits of [memristor, software]) {
      if (bits === undefined) throw new Error("no bits");
      expect(bits.bits).toBe(4 * 4);
      expect(Math.abs(bits.imbalance.mean / bits.expectedImbalance - 1)).toBeLessThan(0.3);
      expect(bits.imbalance.worst).toBeGreaterThan(bits.imbalance.mean);
      expect(Math.abs(bits.correlation / bits.expectedCorrelation - 1)).toBeLessThan(0.15);
    }
  });
});

describe("a vector hashed twice", () => {
  it("on arrays without noise has the same signs, and as much of the attention; on another array coins", () => {
    const { design, workload } = configured(0);
    const { atOnce, replaced, randomBuckets, lives, temperatures } = measureCacheAge(
      design,
      workload,
      3,
      createRng(4),
    );
    expect(atOnce.disagreement.mean).toBe(0);
    expect(atOnce.buckets.mean).toBe(0);
    expect(atOnce.law).toBeCloseTo(0, 6);
    expect(atOnce.kept.mean).toBe(1);
    expect(Math.abs(replaced.disagreement.mean - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(replaced.law - 0.5)).toBeLessThan(0.05);
    // A round keeps one of 16 buckets by chance.
    expect(Math.abs(replaced.buckets.mean - 15 / 16)).toBeLessThan(0.05);
    expect(Math.abs(replaced.recall.mean / randomBuckets.mean - 1)).toBeLessThan(0.5);
    expect(atOnce.recall.mean).toBeGreaterThan(1.5 * randomBuckets.mean);
    expect([lives, temperatures]).toEqual([null, null]);
  });

  it("under read noise disagrees in arccos(1/(1 + σ²))/π of its signs", () => {
    const { design, workload } = configured(NOISE);
    const { atOnce } = measureCacheAge(design, workload, 2, createRng(4));
    const law = angleOf(1 / (1 + PER_COLUMN ** 2));
    expect(Math.abs(atOnce.law / law - 1)).toBeLessThan(0.06);
    expect(Math.abs(atOnce.disagreement.mean / law - 1)).toBeLessThan(0.15);
    // A round keeps its bucket where all four signs agree.
    expect(Math.abs((1 - atOnce.buckets.mean) / (1 - law) ** 4 - 1)).toBeLessThan(0.06);
  });
});
