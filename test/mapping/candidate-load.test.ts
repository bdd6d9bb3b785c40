import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { binomialTail, expectedLoad } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

const workloadOf = (text: string) => configOf(`{ workload: { phase: "decode", ${text} } }`).workload;

describe("P(Bin(n, p) ≥ c)", () => {
  it("equals the sum over all outcomes", () => {
    for (const [n, p, c] of [
      [3, 0.2, 1],
      [5, 0.5, 3],
      [8, 0.07, 2],
      [10, 0.9, 10],
    ]) {
      let sum = 0;
      for (let outcome = 0; outcome < 2 ** n; outcome++) {
        let [ones, probability] = [0, 1];
        for (let bit = 0; bit < n; bit++) {
          const one = (outcome >> bit) % 2;
          ones += one;
          probability *= one === 1 ? p : 1 - p;
        }
        if (ones >= c) sum += probability;
      }
      expect(binomialTail(n, p, c)).toBeCloseTo(sum, 12);
    }
  });

  it("keeps its digits where it is tiny, and knows its ends", () => {
    // C(150, 2) p² to first order.
    expect(binomialTail(150, 1e-9, 2) / (11175 * 1e-18)).toBeCloseTo(1, 6);
    expect([
      binomialTail(4, 0, 1),
      binomialTail(4, 1, 4),
      binomialTail(4, 0.3, 0),
      binomialTail(4, 0.3, 5),
    ]).toEqual([0, 1, 1, 0]);
  });
});

describe("what a decode's queries find", () => {
  it("is the bucket's mean when one round looks at uniform buckets", () => {
    const load = expectedLoad(
      workloadOf("length: 4096, attention: { rounds: 1, chunk: 64, localWindow: 0, sink: 0 }"),
    );
    expect(load.listed).toBe(32);
    expect(load.distinct).toBeCloseTo(32, 9);
    expect(load.fetched).toBeCloseTo(32, 9);
  });

  it("agrees with keys that are thrown into buckets at random", () => {
    // 512 keys, 16 buckets a round, 4 rounds, 4 query heads over one key head, keys that collide at least twice.
    const [L, buckets, rounds, sharers, trials] = [512, 16, 4, 4, 400];
    const workload = workloadOf(
      `heads: 4, kvHeads: 1, length: ${L}, attention: { rounds: ${rounds}, buckets: ${buckets}, collisions: 2, localWindow: 0, sink: 0, listCap: ${L} }`,
    );
    const rng = createRng(3);
    let [distinct, fetched] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const union = new Set<number>();
      for (let head = 0; head < sharers; head++)
        for (let key = 0; key < L; key++) {
          let hits = 0;
          for (let r = 0; r < rounds; r++) if (rng.integer(buckets) === 0) hits++;
          if (hits >= 2) {
            distinct++;
            union.add(key);
          }
        }
      fetched += union.size;
    }
    const load = expectedLoad(workload);
    // 400 trials of about 44 found keys: standard errors below 0.8 %, so 4 % is five of them.
    expect(Math.abs(load.distinct / (distinct / trials / sharers) - 1)).toBeLessThan(0.04);
    expect(Math.abs(load.fetched / (fetched / trials) - 1)).toBeLessThan(0.04);
  });

  it("takes no more from a bucket than its cap, and more where buckets are fuller", () => {
    const of = (rest: string) => expectedLoad(workloadOf(`length: 65536, attention: { chunk: 64, ${rest} }`));
    expect(of("occupancy: 100").listed).toBe(128);
    expect(of("occupancy: 100, listCap: 50").listed).toBe(50);
    expect(of("occupancy: 2").listed).toBe(64);
    expect(of("occupancy: 2").distinct).toBeGreaterThan(of("").distinct);
  });

  it("counts every entry where repeats are weighed", () => {
    const load = expectedLoad(
      workloadOf(
        'heads: 8, kvHeads: 2, length: 4096, attention: { rounds: 8, chunk: 64, duplicates: "count", localWindow: 0, sink: 0 }',
      ),
    );
    expect(load.distinct).toBeCloseTo(8 * 32, 9);
    expect(load.fetched).toBeCloseTo(4 * 8 * 32, 9);
  });
});
