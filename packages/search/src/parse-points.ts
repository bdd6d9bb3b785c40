import { describe, type Parameter, type UnitName } from "#base";
import type { Complaints } from "./parse-axis.ts";
import { MOST_POINTS, type SearchPlan } from "./parse-search.ts";
import { checkPath } from "./parse-space.ts";
import { ABSENT, type Axis, type AxisValue, type Space } from "./space.ts";

/** Keys that define the points where `points` does not. */
const OTHERS = ["space", "derived", "search"] as const;

interface ListedPoints {
  readonly space: Space;
  readonly search: SearchPlan;
}

/**
 * A study's `points`, one by one: each sets values at config paths. There is one axis per path, with the
 * values that points set in order of first use; a point without a path has no value on its axis.
 */
export function parsePoints(
  study: Readonly<Record<string, unknown>>,
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): ListedPoints {
  const { points } = study;
  for (const key of OTHERS)
    if (study[key] !== undefined) complaints.add([key], `expected points or ${key}, received both`);
  if (!Array.isArray(points) || points.length === 0 || points.length > MOST_POINTS) {
    const received = Array.isArray(points) ? `${points.length} points` : describe(points);
    const expected = `expected a list of 1 to ${MOST_POINTS} points such as [{ "design.cores": 4 }]`;
    complaints.add(["points"], `${expected}, received ${received}`);
    return asStudy([], []);
  }
  const values = new Map<string, Map<AxisValue, number>>();
  const seen = new Set<string>();
  for (const [n, point] of points.entries()) {
    const at = ["points", String(n)];
    if (!isSet(point)) {
      complaints.add(at, `expected config paths with values, received ${describe(point)}`);
      continue;
    }
    const text = JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(text)) complaints.add(at, "expected each point once, received it twice");
    seen.add(text);
    for (const [path, value] of Object.entries(point)) {
      const own = values.get(path) ?? new Map<AxisValue, number>();
      if (!values.has(path)) checkPath([...at, path], path, parameters, complaints);
      values.set(path, own);
      if (!isValue(value))
        complaints.add(
          [...at, path],
          `expected a text, a number or true or false, received ${describe(value)}`,
        );
      else if (!own.has(value)) own.set(value, own.size);
    }
  }
  const axes = [...values].map(([path, own]): Axis => {
    const unit = (parameters.get(path)?.unit ?? null) as UnitName | null;
    return { kind: "list", path, unit, count: own.size, values: [...own.keys()], when: null };
  });
  const codes = points
    .filter(isSet)
    .map((point) => axes.map(({ path }) => values.get(path)?.get(point[path] as AxisValue) ?? ABSENT));
  return asStudy(axes, codes);
}

const asStudy = (axes: readonly Axis[], listed: readonly (readonly number[])[]): ListedPoints => ({
  space: { axes, derived: [] },
  search: { kind: "points", points: listed.length, population: 0, generations: 0, seed: null, listed },
});

const isSet = (point: unknown): point is Readonly<Record<string, unknown>> =>
  typeof point === "object" && point !== null && !Array.isArray(point) && Object.keys(point).length > 0;

const isValue = (value: unknown): value is AxisValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
