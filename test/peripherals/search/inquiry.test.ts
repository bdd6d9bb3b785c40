import { describe, expect, it } from "vitest";
import { createRng, InfeasibleError, normals, type Rng } from "#base";
import type { Search, SearchAction } from "../../../src/peripherals/search/search.ts";
import {
  deviationOf,
  exactInquiry,
  type MatchLine,
  matchLineInquiry,
} from "../../../src/peripherals/search/search.ts";
import { bind } from "../bind.ts";

const BITS = 128;
const QUIET: MatchLine = { spread: 0, leak: 0, offset: 0, noise: 0 };

const moments = (values: ArrayLike<number>) => {
  const list = Array.from(values);
  const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
  return { mean, deviation: Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length) };
};

/** Scores of `count` keys with m mismatches each. */
const keysWith = (mismatches: number, count: number) => new Float64Array(count).fill(BITS - 2 * mismatches);

const mismatchesOf = (scores: Float64Array) => scores.map((score) => (BITS - score) / 2);

const inquire = (
  scores: Float64Array,
  line: Partial<MatchLine>,
  rng: Rng,
  answers: Search["answers"] = "scores",
) => matchLineInquiry(scores, BITS, { bits: BITS, answers }, { ...QUIET, ...line }, rng);

describe("the deviation of a match line", () => {
  // 2·10⁴ lines: a deviation is known to 0.5 % (one σ); limits at 4 σ or wider, fixed seeds.
  const LINES = 20_000;

  it("is that of currents that are drawn cell by cell and summed", () => {
    const rng = createRng("sum of currents");
    for (const [mismatches, leak] of [
      [8, 0],
      [40, 0],
      [40, 0.1],
      [0, 0.1],
    ]) {
      const sums = Array.from({ length: LINES }, () => {
        const z = normals(BITS, rng);
        // Leakage of its mean is calibrated out; what deviates is left.
        return z.reduce((sum, x, n) => sum + (n < mismatches ? 1 + 0.2 * x : leak * 0.2 * x), 0);
      });
      const expected = deviationOf({ ...QUIET, spread: 0.2, leak }, mismatches, BITS);
      expect(Math.abs(moments(sums).deviation / expected - 1)).toBeLessThan(0.02);
    }
  });

  it("is that of capacitors that are drawn cell by cell and share their charge", () => {
    const rng = createRng("shared charge");
    for (const mismatches of [8, 64, 120]) {
      const means = Array.from({ length: LINES }, () => {
        const capacitors = normals(BITS, rng).map((x) => 1 + 0.02 * x);
        const charged = capacitors.subarray(0, mismatches).reduce((sum, c) => sum + c, 0);
        return (BITS * charged) / capacitors.reduce((sum, c) => sum + c, 0);
      });
      const expected = deviationOf({ ...QUIET, spread: 0.02, shared: true }, mismatches, BITS);
      expect(Math.abs(moments(means).deviation / expected - 1)).toBeLessThan(0.02);
    }
  });

  it("by hand: 10 % of 25 mismatches is half a bit, and 1 % of full scale 1.28", () => {
    expect(deviationOf({ ...QUIET, spread: 0.1 }, 25, BITS)).toBeCloseTo(0.5, 12);
    expect(deviationOf({ ...QUIET, offset: 0.006, noise: 0.008 }, 25, BITS)).toBeCloseTo(1.28, 12);
  });
});

