import type { Rng } from "../base/rng.ts";
import { gridSource, type PointSource, searchSource } from "./point-source.ts";
import { latinHypercubeSearch } from "./search/latin-hypercube.ts";
import { nsga2Search } from "./search/nsga2.ts";
import { randomSearch } from "./search/random.ts";
import type { Search } from "./search/search.ts";
import { sobolSearch } from "./search/sobol.ts";
import { gridOf, type Space } from "./space.ts";
import type { StudyPlan } from "./study.ts";

/** Points of a study's first level, the first `most` of its search. The stream belongs to the search alone. */
export function studySource({ space, search }: StudyPlan, rng: Rng, most: number): PointSource {
  if (search.kind === "grid") {
    const grid = gridOf(space);
    if (grid === null) throw new RangeError("study: expected a space of lists for a grid");
    return gridSource(grid, most);
  }
  return searchSource(space, searchOf(space, search, rng, Math.min(most, search.points)));
}

function searchOf(space: Space, plan: StudyPlan["search"], rng: Rng, points: number): Search {
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
