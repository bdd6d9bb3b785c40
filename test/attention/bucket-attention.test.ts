import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, normals, row } from "#base";
import { bucketTables } from "../../src/attention/buckets.ts";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";

const PLAN: LshPlan = {
  causal: true,
  self: "allowed",
  scale: 0.5,
  rounds: 3,
  buckets: 4,
  chunk: 4,
  lookBack: 1,
  localWindow: 0,
  sink: 0,
  duplicates: "once",
  sharedQK: false,
  lists: { collisions: 1, cap: 1000 },
};

const random = (rows: number, columns: number, seed: number): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(seed)));

const idsOf = (length: number, rounds: number, buckets: number, seed: number): Int32Array => {
  const rng = createRng(seed);
  return Int32Array.from({ length: rounds * length }, () => rng.integer(buckets));
};

/** How often the definition, read literally, weighs key j for query i. */
function weightOf(
  i: number,
  j: number,
  plan: LshPlan,
  ids: { q: Int32Array; k: Int32Array },
  L: number,
): number {
  if (j > i || (j === i && plan.self === "last-resort")) return 0;
  const distance = plan.self === "last-resort" ? i - j - 1 : i - j;
  if (j < plan.sink || distance < plan.localWindow) return 1;
  const { collisions = 1, cap = 0 } = plan.lists ?? {};
  let found = 0;
  for (let r = 0; r < plan.rounds; r++) {
    const bucket = ids.q[r * L + i];
    const members = Array.from({ length: i + 1 }, (_, n) => n).filter((n) => ids.k[r * L + n] === bucket);
    if (members.slice(-cap).includes(j)) found++;
  }
  return found < collisions ? 0 : plan.duplicates === "once" ? 1 : found;
}

describe("attention over the lists of buckets", () => {
  it("is one softmax over the keys that collide often enough, each weighed as the plan says", () => {
    fc.assert(
      fc.property(
        fc.record({
          rounds: fc.integer({ min: 1, max: 4 }),
          buckets: fc.constantFrom(2, 4, 8),
          localWindow: fc.integer({ min: 0, max: 4 }),
          sink: fc.integer({ min: 0, max: 2 }),
          duplicates: fc.constantFrom("once" as const, "count" as const),
          self: fc.constantFrom("allowed" as const, "last-resort" as const),
          collisions: fc.integer({ min: 1, max: 3 }),
          cap: fc.constantFrom(1, 3, 100),
        }),
        fc.nat(1000),
        ({ collisions, cap, ...part }, seed) => {
          const L = 24;
          const plan: LshPlan = { ...PLAN, ...part, lists: { collisions, cap } };
          const [q, k, v] = [random(L, 5, seed), random(L, 5, seed + 1), random(L, 3, seed + 2)];
          const ids = {
            q: idsOf(L, plan.rounds, plan.buckets, seed + 3),
            k: idsOf(L, plan.rounds, plan.buckets, seed + 4),
          };
          const attended = lshAttention(q, k, v, (_, role) => (role === "query" ? ids.q : ids.k), plan);
          for (let i = 0; i < L; i++) {
            const sum = new Float64Array(3);
            let total = 0;
            for (let j = 0; j < L; j++) {
              const weight = weightOf(i, j, plan, ids, L);
              if (weight === 0) continue;
              const score = row(q, i).reduce((s, x, c) => s + x * row(k, j)[c], 0) * plan.scale;
              total += weight * Math.exp(score);
              for (let c = 0; c < 3; c++) sum[c] += weight * Math.exp(score) * row(v, j)[c];
            }
            const expected = total === 0 ? row(v, i) : sum.map((x) => x / total);
            for (let c = 0; c < 3; c++) expect(row(attended.output, i)[c]).toBeCloseTo(expected[c], 9);
          }
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it("in one bucket without a cap is exact attention", () => {
    const [q, k, v] = [random(40, 6, 1), random(40, 6, 2), random(40, 4, 3)];
    const plan: LshPlan = { ...PLAN, rounds: 1, buckets: 1 };
    const exact = exactAttention(q, k, v, plan);
    const listed = lshAttention(q, k, v, ({ rows }) => new Int32Array(rows), plan);
    listed.output.data.forEach((x, n) => {
      expect(x).toBeCloseTo(exact.output.data[n], 12);
    });
    expect(listed.pairs.useful).toBe((40 * 41) / 2);
    expect(listed.pairs.computed).toBe((40 * 41) / 2);
  });
});

it("tables list the most recent keys of a bucket up to a position, and how many rounds found each", () => {
  // Two rounds over six tokens.
  const keys = Int32Array.from([0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1]);
  const queries = new Int32Array(12);
  const plan = { rounds: 2, buckets: 2, causal: true };
  const all = bucketTables(queries, keys, plan, 10).find(4);
  const found = new Map(Array.from({ length: all.count }, (_, n) => [all.keys[n], all.rounds[n]]));
  expect([...found].sort(([a], [b]) => a - b)).toEqual([
    [0, 1],
    [2, 2],
    [3, 2],
    [4, 1],
  ]);
  expect(all.listed).toBe(6);
  const recent = bucketTables(queries, keys, plan, 1).find(4);
  expect([...recent.keys.subarray(0, recent.count)].sort()).toEqual([3, 4]);
});
