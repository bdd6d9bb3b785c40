import { createRng } from "#base";
import { hypervolume } from "#pareto";
import { nsga2Search, type Outcome } from "#search";
import { toDense } from "../../../packages/pareto/test/brute-force.ts";
import type { Problem } from "../problems.ts";

const feasible = (outcomes: readonly Outcome[]): (readonly number[])[] =>
  outcomes.filter(({ violation }) => violation === 0).map(({ objectives }) => objectives);

/** Hypervolume of feasible outcomes over that of the problem's true front. */
export const reached = ({ reference, hypervolume: all }: Problem, outcomes: readonly Outcome[]): number =>
  hypervolume(toDense(feasible(outcomes), reference.length), reference) / all;

/** Middles of all cells of a grid. */
export function gridOf(levels: readonly number[]): number[][] {
  return levels.reduce<number[][]>(
    (points, n) =>
      points.flatMap((point) => Array.from({ length: n }, (_, level) => [...point, (level + 0.5) / n])),
    [[]],
  );
}

/** Hypervolume up to a reference a tenth of the range beyond the worst feasible value of `all`. */
export function volumeOf(outcomes: readonly Outcome[], all: readonly Outcome[]): number {
  const rows = feasible(all);
  const reference = rows[0].map((_, c) => {
    const [least, largest] = rows.reduce(
      ([low, high], row) => [Math.min(low, row[c]), Math.max(high, row[c])],
      [Infinity, -Infinity],
    );
    return largest + (largest - least) / 10;
  });
  return hypervolume(toDense(feasible(outcomes), reference.length), reference);
}

/** Outcomes of the last population, and of every point that a run asked for. */
export function runProblem(
  problem: Problem,
  population: number,
  evaluations: number,
  seed: number,
): { last: Outcome[]; all: Outcome[] } {
  const search = nsga2Search({ axes: problem.axes, population, evaluations }, createRng(seed));
  const all: Outcome[] = [];
  while (!search.isDone)
    for (const { index, coordinates } of search.ask(population)) {
      all[index] = problem.evaluate(coordinates);
      search.tell(index, all[index]);
    }
  return { last: search.population.flatMap(({ outcome }) => outcome ?? []), all };
}
