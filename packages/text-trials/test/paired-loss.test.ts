import { describe, expect, it } from "vitest";
import { createRng, type Rng, studentQuantile } from "#base";
import { type ClusterDifference, holm, pairedLoss } from "../src/paired-loss.ts";

/** Clusters × arrays of normal effects around a mean, 64 tokens a cluster. */
function sample(
  rng: Rng,
  { clusters, arrays, mean = 0, ofCluster = 1, ofArray = 0, rest = 0 }: Readonly<Record<string, number>>,
): ClusterDifference[] {
  const chips = Array.from({ length: arrays }, () => ofArray * rng.normal());
  return Array.from({ length: clusters }, () => {
    const own = ofCluster * rng.normal();
    return { tokens: 64, sums: chips.map((chip) => 64 * (mean + own + chip + rest * rng.normal())) };
  });
}

describe("pairedLoss", () => {
  it("is the mean over tokens, not over clusters", () => {
    const found = pairedLoss(
      [
        { tokens: 1, sums: [1, 3] },
        { tokens: 9, sums: [0, 0] },
      ],
      createRng(1),
      200,
    );
    expect(found.mean).toBeCloseTo(0.2, 12);
    expect([found.tokens, found.clusters, found.arrays]).toEqual([10, 2, 2]);
  });

  it("gives Student's interval and p-value for many normal clusters of one size", () => {
    const clusters = sample(createRng(5), { clusters: 60, arrays: 1 });
    const values = clusters.map(({ sums }) => sums[0] / 64);
    const mean = values.reduce((a, b) => a + b) / 60;
    const error = Math.sqrt(values.reduce((a, x) => a + (x - mean) ** 2, 0) / (59 * 60));
    const found = pairedLoss(clusters, createRng(2));
    // 10 000 draws place a 2.5 % percentile within 3 % of the half width.
    expect(found.upper - mean).toBeCloseTo(studentQuantile(59) * error, 1);
    expect(mean - found.lower).toBeCloseTo(studentQuantile(59) * error, 1);
    expect((found.upper - found.lower) / (2 * studentQuantile(59) * error)).toBeGreaterThan(0.96);
    expect((found.upper - found.lower) / (2 * studentQuantile(59) * error)).toBeLessThan(1.04);
    // t = 2.0010 at 59 degrees of freedom has 2.5 % above it.
    expect(found.notAbove(mean - 2.001 * error)).toBeGreaterThan(0.018);
    expect(found.notAbove(mean - 2.001 * error)).toBeLessThan(0.032);
    expect(found.notBelow(mean + 2.001 * error)).toBeLessThan(0.032);
    // Far beyond what draws can resolve: t = 6 has 6.5e-8.
    expect(found.notAbove(mean - 6 * error)).toBeLessThan(1e-6);
    expect(found.notBelow(mean - 6 * error)).toBeGreaterThan(0.999);
  });

  // 400 experiments a case: a true coverage of 95 % gives 93 to 97 % in 93 of 100 seeds. The seeds are fixed; the limits are
  // the nominal level with four standard deviations (4 × 1.1 points), and above it what is known to be conservative.
  it.each([
    { clusters: 16, arrays: 1, ofArray: 0, rest: 0 },
    { clusters: 8, arrays: 1, ofArray: 0, rest: 0 },
    { clusters: 16, arrays: 5, ofArray: 0.5, rest: 1 },
    { clusters: 16, arrays: 5, ofArray: 0.05, rest: 0.2 },
  ])("covers the truth in 95 % of experiments: %o", (plan) => {
    const root = createRng("coverage").fork(JSON.stringify(plan));
    const experiments = 400;
    let [covered, refuted] = [0, 0];
    for (let n = 0; n < experiments; n++) {
      const rng = root.fork(n);
      const found = pairedLoss(sample(rng.fork("data"), plan), rng.fork("draws"), 1000);
      if (found.lower <= 0 && found.upper >= 0) covered++;
      // A true loss on the margin is not to pass as below it in more than 5 % of experiments.
      if (found.notBelow(0) < 0.05) refuted++;
    }
    expect(covered / experiments).toBeGreaterThan(0.95 - 0.044);
    expect(covered / experiments).toBeLessThanOrEqual(0.99);
    expect(refuted / experiments).toBeLessThan(0.05 + 0.044);
    expect(refuted / experiments).toBeGreaterThan(0.005);
  });

  it("decides nothing for a single cluster", () => {
    const found = pairedLoss([{ tokens: 4, sums: [1] }], createRng(1), 100);
    expect([found.lower, found.upper]).toEqual([-Infinity, Infinity]);
    expect([found.notBelow(1e9), found.notAbove(-1e9)]).toEqual([1, 1]);
  });

  it("does not take two clusters that happen to agree for certain", () => {
    // Five items of which one lost all its five tokens, in both clusters.
    const cluster = {
      tokens: 25,
      sums: [5],
      items: [5, 0, 0, 0, 0].map((sum) => ({ tokens: 5, sum })),
    };
    const found = pairedLoss([cluster, cluster], createRng(1));
    // Independent items: Σ (s − mean · t)² / T² = 2 (16 + 4) / 2500; one degree of freedom.
    const half = studentQuantile(1) * Math.sqrt(40 / 2500);
    expect(found.mean).toBeCloseTo(0.2, 12);
    expect(found.upper).toBeCloseTo(0.2 + half, 9);
    expect(found.lower).toBeCloseTo(0.2 - half, 9);
    // P(T₁ > t) = ½ − arctan(t)/π.
    expect(found.notAbove(0.02)).toBeCloseTo(0.5 - Math.atan(0.18 / Math.sqrt(40 / 2500)) / Math.PI, 9);
  });

  it("gives Student's interval where three clusters leave the draws too coarse", () => {
    const values = [0.1, 0.2, 0.6];
    const found = pairedLoss(
      values.map((x) => ({ tokens: 10, sums: [10 * x] })),
      createRng(1),
    );
    // Deviation of the mean: √(.14 / (3 · 2)).
    expect(found.upper).toBeCloseTo(0.3 + studentQuantile(2) * Math.sqrt(0.14 / 6), 9);
    expect(found.lower).toBeCloseTo(0.3 - studentQuantile(2) * Math.sqrt(0.14 / 6), 9);
  });

  it("takes no difference at all for none", () => {
    const same = Array.from({ length: 4 }, () => ({ tokens: 8, sums: [0, 0] }));
    const found = pairedLoss(same, createRng(1), 999);
    expect([found.lower, found.upper]).toEqual([0, 0]);
    expect(found.notBelow(0.01)).toBeCloseTo(1e-3, 9);
    expect(found.notAbove(0.01)).toBe(1);
  });

  it("refuses clusters of different numbers of arrays", () => {
    const ragged = [
      { tokens: 1, sums: [1] },
      { tokens: 1, sums: [1, 2] },
    ];
    expect(() => pairedLoss(ragged, createRng(1))).toThrow("one number of arrays");
  });
});

describe("holm", () => {
  // By hand: .01·4 = .04, .02·3 = .06, .03·2 = .06, .04·1 = .04 → not below .06.
  it("adjusts as computed by hand, in the order given", () => {
    const found = holm([0.04, 0.01, 0.03, 0.02]);
    [0.06, 0.04, 0.06, 0.06].forEach((p, n) => {
      expect(found[n]).toBeCloseTo(p, 12);
    });
    expect(holm([0.9, 0.5])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