describe("an inquiry", () => {
  it("reports what the deviation says, unbiased, at every distance", () => {
    const line = { spread: 0.2, leak: 0.05, offset: 0.01, noise: 0.01 };
    for (const mismatches of [16, 64, 100]) {
      const report = inquire(keysWith(mismatches, 20_000), line, createRng(mismatches)).report();
      const { mean, deviation } = moments(mismatchesOf(report));
      const expected = deviationOf({ ...QUIET, ...line }, mismatches, BITS);
      expect(Math.abs(mean - mismatches)).toBeLessThan((4 * expected) / Math.sqrt(20_000));
      expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.02);
    }
  });

  it("keeps a line's own error over the searches of a query, and draws its noise anew", () => {
    const still = inquire(keysWith(64, 2000), { offset: 0.02 }, createRng(1));
    expect(still.report()).toEqual(still.report());
    const noisy = inquire(keysWith(64, 20_000), { offset: 0.02, noise: 0.01 }, createRng(1));
    const [first, second] = [noisy.report(), noisy.report()].map(mismatchesOf);
    const difference = moments(first.map((x, n) => x - second[n])).deviation;
    expect(Math.abs(difference / (Math.SQRT2 * 0.01 * BITS) - 1)).toBeLessThan(0.02);
  });

  it("gives the same answers for the same stream, and others for another", () => {
    const of = (seed: number) => inquire(keysWith(64, 50), { noise: 0.02 }, createRng(seed)).report();
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it("stays within its bits, in the levels of its readout", () => {
    const report = mismatchesOf(
      inquire(keysWith(2, 5000), { noise: 0.05, levels: 65 }, createRng(4)).report(),
    );
    expect(Math.min(...report)).toBe(0);
    expect(report.every((x) => Number.isInteger(x / 2) && x <= BITS)).toBe(true);
    expect(new Set(report).size).toBeGreaterThan(5);
  });

  it("counts its searches, by whatever question", () => {
    const inquiry = inquire(keysWith(3, 4), {}, createRng(1));
    inquiry.report();
    inquiry.race();
    inquiry.atLeast(0);
    expect(inquiry.searches).toBe(3);
  });

  it("answers thresholds a key: a score of 122 reaches 122 and not 123", () => {
    const inquiry = inquire(keysWith(3, 3), {}, createRng(1));
    expect([...inquiry.atLeast(Float64Array.of(121, 122, 123))]).toEqual([1, 1, 0]);
    expect([...exactInquiry(Float64Array.of(5, -5), 8).atLeast(0)]).toEqual([1, 0]);
  });

  it("is asked for what its store cannot say: one clear error", () => {
    const threshold = inquire(keysWith(3, 3), {}, createRng(1), "threshold");
    expect(() => threshold.report()).toThrow(InfeasibleError);
    expect(() => threshold.report()).toThrow("compares codes with a threshold and reports no scores");
    expect([...threshold.atLeast(122)]).toEqual([1, 1, 1]);
    expect(() => exactInquiry(Float64Array.of(1), 2).race()).toThrow("has no match lines that race");
  });
});

describe("match lines of the memories", () => {
  const lineOf = (model: string, params = {}): MatchLine => {
    const { line } = bind<SearchAction, Search>("search", model, params).behaviour;
    if (line === undefined) throw new Error(`${model} has no line`);
    return line;
  };

  it("have offsets and noise in shares of the swing: 5 mV and 2 mV of 0.45 V, twice as much of half of it", () => {
    for (const model of ["cam-16t", "cam-2t2r", "cam-fefet"]) {
      expect(lineOf(model).offset).toBeCloseTo(5 / 450, 12);
      expect(lineOf(model).noise).toBeCloseTo(2 / 450, 12);
      expect(lineOf(model, { swing: 0.25 }).offset).toBeCloseTo(10 / 450, 12);
    }
  });

  it("leak by the ratio of their states", () => {
    expect(lineOf("cam-2t2r", { ratio: 50 }).leak).toBeCloseTo(0.02, 12);
    expect(lineOf("cam-16t").leak).toBe(0);
  });

  it("of charge match better with larger capacitors, and sample kT/C", () => {
    expect(lineOf("cam-charge").spread).toBeCloseTo(0.01, 12);
    expect(lineOf("cam-charge", { capacitor: "4.8 fF" }).spread).toBeCloseTo(0.005, 12);
    // √(4.1419e-21 J / 153.6 fF) is 164.2 µV, of 0.9 V.
    expect(lineOf("cam-charge").noise).toBeCloseTo(164.2e-6 / 0.9, 7);
    expect(lineOf("cam-charge").levels).toBe(64);
    expect(lineOf("cam-charge", { readout: "comparator" }).levels).toBeUndefined();
  });
});
