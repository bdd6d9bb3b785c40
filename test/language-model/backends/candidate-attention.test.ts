import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BucketIds, NO_CANDIDATES, ROUTINGS, wholeChunks } from "../../../src/attention/candidates.ts";
import { exactAttention } from "../../../src/attention/exact-attention.ts";
import { randomBuckets } from "../../../src/attention/hash-code.ts";
import { lshAttention } from "../../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../../src/attention/plan.ts";
import { type Dense, dense } from "../../../src/base/dense.ts";
import { createRng, normals } from "../../../src/base/rng.ts";
import {
  attendCandidates as attendOn,
  topKeys,
} from "../../../src/language-model/backends/candidate-attention.ts";
import { heads } from "../decoder.ts";

const BUCKETS = 8;
const random = (rows: number, columns: number, seed: number): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(seed)));
const largestDifference = (a: ArrayLike<number>, b: Float64Array): number =>
  b.reduce((worst, x, i) => Math.max(worst, Math.abs(x - a[i])), 0);

type Operands = Parameters<typeof attendOn>;
const attendCandidates = (...given: [Operands[0], Operands[1], Operands[2], Operands[3], Operands[4]]) =>
  attendOn(...given, heads);

/** Single precision of values up to 4, summed over some tens of keys. */
const ROUNDING = 5e-6;

const plans = fc.record({
  self: fc.constantFrom("allowed" as const, "last-resort" as const),
  rounds: fc.integer({ min: 0, max: 4 }),
  chunk: fc.integer({ min: 1, max: 40 }),
  lookBack: fc.integer({ min: 0, max: 3 }),
  localWindow: fc.integer({ min: 0, max: 6 }),
  sink: fc.integer({ min: 0, max: 3 }),
  duplicates: fc.constantFrom("once" as const, "count" as const),
  sharedQK: fc.boolean(),
  length: fc.integer({ min: 1, max: 33 }),
  seed: fc.nat(1000),
});

const complete = (part: object): LshPlan => ({
  causal: true,
  self: "allowed",
  scale: 0.5,
  rounds: 2,
  buckets: BUCKETS,
  chunk: 4,
  lookBack: 1,
  localWindow: 0,
  sink: 0,
  duplicates: "once",
  sharedQK: false,
  ...part,
});

/** Keys that the definition of each routing gives to query i in one round. */
const DEFINITIONS: Record<string, (q: number[], k: number[], i: number, slots: number) => number[]> = {
  "prefix-window": (q, k, i, slots) => {
    const keys = sorted(k, i);
    const below = keys.filter((j) => k[j] <= q[i]);
    // Reading backwards from the query's place, on over the last bucket, once round at most.
    const ring = [...keys.filter((j) => k[j] > q[i]), ...below];
    return ring.slice(Math.max(0, ring.length - slots));
  },
  bucket: (q, k, i) => sorted(k, i).filter((j) => k[j] === q[i]),
  clusters: (q, k, i, slots) => {
    const cluster = Math.floor(sorted(q, i).indexOf(i) / slots);
    return sorted(k, i).slice(cluster * slots, (cluster + 1) * slots);
  },
};
const sorted = (ids: number[], i: number): number[] =>
  Array.from({ length: i + 1 }, (_, j) => j).sort((a, b) => ids[a] - ids[b] || a - b);

describe("attendCandidates", () => {
  it("over chunks of the whole sequence equals lshAttention, pairs included", () => {
    fc.assert(
      fc.property(plans, ({ length, seed, ...part }) => {
        const plan = complete(part);
        const [q, k, v] = [random(length, 6, seed), random(length, 6, seed + 1), random(length, 5, seed + 2)];
        const hash = randomBuckets({ rounds: plan.rounds, buckets: BUCKETS }, createRng(seed));
        const keys = hash(k, "key");
        const queries = plan.sharedQK ? keys : hash(q, "query");
        const expected = lshAttention(q, k, v, hash, plan);
        const actual = attendCandidates(q, k, v, plan, wholeChunks({ queries, keys }, plan));
        expect(largestDifference(actual.output.data, expected.output.data)).toBeLessThan(ROUNDING);
        expect(largestDifference(actual.logSum, expected.logSum)).toBeLessThan(ROUNDING);
        expect(actual.pairs).toEqual(expected.pairs);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it.each(Object.keys(DEFINITIONS))("%s lists what its definition says of the prefix", (name) => {
    fc.assert(
      fc.property(plans, ({ length, seed, ...part }) => {
        const plan = complete({ ...part, rounds: 2 });
        const hash = randomBuckets({ rounds: 2, buckets: BUCKETS }, createRng(seed));
        const anyRows = dense(length, 0);
        const ids: BucketIds = { queries: hash(anyRows, "query"), keys: hash(anyRows, "key") };
        const listing = ROUTINGS[name as keyof typeof ROUTINGS](ids, plan);
        const into = new Int32Array(listing.most);
        const slots = Math.min(plan.lookBack + 1, Math.ceil(length / plan.chunk)) * plan.chunk;
        for (let i = 0; i < length; i++) {
          const count = listing.list(i, into);
          const expected = [0, 1].flatMap((r) => {
            const round = (all: Int32Array) => [...all.subarray(r * length, (r + 1) * length)];
            return DEFINITIONS[name](round(ids.queries), round(ids.keys), i, slots);
          });
          expect([...into.subarray(0, count)].sort()).toEqual(expected.sort());
        }
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it("a local window or as many top keys as there are tokens is exact attention", () => {
    const [q, k, v] = [random(30, 8, 1), random(30, 8, 2), random(30, 8, 3)];
    for (const self of ["allowed", "last-resort"] as const) {
      const exact = exactAttention(q, k, v, complete({ self }));
      const local = attendCandidates(q, k, v, complete({ self, localWindow: 30 }), NO_CANDIDATES);
      const top = attendCandidates(q, k, v, complete({ self }), topKeys(q, k, complete({ self }), 30));
      for (const { output, logSum } of [local, top]) {
        expect(largestDifference(output.data, exact.output.data)).toBeLessThan(ROUNDING);
        expect(largestDifference(logSum, exact.logSum)).toBeLessThan(ROUNDING);
      }
    }
  });

  it("top keys hold more mass than any other choice of as many", () => {
    const [q, k, v] = [random(40, 8, 4), random(40, 8, 5), random(40, 8, 6)];
    const plan = complete({});
    const top = attendCandidates(q, k, v, plan, topKeys(q, k, plan, 5));
    const local = attendCandidates(q, k, v, { ...plan, localWindow: 5 }, NO_CANDIDATES);
    expect(top.pairs.useful).toBe(local.pairs.useful);
    top.logSum.forEach((log, i) => {
      expect(log).toBeGreaterThanOrEqual(local.logSum[i] - ROUNDING);
    });
  });

  it("refuses lengths that differ", () => {
    expect(() =>
      attendCandidates(random(4, 2, 1), random(5, 2, 1), random(5, 2, 1), complete({}), NO_CANDIDATES),
    ).toThrow("expected q, k and v of one length");
  });
});
