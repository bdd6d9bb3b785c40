import { describe, expect, test } from "vitest";
import { createRng } from "#base";
import { childrenOf, USUAL_VARIATION } from "../src/variation.ts";

/** Largest distance between the empirical distribution of a sample and a law; 1e-6 at sqrt(ln(2e6) / 2n). */
function distance(sample: readonly number[], law: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted.reduce(
    (most, x, i) => Math.max(most, law(x) - i / sorted.length, (i + 1) / sorted.length - law(x)),
    0,
  );
}
const N = 20_000;
const CRITICAL = Math.sqrt(Math.log(2e6) / (2 * N));
const NO_MUTATION = { ...USUAL_VARIATION, crossoverRate: 1, mutatedAxes: 0 };
const NO_CROSSOVER = { ...USUAL_VARIATION, crossoverRate: 0, mutatedAxes: 1 };

describe("simulated binary crossover", () => {
  const crossed = (first: number, second: number): [number, number][] => {
    const rng = createRng(`${first} ${second}`);
    return Array.from({ length: 3 * N }, () => {
      const [[a], [b]] = childrenOf([first], [second], [null], NO_MUTATION, rng);
      return [a, b] as [number, number];
    })
      .filter(([a, b]) => a !== first || b !== second)
      .slice(0, N);
  };

  test("the spread of children over that of parents follows the cut density (η + 1)/2 · β^η, β^−(η+2)", () => {
    const eta = USUAL_VARIATION.crossoverIndex;
    const [low, high] = [0.3, 0.6];
    const children = crossed(low, high);
    // The lower child reaches down to 0: β ≤ 1 + 2 · 0.3 / 0.3 = 3, where the law of the uncut β has 1 − 3^−16 / 2.
    const uncut = (b: number): number => (b <= 1 ? b ** (eta + 1) / 2 : 1 - b ** -(eta + 1) / 2);
    const lower = children.map(([a, b]) => (low + high - 2 * Math.min(a, b)) / (high - low));
    expect(distance(lower, (b) => uncut(b) / uncut(3))).toBeLessThan(CRITICAL);
    const upper = children.map(([a, b]) => (2 * Math.max(a, b) - low - high) / (high - low));
    expect(distance(upper, (b) => uncut(b) / uncut(1 + (2 * 0.4) / 0.3))).toBeLessThan(CRITICAL);
  });

  test("either child may be the lower one, and near a bound both stay inside", () => {
    const children = crossed(0, 1 - 2 ** -53);
    expect(children.every(([a, b]) => a >= 0 && b >= 0 && a < 1 && b < 1)).toBe(true);
    const inner = crossed(0.2, 0.8).filter(([a, b]) => a < b).length;
    expect(Math.abs(inner - N / 2) / Math.sqrt(N / 4)).toBeLessThan(4.9);
  });
});

describe("mutation", () => {
  test("a continuous axis moves by the polynomial law, cut at the bounds", () => {
    const rng = createRng("polynomial");
    const eta = USUAL_VARIATION.mutationIndex;
    for (const u of [0.5, 0.02]) {
      const steps = Array.from(
        { length: N },
        () => childrenOf([u], [u], [null], NO_CROSSOVER, rng)[0][0] - u,
      );
      const below = (1 - u) ** (eta + 1);
      const above = u ** (eta + 1);
      // Each side has probability one half and a density like (1 − |δ|)^η up to its bound.
      const law = (d: number): number =>
        d < 0
          ? ((1 + d) ** (eta + 1) - below) / (1 - below) / 2
          : 0.5 + (1 - (1 - d) ** (eta + 1)) / (1 - above) / 2;
      expect(distance(steps, law)).toBeLessThan(CRITICAL);
    }
  });

  test("a list axis moves to another level, stands at its middle, and reaches all of them", () => {
    const rng = createRng("levels");
    for (const levels of [2, 3, 7]) {
      const middles = Array.from({ length: levels }, (_, level) => (level + 0.5) / levels);
      for (const from of middles) {
        const seen = new Set<number>();
        for (let i = 0; i < 400; i++) seen.add(childrenOf([from], [from], [levels], NO_CROSSOVER, rng)[0][0]);
        expect([...seen].sort()).toEqual(middles.filter((middle) => middle !== from));
      }
    }
    expect(childrenOf([0.5], [0.5], [1], NO_CROSSOVER, rng)[0]).toEqual([0.5]);
  });

  test("about one axis of many changes", () => {
    const rng = createRng("rate");
    const parent = new Array<number>(20).fill(0.4);
    const levels = new Array<null>(20).fill(null);
    const changes = Array.from(
      { length: 2000 },
      () => childrenOf(parent, parent, levels, NO_CROSSOVER, rng)[1].filter((u) => u !== 0.4).length,
    ).reduce((a, b) => a + b, 0);
    // Binomial: 40 000 trials of 1/20.
    expect(Math.abs(changes - 2000) / Math.sqrt(2000 * 0.95)).toBeLessThan(4.9);
  });
});
