import { errorFunction } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { createRng, normals } from "../src/rng.ts";

/** Largest distance between the sample's distribution and `cdf`. */
function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, Math.abs(p - i / sorted.length), Math.abs((i + 1) / sorted.length - p));
  });
  return distance;
}

// Critical value at n = 10⁴ and an error rate of 10⁻⁶ a test; the seeds are fixed.
const KS_CRITICAL = 0.026915;
const N = 10_000;

describe("createRng", () => {
  it.each([1, 2, 3])("seed %i: uniforms and normals pass Kolmogorov-Smirnov", (seed) => {
    const rng = createRng(seed);
    expect(kolmogorovSmirnov(Float64Array.from({ length: N }, rng.uniform), (x) => x)).toBeLessThan(
      KS_CRITICAL,
    );
    const normalCdf = (x: number): number => (1 + errorFunction(x / Math.SQRT2)) / 2;
    expect(kolmogorovSmirnov(normals(N, rng), normalCdf)).toBeLessThan(KS_CRITICAL);
  });

  it("fills 64 cells evenly: chi-square below and above", () => {
    const rng = createRng(4).fork("cells");
    const counts = new Float64Array(64);
    for (let i = 0; i < 64_000; i++) counts[rng.integer(64)]++;
    const chi2 = counts.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(131.37); // 63 degrees of freedom, 10⁻⁶
    expect(chi2).toBeGreaterThan(22); // a fit this good would mean shared draws
  });

  it("pairs of forks are uncorrelated", () => {
    const a = normals(N, createRng(5).fork("a"));
    const b = normals(N, createRng(5).fork("b"));
    const r = a.reduce((sum, x, i) => sum + x * b[i], 0) / N;
    expect(Math.abs(r)).toBeLessThan(4.9 / Math.sqrt(N)); // 10⁻⁶ two-sided
  });

  it("fork depends on the labels, not on what was drawn before", () => {
    const fresh = createRng(7).fork("x").uniform();
    const rng = createRng(7);
    for (let i = 0; i < 10; i++) rng.normal();
    expect(rng.fork("x").uniform()).toBe(fresh);
    expect(rng.fork("y").uniform()).not.toBe(fresh);
  });

  it("labels that concatenate alike are different streams", () => {
    const rng = createRng(1);
    expect(rng.fork("a/1:b").uniform()).not.toBe(rng.fork("a").fork("b").uniform());
    expect(rng.fork("1").fork("11").uniform()).not.toBe(rng.fork("11").fork("1").uniform());
  });
});
