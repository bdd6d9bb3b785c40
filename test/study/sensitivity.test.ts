import { describe, expect, it } from "vitest";
import { createRng, rankCorrelation, shareOf } from "#base";
import { timesOnFront } from "#pareto";
import { sobolIndices } from "#search";

describe("Sobol' indices", () => {
  it("closed form: the Ishigami function with a = 7, b = 0.1", () => {
    // y = sin x1 + a sin² x2 + b x3⁴ sin x1 on [−π, π]³.
    const [a, b] = [7, 0.1];
    const run = (u: readonly number[]) => {
      const [x, y, z] = u.map((v) => Math.PI * (2 * v - 1));
      return [Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x), 3];
    };
    const variance = a ** 2 / 8 + (b * Math.PI ** 4) / 5 + (b ** 2 * Math.PI ** 8) / 18 + 0.5;
    const alone = [0.5 * (1 + (b * Math.PI ** 4) / 5) ** 2, a ** 2 / 8, 0];
    const joint = (b ** 2 * Math.PI ** 8 * 8) / 225;
    const first = alone.map((v) => v / variance);
    const total = [alone[0] + joint, alone[1], joint].map((v) => v / variance);
    const [indices, flat] = sobolIndices(run, 3, 8192, createRng("ishigami"));
    for (const [n, index] of indices.entries()) {
      expect(Math.abs(index.first - first[n])).toBeLessThan(0.04);
      expect(Math.abs(index.total - total[n])).toBeLessThan(0.04);
      // 95 % intervals of six figures: three times their width is missed once in 10⁸.
      expect(Math.abs(index.first - first[n])).toBeLessThan(3 * index.firstInterval + 1e-12);
      expect(Math.abs(index.total - total[n])).toBeLessThan(3 * index.totalInterval + 1e-12);
    }
    expect(flat.map((index) => [index.first, index.total])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it("of a sum are the shares of its terms' variances, alone and in total", () => {
    const [indices] = sobolIndices(([x, y]) => [3 * x + 4 * y], 2, 512, createRng("sum"));
    for (const [n, share] of [9 / 25, 16 / 25].entries()) {
      expect(indices[n].first).toBeCloseTo(share, 1);
      expect(indices[n].total).toBeCloseTo(share, 1);
    }
  });
});

describe("ranks, shares, robust fronts", () => {
  it("hand-computed: Spearman is ±1 for any monotone law, 0.8 with one swap of neighbours in four, 0 without variance", () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 8, 27, 64])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [9, 4, 1, 0])).toBeCloseTo(-1, 12);
    // 1 − 6 Σ d² / (n (n² − 1)) = 1 − 12 / 60.
    expect(rankCorrelation([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
    expect(rankCorrelation([1, 2, 3, 4], [5, 5, 5, 5])).toBe(0);
  });

  it("hand-computed: Wilson's interval of 0 of 10 ends at z² / (n + z²), that of half is symmetric", () => {
    const z2 = 1.959963984540054 ** 2;
    expect(shareOf(0, 10).low).toBe(0);
    expect(shareOf(0, 10).high).toBeCloseTo(z2 / (10 + z2), 12);
    expect(shareOf(10, 10).high).toBe(1);
    const { low, high } = shareOf(50, 100);
    expect(low + high).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(0.5962, 3);
    expect(() => shareOf(2, 1)).toThrow(/shareOf: expected 0 to 1/);
    expect(() => shareOf(0, 0)).toThrow(RangeError);
  });

  it("hand-computed: a point that others dominate in every draw has no share, one on the front in half has half", () => {
    const point = (...costs: number[]) => Float64Array.from(costs);
    const draws = [
      [point(1, 2), point(2, 1), point(3, 3)],
      [point(1, 1), point(2, 2), point(3, 3)],
    ];
    expect(timesOnFront(draws)).toEqual([2, 1, 0]);
  });
});
