import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, mapped, normals } from "#base";
import { randomBuckets } from "../../src/attention/hash-code.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import { lshGradient } from "./lsh-gradient.ts";

const LENGTH = 24;
const WIDTH = 5;
const VALUES = 3;

const PLAN: LshPlan = {
  causal: true,
  self: "allowed",
  scale: 0.6,
  rounds: 3,
  buckets: 8,
  chunk: 4,
  lookBack: 1,
  localWindow: 0,
  sink: 0,
  duplicates: "once",
  sharedQK: false,
};

const random = (columns: number, name: string): Dense =>
  dense(LENGTH, columns, normals(LENGTH * columns, createRng("gradient").fork(name)));

const head = { q: random(WIDTH, "q"), k: random(WIDTH, "k"), v: random(VALUES, "v") };
const slope = random(VALUES, "slope");

/** Bucket ids that do not move with the vectors: the hash is not differentiated. */
const frozen = (plan: LshPlan) => randomBuckets(plan, createRng("frozen ids"));

/** A linear function of the output, so that ∂loss/∂output is `slope`. */
function loss(plan: LshPlan, { q, k, v }: typeof head): number {
  const { data } = lshAttention(q, k, v, frozen(plan), plan).output;
  return data.reduce((sum, x, n) => sum + x * slope.data[n], 0);
}

/** Central differences of five points, error of order h⁴: below 1e-8 at h = 1e-3 for operands of order 1. */
function differences(plan: LshPlan, operand: keyof typeof head): Float64Array {
  const step = 1e-3;
  const moved = (n: number, by: number): number => {
    const copy = mapped(head[operand], (x) => x);
    copy.data[n] += by;
    return loss(plan, { ...head, [operand]: copy });
  };
  return head[operand].data.map(
    (_, n) =>
      (8 * (moved(n, step) - moved(n, -step)) - (moved(n, 2 * step) - moved(n, -2 * step))) / (12 * step),
  );
}

describe("gradient of LSH attention", () => {
  it.each<[string, Partial<LshPlan>]>([
    ["causal chunks", {}],
    ["repeated pairs counted", { duplicates: "count" }],
    ["local window and sink", { localWindow: 3, sink: 2 }],
    ["all keys visible", { causal: false }],
    ["a window on both sides, counted", { causal: false, localWindow: 2, duplicates: "count" }],
    ["self as a last resort", { self: "last-resort" }],
    ["one hash for both", { sharedQK: true, self: "last-resort", localWindow: 2 }],
    ["no round at all: every query on its own", { rounds: 0 }],
    ["a chunk that covers the sequence: exact attention", { rounds: 1, chunk: LENGTH, lookBack: 0 }],
  ])("meets finite differences to 1e-6: %s", (_, over) => {
    const plan = { ...PLAN, ...over };
    const gradient = lshGradient(head.q, head.k, head.v, frozen(plan), plan, slope);
    for (const operand of ["q", "k", "v"] as const) {
      const expected = differences(plan, operand);
      expected.forEach((x, n) => {
        expect(Math.abs(gradient[operand].data[n] - x), `${operand}[${n}]`).toBeLessThan(1e-6);
      });
    }
    // Differences of zeros would agree with anything.
    expect(gradient.v.data.some((x) => Math.abs(x) > 0.1)).toBe(true);
    if (plan.rounds > 0) expect(gradient.q.data.some((x) => Math.abs(x) > 0.05)).toBe(true);
  });

  it("tells counted pairs from pairs weighed once", () => {
    const of = (duplicates: LshPlan["duplicates"]): Float64Array =>
      lshGradient(head.q, head.k, head.v, frozen(PLAN), { ...PLAN, duplicates }, slope).q.data;
    const [once, count] = [of("once"), of("count")];
    expect(once.some((x, n) => Math.abs(x - count[n]) > 1e-3)).toBe(true);
  });

  it("has one error for operands that do not belong together", () => {
    const short = dense(LENGTH - 1, VALUES);
    expect(() => lshGradient(head.q, head.k, head.v, frozen(PLAN), PLAN, short)).toThrow(
      /one length, received 24, 24, 24, 23/,
    );
    expect(() => lshGradient(head.q, head.k, head.v, frozen(PLAN), PLAN, dense(LENGTH, 2))).toThrow(
      /width 3, received 2/,
    );
    const lists = { ...PLAN, lists: { collisions: 1, cap: 4 } };
    expect(() => lshGradient(head.q, head.k, head.v, frozen(PLAN), lists, slope)).toThrow(/bucket lists/);
  });
});
