import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import {
  binomial,
  estimatorVariance,
  explainedByMap,
  rankingError,
  topRecall,
} from "../attention/selection-law.ts";
import { everyCase } from "../law.ts";

const dotOf = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
};

/** Three unit vectors of these cosines to one another, in three dimensions. */
function vectorsOf(better: number, other: number, between: number): number[][] {
  const y = Math.sqrt(1 - better ** 2);
  const u = (between - better * other) / y;
  return [
    [1, 0, 0],
    [better, y, 0],
    [other, u, Math.sqrt(Math.max(0, 1 - other ** 2 - u ** 2))],
  ];
}

describe("laws of signs", () => {
  it("a binomial sums to one and has its mean, to 1e-12", () => {
    everyCase([0, 0.01, 0.5, 0.77, 1], 10, (p) => {
      const all = Array.from({ length: 257 }, (_, k) => binomial(256, k, p));
      expect(Math.abs(all.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-11);
      expect(Math.abs(all.reduce((a, b, k) => a + k * b, 0) - 256 * p)).toBeLessThan(1e-8);
    });
  });

  // 8 cases at 3 standard errors: one seed in 46 fails.
  it("ranking error of n bits: Monte Carlo within 3 standard errors", () => {
    const rng = createRng("ranking");
    const trials = 6000;
    const cases = [
      { better: 0.9, other: 0.6, between: 0.5 },
      { better: 0.5, other: 0.4, between: 0.2 },
      { better: 0.5, other: 0.4, between: 0.9 },
      { better: 0.2, other: -0.3, between: 0 },
    ].flatMap((angles) => [7, 32].map((n) => ({ ...angles, n })));
    everyCase(cases, 8, ({ n, ...angles }) => {
      const [query, near, far] = vectorsOf(angles.better, angles.other, angles.between);
      let wrong = 0;
      for (let trial = 0; trial < trials; trial++) {
        let lead = 0;
        for (let bit = 0; bit < n; bit++) {
          const projection = [rng.normal(), rng.normal(), rng.normal()];
          const sign = dotOf(projection, query) >= 0;
          lead += Number(dotOf(projection, near) >= 0 === sign);
          lead -= Number(dotOf(projection, far) >= 0 === sign);
        }
        wrong += lead < 0 ? 1 : lead === 0 ? 0.5 : 0;
      }
      const law = rankingError(angles, n);
      expect(Math.abs(wrong / trials - law)).toBeLessThan(3 * Math.sqrt((law * (1 - law)) / trials));
    });
    expect(() => rankingError({ better: 0.9, other: -0.9, between: 0.9 }, 8)).toThrow("three vectors");
    // Fewer errors with more bits; none to speak of at last.
    const errors = [8, 64, 512].map((n) => rankingError({ better: 0.6, other: 0.4, between: 0.3 }, n));
    expect(errors[0]).toBeGreaterThan(errors[1]);
    expect(errors[2]).toBeLessThan(0.01);
  });

  // 2 cases at 3 standard errors: one seed in 185 fails.
  it("recall of the top k against n: Monte Carlo within 3 standard errors, over projections and keys", () => {
    const rng = createRng("recall");
    const [width, count, k, trials] = [64, 1200, 60, 16];
    everyCase([24, 96], 2, (n) => {
      const gaps: number[] = [];
      for (let trial = 0; trial < trials; trial++) {
        const keys = Array.from({ length: count }, () => {
          const key = Float64Array.from({ length: width }, () => rng.normal());
          // A share of the keys leans to the query.
          key[0] += rng.uniform() < 0.2 ? 4 * rng.uniform() : 0;
          const length = Math.sqrt(dotOf(key, key));
          return key.map((x) => x / length);
        });
        const cosines = keys.map(([first]) => first);
        const agreements = new Float64Array(count);
        for (let bit = 0; bit < n; bit++) {
          const projection = Float64Array.from({ length: width }, () => rng.normal());
          keys.forEach((key, j) => {
            agreements[j] += Number(dotOf(projection, key) >= 0 === projection[0] >= 0);
          });
        }
        const order = Array.from({ length: count }, (_, j) => j);
        const best = new Set([...order].sort((a, b) => cosines[b] - cosines[a]).slice(0, k));
        const tie = order.map(() => rng.uniform());
        const taken = order.sort((a, b) => agreements[b] - agreements[a] || tie[a] - tie[b]).slice(0, k);
        gaps.push(taken.filter((j) => best.has(j)).length / k - topRecall(cosines, k, n));
      }
      const mean = gaps.reduce((a, b) => a + b, 0) / trials;
      const deviation = Math.sqrt(gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / (trials - 1));
      expect(Math.abs(mean)).toBeLessThan((3 * deviation) / Math.sqrt(trials));
    });
  });

  // 8 cases at 3 standard errors of a variance: one seed in 46 fails.
  it("variance of estimates by values and by signs of the query: Monte Carlo within 3 standard errors", () => {
    const rng = createRng("variance");
    const [n, trials] = [512, 3000];
    everyCase([0, 0.3, 0.65, 0.9], 8, (cosine) => {
      const [values, signs] = [new Float64Array(trials), new Float64Array(trials)];
      for (let trial = 0; trial < trials; trial++) {
        let [sum, equal] = [0, 0];
        for (let bit = 0; bit < n; bit++) {
          const x = rng.normal();
          const y = cosine * x + Math.sqrt(1 - cosine ** 2) * rng.normal();
          sum += y >= 0 ? x : -x;
          equal += Number(x >= 0 === y >= 0);
        }
        values[trial] = (Math.sqrt(Math.PI / 2) * sum) / n;
        signs[trial] = Math.cos(Math.PI * (1 - equal / n));
      }
      for (const [query, found] of [
        ["values", values],
        ["signs", signs],
      ] as const) {
        const mean = found.reduce((a, b) => a + b, 0) / trials;
        const squares = found.map((x) => n * (x - mean) ** 2);
        const variance = squares.reduce((a, b) => a + b, 0) / trials;
        const spread = Math.sqrt(squares.reduce((a, x) => a + (x - variance) ** 2, 0) / trials / trials);
        expect(Math.abs(variance - estimatorVariance(query, cosine))).toBeLessThan(3 * spread);
      }
    });
    expect(estimatorVariance("values", 0)).toBeCloseTo(1.5708, 4);
    expect(estimatorVariance("signs", 0)).toBeCloseTo(2.4674, 4);
    expect(estimatorVariance("values", 0.7)).toBeGreaterThan(estimatorVariance("signs", 0.7));
  });

  it("a map knows of a key what the law says: least squares on drawn keys within 3 standard errors", () => {
    const rng = createRng("map");
    const [n, d, samples] = [24, 12, 40_000];
    const rows = dense(
      n,
      d,
      Float64Array.from({ length: n * d }, () => rng.normal()),
    );
    const { map, rows: plain } = explainedByMap(rows);
    expect(map).toBeGreaterThan(plain);
    // Orthogonal rows: (2/π) n/d, with and without.
    const orthogonal = dense(
      4,
      d,
      Float64Array.from({ length: 4 * d }, (_, k) => (k % (d + 1) === 0 ? 2 : 0)),
    );
    for (const share of Object.values(explainedByMap(orthogonal)))
      expect(share).toBeCloseTo((2 / Math.PI) * (4 / d), 10);
    let [cross, square, energy] = [0, 0, 0];
    const parts: number[] = [];
    // [BᵀB | BᵀK], for the least squares of all keys on all signs.
    const system = Array.from({ length: n }, () => new Float64Array(n + d));
    for (let s = 0; s < samples; s++) {
      const key = Float64Array.from({ length: d }, () => rng.normal());
      const estimate = new Float64Array(d);
      const signs = new Float64Array(n);
      for (let a = 0; a < n; a++) {
        const row = rows.data.subarray(a * d, (a + 1) * d);
        signs[a] = dotOf(row, key) >= 0 ? 1 : -1;
        const length = Math.sqrt(dotOf(row, row));
        for (let c = 0; c < d; c++) estimate[c] += (signs[a] * row[c]) / length;
      }
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) system[a][b] += signs[a] * signs[b];
        for (let c = 0; c < d; c++) system[a][n + c] += signs[a] * key[c];
      }
      cross += dotOf(key, estimate);
      square += dotOf(estimate, estimate);
      energy += dotOf(key, key);
      parts.push(dotOf(key, estimate));
    }
    const right = system.map((line) => line.slice(n));
    for (let p = 0; p < n; p++)
      for (let a = 0; a < n; a++) {
        if (a === p) continue;
        const factor = system[a][p] / system[p][p];
        for (let c = p; c < n + d; c++) system[a][c] -= factor * system[p][c];
      }
    let explained = 0;
    for (let a = 0; a < n; a++)
      for (let c = 0; c < d; c++) explained += (right[a][c] * system[a][n + c]) / system[a][a];
    const share = cross ** 2 / (square * energy);
    const mean = cross / samples;
    const deviation = Math.sqrt(parts.reduce((a, x) => a + (x - mean) ** 2, 0) / samples);
    const tolerance = (3 * 2 * plain * deviation) / mean / Math.sqrt(samples);
    expect(Math.abs(share - plain)).toBeLessThan(tolerance);
    // A fit to its own samples explains n / samples more.
    expect(Math.abs(explained / energy - map)).toBeLessThan(tolerance + n / samples);
    expect(map - plain).toBeGreaterThan(3 * tolerance);
  });
});
