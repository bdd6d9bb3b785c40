import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, normals, row } from "#base";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { drawProjections, projectionHasher, randomBuckets } from "../../src/attention/hash-code.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import { routeRound, sees } from "../../src/attention/routing.ts";
import { countingOrder } from "../../src/peripherals/sorter/counting.ts";
import { nearestKeys } from "./nearest-keys.ts";

const PLAN: LshPlan = {
  causal: true,
  self: "allowed",
  scale: 0.5,
  rounds: 3,
  buckets: 8,
  chunk: 4,
  lookBack: 1,
  localWindow: 0,
  sink: 0,
  duplicates: "once",
  sharedQK: false,
};

const random = (rows: number, columns: number, seed: number): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(seed)));

const largestDifference = (a: Dense, b: Dense): number =>
  a.data.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b.data[i])), 0);

/** The definition, read literally: which pairs, how often, then one softmax a query. */
function bruteForce(
  q: Dense,
  k: Dense,
  v: Dense,
  plan: LshPlan,
  ids: { q: Int32Array; k: Int32Array },
  unnormalised?: (score: number) => number,
) {
  const L = q.rows;
  const output = dense(L, v.columns);
  let useful = 0;
  const routes = Array.from({ length: plan.rounds }, (_, r) =>
    routeRound(ids.q.slice(r * L, (r + 1) * L), ids.k.slice(r * L, (r + 1) * L), plan, countingOrder),
  );
  for (let i = 0; i < L; i++) {
    const multiplicity = new Float64Array(L);
    const near = nearestKeys(i, L, plan);
    for (let j = 0; j < L; j++) {
      if ((plan.causal && j > i) || (i === j && plan.self === "last-resort")) continue;
      if (j < plan.sink || near.includes(j)) multiplicity[j] = 1;
      else
        multiplicity[j] = routes.filter((route) =>
          sees(route.queryChunk[i], route.keyChunk[j], route.chunks, plan.lookBack),
        ).length;
      if (plan.duplicates === "once") multiplicity[j] = Math.min(1, multiplicity[j]);
    }
    if (multiplicity.every((m) => m === 0)) multiplicity[i] = 1;
    useful += multiplicity.filter((m) => m > 0).length;
    const scores = multiplicity.map(
      (_, j) => row(q, i).reduce((s, x, c) => s + x * row(k, j)[c], 0) * plan.scale,
    );
    const weights = multiplicity.map((m, j) => m * (unnormalised ?? Math.exp)(scores[j]));
    const sum = unnormalised === undefined ? weights.reduce((s, w) => s + w, 0) : 1;
    for (let j = 0; j < L; j++)
      for (let c = 0; c < v.columns; c++) row(output, i)[c] += (weights[j] / sum) * row(v, j)[c];
  }
  return { output, useful };
}

