import { describe, expect, it } from "vitest";
import {
  distanceClasses,
  type HitCounts,
  missedMass,
  recall,
} from "../../../src/simulation/surrogate/hit-counts.ts";

/** Expected histogram of hits of pairs with probability p in n rounds. */
function binomial(p: number, n: number): Float64Array {
  const histogram = new Float64Array(n + 1);
  let choose = 1;
  for (let k = 0; k <= n; k++) {
    histogram[k] = choose * p ** k * (1 - p) ** (n - k);
    choose = (choose * (n - k)) / (k + 1);
  }
  return histogram;
}

const mixed = (parts: readonly [weight: number, p: number][], n: number): Float64Array => {
  const sum = new Float64Array(n + 1);
  for (const [weight, p] of parts) for (const [k, x] of binomial(p, n).entries()) sum[k] += weight * x;
  return sum;
};

describe("missedMass", () => {
  it("is (1 − p)^r on average for as many rounds as were counted, and fewer", () => {
    for (const p of [0, 0.05, 0.3, 0.9, 1])
      for (const rounds of [1, 2, 7, 24])
        expect(missedMass(binomial(p, 24), rounds)).toBeCloseTo((1 - p) ** rounds, 12);
  });

  it("is C(n − k, m) / C(n, m) of what k of n rounds show, counted over every choice of m rounds", () => {
    const total = 6;
    for (let hits = 0; hits <= total; hits++)
      for (let rounds = 1; rounds <= total; rounds++) {
        // Rounds as bits; the first `hits` of them show the pair.
        const choices = Array.from({ length: 2 ** total }, (_, set) => set).filter(
          (set) => set.toString(2).replaceAll("0", "").length === rounds,
        );
        const missed = choices.filter((set) => set % 2 ** hits === 0).length;
        const byHits = new Float64Array(total + 1);
        byHits[hits] = 0.7;
        expect(missedMass(byHits, rounds)).toBeCloseTo((0.7 * missed) / choices.length, 12);
      }
  });

  it("follows a mixture of probabilities to four times as many rounds", () => {
    const parts: [number, number][] = [
      [0.3, 0.6],
      [0.4, 0.15],
      [0.3, 0.03],
    ];
    const histogram = mixed(parts, 32);
    for (const rounds of [48, 64, 128]) {
      const exact = parts.reduce((sum, [weight, p]) => sum + weight * (1 - p) ** rounds, 0);
      expect(Math.abs(missedMass(histogram, rounds) - exact)).toBeLessThan(0.005);
    }
  });

  it("never rises with the rounds, across the end of the table too", () => {
    const histogram = mixed(
      [
        [0.5, 0.2],
        [0.5, 0.01],
      ],
      32,
    );
    const missed = Array.from({ length: 64 }, (_, r) => missedMass(histogram, r + 1));
    for (let r = 1; r < missed.length; r++) expect(missed[r]).toBeLessThanOrEqual(missed[r - 1] + 1e-3);
  });
});

describe("recall", () => {
  it("adds what is near to what rounds show", () => {
    const classes = distanceClasses(8);
    expect(classes.start).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const mass = new Float64Array(8 * 3);
    mass[1 * 3 + 2] = 0.1; // distance 1, always hit
    mass[4 * 3 + 1] = 0.4; // distance 4, hit in one of two rounds
    mass[6 * 3 + 0] = 0.3; // distance 6, never hit
    const counts: HitCounts = { rounds: 2, classes, mass, sink: 0.2, alone: new Float64Array([0.05, 0, 0]) };
    expect(recall(counts, 1, { reach: 0, isBare: false })).toBeCloseTo(0.2 + 0.1 + 0.2, 12);
    expect(recall(counts, 2, { reach: 0, isBare: false })).toBeCloseTo(0.2 + 0.1 + 0.4, 12);
    expect(recall(counts, 1, { reach: 5, isBare: false })).toBeCloseTo(0.2 + 0.1 + 0.4, 12);
    expect(recall(counts, 1, { reach: 8, isBare: false })).toBeCloseTo(1, 12);
    // A query that sees nothing attends to itself.
    expect(recall(counts, 1, { reach: 0, isBare: true })).toBeCloseTo(0.5 + 0.05, 12);
  });

  it("has every distance in one class, narrow ones first", () => {
    const { classOf, start } = distanceClasses(4096);
    expect(start.at(-1)).toBe(4096);
    for (let d = 0; d < 4096; d++) {
      expect(start[classOf[d]]).toBeLessThanOrEqual(d);
      expect(start[classOf[d] + 1]).toBeGreaterThan(d);
    }
    expect(classOf[63]).toBe(63);
  });
});
