import { expect, test } from "vitest";
import { PROBLEMS } from "../study/problems.ts";
import { reached, runProblem } from "../study/search/runs.ts";

const SEEDS = Array.from({ length: 11 }, (_, i) => i + 1);
/** Least of 11 seeds by the same public implementation that the medians come from. */
const PUBLIC_LEAST: Readonly<Record<string, number>> = {
  ZDT1: 0.9915,
  ZDT2: 0.9861,
  ZDT3: 0.9967,
  ZDT4: 0.9801,
  ZDT6: 0.9692,
  DTLZ2: 0.8651,
  Kursawe: 0.9904,
  BNH: 0.9929,
  OSY: 0.9661,
};

test.each(PROBLEMS.map((problem) => [problem.name, problem] as const))(
  "%s, population 100, 250 generations, 11 seeds: as good as a public NSGA-II, never above the true hypervolume",
  (name, problem) => {
    const runs = SEEDS.map((seed) => {
      const { last, all } = runProblem(problem, 100, 25_000, seed);
      expect(all).toHaveLength(25_000);
      expect(last).toHaveLength(100);
      expect(reached(problem, all)).toBeLessThan(1);
      return reached(problem, last);
    }).sort((a, b) => a - b);
    expect(runs[5]).toBeGreaterThanOrEqual(problem.publicMedian - 0.005);
    expect(runs[0]).toBeGreaterThanOrEqual(PUBLIC_LEAST[name] - 0.02);
  },
);
