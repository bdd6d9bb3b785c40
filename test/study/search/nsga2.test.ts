import { describe, expect, test } from "vitest";
import { createRng } from "#base";
import type { Outcome } from "#search";
import { type Nsga2Options, nsga2Search, usualPopulation } from "../../../packages/search/src/nsga2.ts";
import { selected, tournament } from "../../../packages/search/src/selection.ts";
import { PROBLEMS } from "../problems.ts";
import { gridOf, reached, volumeOf } from "./runs.ts";

const problem = (name: string) =>
  PROBLEMS.find((candidate) => candidate.name === name) as (typeof PROBLEMS)[0];
const points = (options: Nsga2Options, evaluate: (u: readonly number[]) => Outcome | null) => {
  const search = nsga2Search(options, createRng(5));
  const all: (readonly number[])[] = [];
  while (!search.isDone)
    for (const { index, coordinates } of search.ask(3)) {
      all.push(coordinates);
      search.tell(index, evaluate(coordinates));
    }
  return { all, population: search.population };
};

describe("survival", () => {
  const individual = (index: number, objectives: number[] | null, violation = 0) => ({
    index,
    coordinates: [index],
    outcome: objectives === null ? null : { objectives, violation },
  });
  // Front 0, 1, 2; then 3 behind it; 5 and 4 by violation; 6 has no numbers.
  const all = [
    individual(6, null),
    individual(3, [5, 5]),
    individual(1, [0, 9]),
    individual(4, [-9, -9], 2),
    individual(5, [9, 9], 1),
    individual(0, [9, 0]),
    individual(2, [4, 4]),
  ];

  test("whole ranks first, infeasible ones by violation alone, no numbers last", () => {
    const orders = [1, 2, 3, 4, 5, 6, 7].map((n) => selected(all, n).map(({ index }) => index));
    expect(orders[6]).toEqual([0, 1, 2, 3, 5, 4, 6]);
    expect(orders[3]).toEqual([0, 1, 2, 3]);
    // The ends of the front outlive its middle; of equal distances the lower index stays.
    expect(orders[1]).toEqual([0, 1]);
    expect(orders[0]).toEqual([0]);
  });

  test("a NaN violation is the worst", () => {
    const unknown = [individual(0, [0, 0], Number.NaN), individual(1, [1, 1], 1e9)];
    expect(selected(unknown, 1)[0].index).toBe(1);
  });
});

describe("tournament", () => {
  const survivor = (index: number, objectives: number[] | null, crowding: number, violation = 0) => ({
    index,
    coordinates: [index],
    outcome: objectives === null ? null : { objectives, violation },
    crowding,
  });
  /** Draws the first, then the second. */
  const winner = (...pair: ReturnType<typeof survivor>[]): number => {
    const draws = [0, 1];
    const scripted = { ...createRng(1), integer: () => draws.shift() as number };
    return tournament(pair, scripted).index;
  };

  test.each([
    ["a dominated one loses, however lonely", survivor(0, [2, 2], Infinity), survivor(1, [1, 1], 0), 1],
    ["of two that do not dominate, the less crowded", survivor(0, [1, 2], 0.5), survivor(1, [2, 1], 0.7), 1],
    ["of equally crowded, the lower index", survivor(3, [1, 2], 0.5), survivor(1, [2, 1], 0.5), 1],
    ["less violation before objectives", survivor(0, [0, 0], 9, 2), survivor(1, [5, 5], 0, 1), 1],
    [
      "any violation before one that is no number",
      survivor(0, [0, 0], 9, Number.NaN),
      survivor(1, [5, 5], 0, 1e9),
      1,
    ],
    ["any numbers before none", survivor(0, null, 9), survivor(1, [5, 5], 0, 1e9), 1],
  ])("%s", (_, a, b, expected) => {
    expect(winner(a, b)).toBe(expected);
    expect(winner(b, a)).toBe(expected);
  });
});

