import { didYouMean } from "../base/did-you-mean.ts";
import type { Located } from "../base/document.ts";
import { ConfigError, type Issue } from "../base/errors.ts";
import { describe } from "../base/fields.ts";

/** One axis: a config path and the values that it takes, as a config would spell them. */
export interface Axis {
  readonly path: string;
  readonly values: readonly (string | number | boolean)[];
}

export const MOST_POINTS = 1_000_000;

/**
 * Axes of a study's `space`: config path → list of values. `known` holds the paths that a config has. Throws
 * ConfigError for unknown paths, empty or mixed lists, and more points than a sweep may have.
 */
export function parseSpace(space: unknown, known: readonly string[], document: Located): Axis[] {
  const issues: Issue[] = [];
  const complain = (path: readonly string[], message: string): void => {
    issues.push({ place: document.place(path), path: path.join("."), message });
  };
  if (
    typeof space !== "object" ||
    space === null ||
    Array.isArray(space) ||
    Object.keys(space).length === 0
  ) {
    complain(["space"], `expected config paths with lists of values, received ${describe(space)}`);
    throw new ConfigError(issues);
  }
  const axes = Object.entries(space).map(([path, values]): Axis => {
    if (!known.includes(path)) complain(["space", path], `unknown config path${didYouMean(path, known)}`);
    const isList = Array.isArray(values) && values.length > 0;
    if (!isList || !values.every((value) => ["string", "number", "boolean"].includes(typeof value)))
      complain(["space", path], `expected a list of values such as [1, 2, 4], received ${describe(values)}`);
    return { path, values: isList ? values : [] };
  });
  const size = gridSize(axes);
  if (size > MOST_POINTS) complain(["space"], `expected at most ${MOST_POINTS} points, received ${size}`);
  if (issues.length > 0) throw new ConfigError(issues);
  return axes;
}

export const gridSize = (axes: readonly Axis[]): number =>
  axes.reduce((product, axis) => product * axis.values.length, 1);

/** Value of each axis at a grid index; the last axis turns fastest. Nothing is enumerated ahead. */
export function gridPoint(axes: readonly Axis[], index: number): (string | number | boolean)[] {
  const point: (string | number | boolean)[] = [];
  let rest = index;
  for (let n = axes.length - 1; n >= 0; n--) {
    const { values } = axes[n];
    point[n] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  return point;
}