describe("lshAttention", () => {
  it("equals the definition for every plan", () => {
    const plans = fc.record({
      causal: fc.boolean(),
      self: fc.constantFrom("allowed" as const, "last-resort" as const),
      rounds: fc.integer({ min: 0, max: 4 }),
      chunk: fc.integer({ min: 1, max: 40 }),
      lookBack: fc.integer({ min: 0, max: 3 }),
      localWindow: fc.integer({ min: 0, max: 6 }),
      sink: fc.integer({ min: 0, max: 3 }),
      duplicates: fc.constantFrom("once" as const, "count" as const),
      length: fc.integer({ min: 1, max: 33 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(plans, ({ length, seed, ...part }) => {
        const plan: LshPlan = { ...PLAN, ...part };
        const [q, k, v] = [random(length, 6, seed), random(length, 6, seed + 1), random(length, 5, seed + 2)];
        const hash = randomBuckets({ rounds: plan.rounds, buckets: 8 }, createRng(seed));
        const expected = bruteForce(q, k, v, plan, { q: hash(q, "query"), k: hash(k, "key") });
        const actual = lshAttention(q, k, v, hash, plan);
        expect(largestDifference(actual.output, expected.output)).toBeLessThan(1e-12);
        expect(actual.pairs.useful).toBe(expected.useful);
        // A unit that normalises nothing: the same pairs, each by its own weight; the mass seen does not change.
        const unnormalised = (score: number): number => Math.exp(score - 1) / 7;
        const ids = { q: hash(q, "query"), k: hash(k, "key") };
        const plain = lshAttention(q, k, v, hash, plan, {
          units: { sort: countingOrder, exponential: Math.exp, unnormalised },
        });
        const sum = bruteForce(q, k, v, plan, ids, unnormalised);
        expect(largestDifference(plain.output, sum.output)).toBeLessThan(1e-12);
        plain.logSum.forEach((log, n) => {
          expect(log).toBeCloseTo(actual.logSum[n], 12);
        });
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  it.each([1, 2, 5, 8])("one chunk ≥ L with %i rounds is exact attention to 1e-12", (rounds) => {
    const [q, k, v] = [random(60, 16, 1), random(60, 16, 2), random(60, 16, 3)];
    const code = simHashCode(rounds, 3);
    const hash = projectionHasher(drawProjections(code, 16, createRng(9)), code);
    for (const causal of [true, false])
      for (const self of ["allowed", "last-resort"] as const)
        for (const duplicates of ["once", "count"] as const)
          for (const chunk of [60, 64]) {
            const plan: LshPlan = { ...PLAN, rounds, chunk, causal, self, duplicates };
            const exact = exactAttention(q, k, v, plan);
            const lsh = lshAttention(q, k, v, hash, plan);
            expect(largestDifference(lsh.output, exact.output)).toBeLessThan(1e-12);
            lsh.logSum.forEach((log, i) => {
              expect(Math.abs(log - exact.logSum[i])).toBeLessThan(1e-12);
            });
          }
  });

  it("attention recall is the share of the exact softmax on the union of pairs", () => {
    const [q, k, v] = [random(50, 8, 4), random(50, 8, 5), random(50, 8, 6)];
    const plan: LshPlan = { ...PLAN, rounds: 2, chunk: 5, localWindow: 2 };
    const hash = randomBuckets({ rounds: 2, buckets: 8 }, createRng(1));
    const exact = exactAttention(q, k, v, plan);
    const once = lshAttention(q, k, v, hash, plan);
    const count = lshAttention(q, k, v, hash, { ...plan, duplicates: "count" });
    once.logSum.forEach((log, i) => {
      expect(log).toBeLessThanOrEqual(exact.logSum[i] + 1e-12);
      expect(count.logSum[i]).toBeCloseTo(log, 12);
    });
  });

  it("from some positions gives those rows of the whole, and works on those alone", () => {
    const [q, k, v] = [random(70, 8, 7), random(70, 8, 8), random(70, 8, 9)];
    const plan: LshPlan = { ...PLAN, rounds: 3, chunk: 6, localWindow: 3, sink: 1 };
    const hash = randomBuckets({ rounds: 3, buckets: 8 }, createRng(2));
    const queries = Int32Array.of(0, 3, 4, 31, 69);
    const [all, some] = [lshAttention(q, k, v, hash, plan), lshAttention(q, k, v, hash, plan, { queries })];
    const [allExact, someExact] = [exactAttention(q, k, v, plan), exactAttention(q, k, v, plan, { queries })];
    queries.forEach((i, n) => {
      expect(row(some.output, n)).toEqual(row(all.output, i));
      expect(some.logSum[n]).toBe(all.logSum[i]);
      expect(row(someExact.output, n)).toEqual(row(allExact.output, i));
    });
    expect(some.pairs.computed).toBe((all.pairs.computed * 5) / 70);
  });

  it("refuses lengths that differ", () => {
    expect(() =>
      lshAttention(random(4, 2, 1), random(5, 2, 1), random(5, 2, 1), () => new Int32Array(0), PLAN),
    ).toThrow(RangeError);
  });
});

describe("routeRound with shared QK", () => {
  it("puts each query in its own key's chunk, as in Reformer", () => {
    const ids = Int32Array.from({ length: 100 }, (_, i) => (i * 7919) % 13);
    const shape = { buckets: 13, chunk: 9 };
    const merged = routeRound(ids, ids, shape, countingOrder);
    expect(merged.queryChunk).toEqual(merged.keyChunk);
    expect(routeRound(null, ids, shape, countingOrder)).toEqual(merged);
  });
});