describe("nsga2", () => {
  test("asks no point twice, and equal levels of lists are one point", () => {
    const { all } = points({ axes: 3, population: 12, evaluations: 90, levels: [4, 5, 6] }, ([x, y, z]) => ({
      objectives: [x + z, y + 1 - z],
      violation: 0,
    }));
    const cells = all.map((u) => u.map((x, axis) => Math.floor(x * [4, 5, 6][axis])).join());
    expect(new Set(cells).size).toBe(90);
  });

  test("ends when a small space has no more points, having asked for every one", () => {
    const { all } = points({ axes: 2, population: 10, evaluations: 1000, levels: [4, 5] }, ([x, y]) => ({
      objectives: [x, y],
      violation: 0,
    }));
    expect(new Set(all.map(String)).size).toBe(20);
    expect(all).toHaveLength(20);
  });

  test("goes on from points without numbers alone, and finds a small feasible region", () => {
    expect(points({ axes: 2, population: 8, evaluations: 50 }, () => null).all).toHaveLength(50);
    const { population } = points({ axes: 4, population: 20, evaluations: 1500 }, (u) => ({
      objectives: [u[0], 1 - u[0]],
      // A ball of 1.2e-5 of the volume.
      violation: Math.max(0, Math.hypot(...u.map((x) => x - 0.7)) - 0.04),
    }));
    expect(population.every(({ outcome }) => outcome?.violation === 0)).toBe(true);
  });

  test("refuses outcomes that it cannot rank, and senseless options", () => {
    const search = nsga2Search({ axes: 1, population: 2, evaluations: 4 }, createRng(1));
    search.ask(2);
    expect(() => search.tell(0, { objectives: [1, Number.NaN], violation: 0 })).toThrow("NaN for index 0");
    expect(() => search.tell(0, { objectives: [1], violation: -1 })).toThrow("received -1 for index 0");
    search.tell(0, { objectives: [1], violation: 0 });
    expect(() => search.tell(1, { objectives: [1, 2], violation: 0 })).toThrow(
      "expected 1 objectives, received 2 for index 1",
    );
    expect(() => nsga2Search({ axes: 1, population: 1, evaluations: 4 }, createRng(1))).toThrow(
      "population of at least 2, received 1",
    );
    expect(() => nsga2Search({ axes: 2, evaluations: 4, levels: [3] }, createRng(1))).toThrow(
      "levels of 2 axes, received 1",
    );
    expect([10, 1000, 1e6].map(usualPopulation)).toEqual([12, 40, 100]);
  });

  test("ZDT1 with a fifth of the usual evaluations, and random search far behind", () => {
    const zdt1 = problem("ZDT1");
    const { all } = points({ axes: 30, population: 60, evaluations: 5000 }, zdt1.evaluate);
    expect(reached(zdt1, all.map(zdt1.evaluate))).toBeGreaterThan(0.85);
    const rng = createRng(1);
    const blind = Array.from({ length: 5000 }, () => zdt1.evaluate(Array.from({ length: 30 }, rng.uniform)));
    expect(reached(zdt1, blind)).toBeLessThan(0.05);
  });
});

describe("a tenth of an enumerable grid holds .99 of its hypervolume (median of 5 seeds)", () => {
  test.each([
    ["ZDT3", [40, 5, 5, 5]],
    ["ZDT6", [40, 5, 5, 5]],
    ["Kursawe", [21, 21, 21]],
    ["BNH", [80, 60]],
    ["DTLZ2", [10, 10, 5, 5, 3]],
    ["DTLZ2", [12, 12, 5, 5]],
    ["DTLZ2", [8, 8, 4, 4, 4]],
    ["OSY", [5, 5, 5, 5, 5, 5]],
  ])("%s on %j", (name, levels) => {
    const { evaluate } = problem(name);
    const grid = gridOf(levels).map(evaluate);
    const budget = Math.floor(grid.length / 10);
    const ratios = [1, 2, 3, 4, 5].map((seed) => {
      const search = nsga2Search({ axes: levels.length, evaluations: budget, levels }, createRng(seed));
      const found: Outcome[] = [];
      while (!search.isDone)
        for (const { index, coordinates } of search.ask(16)) {
          found.push(evaluate(coordinates));
          search.tell(index, found[found.length - 1]);
        }
      expect(found).toHaveLength(budget);
      return volumeOf(found, grid) / volumeOf(grid, grid);
    });
    ratios.sort((a, b) => a - b);
    expect(ratios[2]).toBeGreaterThanOrEqual(0.99);
    expect(ratios[4]).toBeLessThanOrEqual(1);
  });
});
