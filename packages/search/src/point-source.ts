import type { Rng } from "#base";
import { nsga2Search } from "./nsga2.ts";
import type { SearchPlan } from "./parse-search.ts";
import { latinHypercubeSearch, type Outcome, randomSearch, type Search } from "./search.ts";
import { sobolSearch } from "./sobol.ts";
import { codesAt, type Grid, gridOf, type Space } from "./space.ts";

/** What the points of a study come from. */
interface SourcePlan {
  readonly space: Space;
  readonly search: SearchPlan;
}

/** A point of a study, by the codes of its axes. */
export interface StudyPoint {
  readonly index: number;
  readonly codes: readonly number[];
}

/** A source of points, in the order of their index. */
export interface PointSource {
  /** Up to `count` points; empty while it waits for outcomes or when it is done. */
  ask(count: number): StudyPoint[];
  tell(index: number, outcome: Outcome | null): void;
  readonly isDone: boolean;
}

/** Points of a search, as codes of a space's axes. */
const searchSource = (space: Space, search: Search): PointSource => ({
  ask: (count) =>
    search.ask(count).map(({ index, coordinates }) => ({ index, codes: codesAt(space, coordinates) })),
  tell: (index, outcome) => search.tell(index, outcome),
  get isDone() {
    return search.isDone;
  },
});

/** Points of a grid from its first one, `most` of them. */
function gridSource(grid: Grid, most: number): PointSource {
  const size = Math.min(grid.size, most);
  let next = 0;
  return {
    ask: (count) =>
      Array.from({ length: Math.min(count, size - next) }, () => ({
        index: next,
        codes: grid.codes(next++),
      })),
    tell: () => {},
    get isDone() {
      return next >= size;
    },
  };
}

/** Chosen points, such as those of a front. */
export function listSource(points: readonly StudyPoint[]): PointSource {
  let next = 0;
  return {
    ask(count) {
      const asked = points.slice(next, next + count);
      next += asked.length;
      return asked;
    },
    tell: () => {},
    get isDone() {
      return next >= points.length;
    },
  };
}

/** Points of a study's first level, the first `most` of its search. Only the search uses the stream. */
export function studySource({ space, search }: SourcePlan, rng: Rng, most: number): PointSource {
  if (search.kind === "points")
    return listSource(search.listed.slice(0, most).map((codes, index) => ({ index, codes })));
  if (search.kind === "grid") {
    const grid = gridOf(space);
    if (grid === null) throw new RangeError("study: expected a space of lists for a grid");
    return gridSource(grid, most);
  }
  return searchSource(space, searchOf(space, search, rng, Math.min(most, search.points)));
}

function searchOf(space: Space, plan: SearchPlan, rng: Rng, points: number): Search {
  const axes = space.axes.length;
  switch (plan.kind) {
    case "sobol":
      return sobolSearch(axes, points, rng);
    case "latin-hypercube":
      return latinHypercubeSearch(axes, points, rng);
    case "nsga2": {
      const levels = space.axes.map((axis) => (axis.kind === "list" ? axis.count : null));
      return nsga2Search({ axes, population: plan.population, evaluations: points, levels }, rng);
    }
    default:
      return randomSearch(axes, points, rng);
  }
}
