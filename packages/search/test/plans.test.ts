import { describe, expect, test } from "vitest";
import { createRng, type Rng } from "#base";
import { latinHypercubeSearch, randomPlan, randomSearch } from "../src/search.ts";
import { MOST_SOBOL_AXES, owenScrambled, sobolBits, sobolDirections, sobolSearch } from "../src/sobol.ts";

const coordinatesOf = (
  search: { ask(n: number): readonly { coordinates: readonly number[] }[] },
  n: number,
) => search.ask(n).map(({ coordinates }) => coordinates);

/** Largest distance between the empirical distribution of the values and U(0, 1). */
function kolmogorov(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((most, x, i) => Math.max(most, x - i / sorted.length, (i + 1) / sorted.length - x), 0);
}

describe("Sobol' sequence", () => {
  // Point 1000 on 64 axes, times 2^32, from an independent implementation of the same table (SciPy 1.17, unscrambled).
  const POINT_1000 = [
    943718400, 415236096, 2227175424, 2906652672, 1203765248, 3896508416, 197132288, 3862953984, 2151677952,
    297795584, 364904448, 1094713344, 692060160, 1648361472, 616562688, 1589641216, 3091202048, 1480589312,
    4257218560, 3116367872, 2243952640, 2361393152, 4081057792, 2319450112, 2503999488, 3896508416, 171966464,
    4206886912, 255852544, 1463812096, 633339904, 624951296, 1270874112, 2545942528, 3443523584, 3309305856,
    3644850176, 3569352704, 1321205760, 2059403264, 3921674240, 1094713344, 4123000832, 3015704576,
    3611295744, 398458880, 3745513472, 3946840064, 4290772992, 2059403264, 1514143744, 2218786816, 3233808384,
    1883242496, 541065216, 3829399552, 1950351360, 339738624, 3795845120, 2453667840, 1916796928, 2587885568,
    1111490560, 1916796928,
  ];

  test("equals published points", () => {
    const directions = sobolDirections(MOST_SOBOL_AXES);
    expect(directions.map((v) => sobolBits(v, 1000))).toEqual(POINT_1000);
    const point = (index: number) => directions.slice(0, 6).map((v) => sobolBits(v, index) / 2 ** 32);
    expect(point(0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(point(1)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(point(5)).toEqual([0.875, 0.875, 0.125, 0.375, 0.875, 0.625]);
  });

  test("scrambled, the first 2^m points fill every slice of every axis once, and every box of the first two axes", () => {
    for (const m of [3, 6, 9]) {
      const n = 2 ** m;
      const points = coordinatesOf(sobolSearch(MOST_SOBOL_AXES, n, createRng(m)), n);
      for (let axis = 0; axis < MOST_SOBOL_AXES; axis++)
        expect(new Set(points.map((point) => Math.floor(point[axis] * n))).size).toBe(n);
      for (let a = 0; a <= m; a++) {
        const boxes = points.map(([x, y]) => `${Math.floor(x * 2 ** a)} ${Math.floor(y * 2 ** (m - a))}`);
        expect(new Set(boxes).size).toBe(n);
      }
    }
  });

  test("the scramble keeps the length of common prefixes, and flips each node's bit with a coin of its own", () => {
    const rng = createRng("prefix");
    for (let i = 0; i < 2000; i++) {
      const [x, y, key] = [rng.integer(2 ** 32), rng.integer(2 ** 32), rng.integer(2 ** 32)];
      const near = (x ^ (y >>> (i % 31))) >>> 0;
      expect(Math.clz32(owenScrambled(x, key) ^ owenScrambled(near, key))).toBe(Math.clz32(x ^ near));
    }
    // Top bits of 2^10 neighbours at depth 10: coins of 1024 nodes, and of neighbouring pairs. |z| > 4.9: 1e-6 each.
    for (const key of [1, 2, 77]) {
      const coins = Array.from(
        { length: 1024 },
        (_, node) => (owenScrambled(node * 2 ** 22, key) >>> 21) & 1,
      );
      const heads = coins.reduce((a, b) => a + b, 0);
      const equal = coins.filter((coin, i) => i % 2 === 1 && coin === coins[i - 1]).length;
      expect(Math.abs(heads - 512) / 16).toBeLessThan(4.9);
      expect(Math.abs(equal - 256) / Math.sqrt(128)).toBeLessThan(4.9);
    }
  });

  test("over seeds each point is uniform (Kolmogorov–Smirnov, 1e-6 a test)", () => {
    const points = Array.from({ length: 2000 }, (_, seed) =>
      coordinatesOf(sobolSearch(2, 6, createRng(seed)), 6),
    );
    // D_crit ≈ sqrt(ln(2 / 1e-6) / (2 n)).
    for (const index of [0, 1, 5])
      for (const axis of [0, 1])
        expect(kolmogorov(points.map((p) => p[index][axis]))).toBeLessThan(Math.sqrt(Math.log(2e6) / 4000));
  });

  test("integrates a smooth function far better than independent points", () => {
    const f = (u: readonly number[]): number => u.reduce((p, x) => p * (1 + (x - 0.5) * 0.8), 1);
    const error = (points: readonly (readonly number[])[]): number =>
      (points.reduce((total, u) => total + f(u), 0) / points.length - 1) ** 2;
    const mean = (create: typeof sobolSearch): number =>
      Array.from({ length: 40 }, (_, seed) =>
        error(coordinatesOf(create(5, 1024, createRng(seed)), 1024)),
      ).reduce((a, b) => a + b, 0) / 40;
    // Variance n^-3 (log n)^4 against n^-1; a shuffled or badly scrambled sequence lands near 1.
    expect(mean(sobolSearch)).toBeLessThan(mean(randomSearch) / 500);
  });

  test("says how many axes it has", () =>
    expect(() => sobolSearch(MOST_SOBOL_AXES + 1, 4, createRng(1))).toThrow(
      "sobol: expected at most 64 axes, received 65",
    ));
});

describe("Latin hypercube", () => {
  test.each([1, 2, 3, 49, 100, 1000])("%i points: one in each slice of each axis", (n) => {
    const points = coordinatesOf(latinHypercubeSearch(7, n, createRng(n)), n);
    for (let axis = 0; axis < 7; axis++)
      expect(points.map((point) => Math.floor(point[axis] * n)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      );
  });

  test("an offset that rounds up to the next slice stays in its own", () => {
    const top: Rng = { uniform: () => 1 - 2 ** -53, normal: () => 0, integer: (n) => n - 1, fork: () => top };
    const slices = coordinatesOf(latinHypercubeSearch(1, 49, top), 49).map(([x]) => Math.floor(x * 49));
    expect(slices.sort((a, b) => a - b)).toEqual(Array.from({ length: 49 }, (_, i) => i));
  });

  test("levels of a list come equally often where their number divides the count", () => {
    const points = coordinatesOf(latinHypercubeSearch(2, 60, createRng(4)), 60);
    for (const levels of [2, 3, 4, 5, 6, 12]) {
      const counts = new Array<number>(levels).fill(0);
      for (const [x] of points) counts[Math.floor(x * levels)]++;
      expect(counts).toEqual(new Array(levels).fill(60 / levels));
    }
  });

  test("axes are independent: no rank correlation (|r| √n > 4.9 has 1e-6)", () => {
    const n = 2000;
    const points = coordinatesOf(latinHypercubeSearch(3, n, createRng(9)), n);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const covariance = points.reduce((total, u) => total + (u[a] - 0.5) * (u[b] - 0.5), 0) / n;
      expect(Math.abs(covariance * 12) * Math.sqrt(n)).toBeLessThan(4.9);
    }
  });
});

test("a random plan gives point i without those before it", () => {
  const forward = randomPlan(2, createRng(3));
  const all = Array.from({ length: 1000 }, (_, i) => forward(i));
  const backward = randomPlan(2, createRng(3));
  for (let i = 999; i >= 0; i -= 37) expect(backward(i)).toEqual(all[i]);
  expect(new Set(all.flat()).size).toBe(2000);
  expect(kolmogorov(all.map(([x]) => x))).toBeLessThan(Math.sqrt(Math.log(2e6) / 2000));
  expect(kolmogorov(all.map(([, y]) => y))).toBeLessThan(Math.sqrt(Math.log(2e6) / 2000));
});
