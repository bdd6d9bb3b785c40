import { describe, didYouMean } from "#base";
import type { Complaints } from "./parse-axis.ts";
import { MOST_SOBOL_AXES } from "./sobol.ts";
import { gridOf, type Space } from "./space.ts";

export const SEARCHES = ["grid", "random", "sobol", "latin-hypercube", "nsga2"] as const;
type SearchKind = (typeof SEARCHES)[number];

/** How the points of a space are chosen. */
export interface SearchPlan {
  /** points: those that the study lists, without a search. */
  readonly kind: SearchKind | "points";
  /** Points of the whole search; all of a grid. */
  readonly points: number;
  /** For NSGA-II only: points of a generation, and the number of generations, including the first. */
  readonly population: number;
  readonly generations: number;
  /** null for the config's. */
  readonly seed: number | null;
  /** Codes of the listed points, one per axis each; empty for a search. */
  readonly listed: readonly (readonly number[])[];
}

/** Most points of a search unless more are requested. */
export const MOST_POINTS = 1_000_000;

const TAKES: Readonly<Record<SearchKind, readonly string[]>> = {
  grid: [],
  random: ["points", "seed"],
  sobol: ["points", "seed"],
  "latin-hypercube": ["points", "seed"],
  nsga2: ["population", "generations", "seed"],
};

/** "; it is a key of random, sobol" for a key of other kinds. */
function takenBy(key: string): string {
  const kinds = SEARCHES.filter((kind) => TAKES[kind].includes(key));
  return kinds.length === 0 ? "" : `; it is a key of ${kinds.join(", ")}`;
}

/** How a search is written, of the kind that a text names. */
function formOf(given: unknown): string {
  const named = SEARCHES.find((kind) => kind === given) ?? "random";
  return `{ ${[`kind: "${named}"`, ...TAKES[named].filter((key) => key !== "seed").map((key) => `${key}: …`)].join(", ")} }`;
}

/** Reads `search`; a study without it is a grid. */
export function parseSearch(given: unknown, space: Space, complaints: Complaints): SearchPlan {
  const plan: SearchPlan = { kind: "grid", points: 0, population: 0, generations: 0, seed: null, listed: [] };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    complaints.add(["search"], `expected ${formOf(given)}, received ${describe(given)}`);
    return plan;
  }
  const own = given as Readonly<Record<string, unknown>>;
  const kind = SEARCHES.find((known) => known === (own.kind ?? "grid"));
  if (kind === undefined) {
    complaints.add(
      ["search", "kind"],
      `expected one of ${SEARCHES.join(", ")}, received ${describe(own.kind)}${typeof own.kind === "string" ? didYouMean(own.kind, SEARCHES) : ""}`,
    );
    return plan;
  }
  const takes = TAKES[kind];
  for (const key of Object.keys(own))
    if (key !== "kind" && !takes.includes(key))
      complaints.add(
        ["search", key],
        `expected ${["kind", ...takes].join(", ")} for ${kind}, received ${JSON.stringify(key)}${didYouMean(key, ["kind", ...takes]) || takenBy(key)}`,
      );
  const whole = (key: string, fallback: number | null, low: number, high: number): number => {
    const value = own[key] ?? fallback;
    if (Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high) return Number(value);
    complaints.add(
      ["search", key],
      `expected a whole number in [${low}, ${high}], received ${describe(value ?? undefined)}`,
    );
    return low;
  };
  const seed = own.seed === undefined ? null : whole("seed", 0, 0, Number.MAX_SAFE_INTEGER);
  if (kind === "grid") return { ...plan, points: gridPoints(space, complaints) };
  if (kind === "sobol" && space.axes.length > MOST_SOBOL_AXES)
    complaints.add(
      ["search", "kind"],
      `expected at most ${MOST_SOBOL_AXES} axes for sobol, received ${space.axes.length}`,
    );
  if (kind !== "nsga2") return { ...plan, kind, seed, points: whole("points", null, 1, 1e9) };
  const population = whole("population", 100, 4, 100_000);
  const generations = whole("generations", 100, 1, 100_000);
  return { ...plan, kind, seed, population, generations, points: population * generations };
}

function gridPoints(space: Space, complaints: Complaints): number {
  const continuous = space.axes.find(({ kind }) => kind === "range");
  if (continuous !== undefined) {
    complaints.add(
      ["space", continuous.path],
      "expected steps or step for a grid, received a continuous range (or choose another search.kind)",
    );
    return 0;
  }
  const grid = gridOf(space);
  if (grid === null)
    complaints.add(
      ["space"],
      "expected conditions on fewer combinations of axes: they are too many to count",
    );
  return grid?.size ?? 0;
}
