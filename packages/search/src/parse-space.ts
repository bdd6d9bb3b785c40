import { describe, didYouMean, keyHint, otherWord, type Parameter, placeHint, type UnitName } from "#base";
import { unitIssues } from "./column-unit.ts";
import { type Condition, columnsOf, parseExpression, parseWhere } from "./expression.ts";
import { type Complaints, parseAxis } from "./parse-axis.ts";
import type { Axis, Derived, Space } from "./space.ts";

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Parameters by path. Several models may share a path; the first with a unit is used. */
export function parametersByPath(parameters: readonly Parameter[]): ReadonlyMap<string, Parameter> {
  const known = new Map<string, Parameter>();
  for (const parameter of parameters)
    if (!known.has(parameter.path) || known.get(parameter.path)?.unit === undefined)
      known.set(parameter.path, parameter);
  return known;
}

/**
 * Reads a study's `space` (config path → values, or a range with its scale and condition) and `derived`
 * (config path → expression of axes). An axis may be conditioned on the axes before it.
 */
export function parseSpace(
  study: Tree,
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): Space {
  const { space, derived = {} } = study;
  if (!isTree(space) || Object.keys(space).length === 0) {
    const received = isTree(space) ? "an empty object" : describe(space);
    const other = Object.keys(study).find((key) => otherWord(key, ["space"]) !== undefined);
    complaints.add(
      other === undefined ? ["space"] : [other],
      `expected config paths with lists of values, such as "design.cores": [1, 2], ${other === undefined ? `received ${received}` : `as "space", received ${JSON.stringify(other)}`}`,
    );
    return { axes: [], derived: [] };
  }
  const axes: Axis[] = [];
  for (const [path, given] of Object.entries(space)) {
    const inner = pathInside(path, given, parameters);
    if (inner !== null) {
      complaints.add(
        ["space", path],
        `expected an axis as one path in quotes, such as "${inner}": [1, 2, 4], received objects inside one another`,
      );
      continue;
    }
    checkPath(["space", path], path, parameters, complaints);
    const when = conditionOf(path, given, axes, complaints);
    const axis = parseAxis(path, given, parameters.get(path), when, complaints);
    if (axis !== null) axes.push(axis);
  }
  return { axes, derived: derivedOf(derived, axes, parameters, complaints) };
}

/** The path of the first axis that is written as objects inside one another, as in a config; null for none. */
function pathInside(path: string, given: unknown, parameters: ReadonlyMap<string, Parameter>): string | null {
  if (parameters.has(path) || !isTree(given)) return null;
  for (const [key, value] of Object.entries(given)) {
    const inner = `${path}.${key}`;
    if (parameters.has(inner)) return inner;
    const found = pathInside(inner, value, parameters);
    if (found !== null) return found;
  }
  return null;
}

/** Complains about a path that no config has. */
export function checkPath(
  at: readonly string[],
  path: string,
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): void {
  if (parameters.has(path)) return;
  complaints.add(at, () => {
    const known = [...parameters.keys()];
    const [here, key] = [
      path.slice(0, Math.max(0, path.lastIndexOf("."))),
      path.slice(path.lastIndexOf(".") + 1),
    ];
    const inside = known.flatMap((one) =>
      one.startsWith(`${here}.`) ? one.slice(here.length + 1).split(".", 1) : [],
    );
    const ending = known.filter((one) => one.endsWith(`.${path}`));
    const wanted = { key, here, isObject: false, all: [...parameters.values()] };
    const renamed = withOurNames(path, known);
    const hint = known.includes(`${path}.model`)
      ? `; did you mean ${path}.model?`
      : known.includes(renamed)
        ? `; did you mean "${renamed}"?`
        : ending.length > 3
          ? `, which ends ${ending.slice(0, 6).join(", ")}`
          : ending.length > 0
            ? `; did you mean ${ending.join(" or ")}?`
            : inside.length > 0
              ? keyHint(wanted, [...new Set(inside)], []).replace(/"(\w+)"/g, (text, own: string) =>
                  inside.includes(own) ? `"${here}.${own}"` : text,
                )
              : placeHint(key) || didYouMean(path, known) || keyHint({ ...wanted, here: "" }, [], []);
    return `expected a config path, received ${JSON.stringify(path)}${hint}`;
  });
}

/** A path whose steps have our names instead of those that others use: "design.hashing.adc.bits" is of the readout. */
function withOurNames(path: string, known: readonly string[]): string {
  let here = "";
  for (const step of path.slice(0, LONGEST_PATH).split(".")) {
    const steps = [
      ...new Set(known.flatMap((one) => (one.startsWith(here) ? one.slice(here.length).split(".", 1) : []))),
    ];
    here += `${steps.includes(step) ? step : (otherWord(step, steps) ?? step)}.`;
  }
  return here.slice(0, -1);
}

/** Longest path for which another is looked for. */
const LONGEST_PATH = 128;

function conditionOf(
  path: string,
  given: unknown,
  before: readonly Axis[],
  complaints: Complaints,
): Condition | null {
  if (!isTree(given) || given.when === undefined) return null;
  const at = ["space", path, "when"];
  const text = given.when;
  if (typeof text !== "string") {
    complaints.add(at, `expected a condition such as "rows >= 64", received ${describe(text)}`);
    return null;
  }
  const condition = complaints.attempt(at, () => parseWhere(text, ""));
  const faults = complaints.count;
  const full = condition === null ? null : resolved(condition, before, at, complaints);
  // A condition on a missing axis could not be judged when points are counted.
  return complaints.count > faults ? null : full;
}

/** The condition with each axis's short name replaced by its full path. */
function resolved(
  condition: Condition,
  before: readonly Axis[],
  at: readonly string[],
  complaints: Complaints,
): Condition {
  if (condition.kind !== "comparison")
    return { ...condition, terms: condition.terms.map((term) => resolved(term, before, at, complaints)) };
  const [column] = columnsOf(condition);
  const n = axisNamed(column, before, at, "an axis before this one", complaints);
  if (n === null) return condition;
  const full = { ...condition, column: before[n].path };
  for (const { message } of unitIssues(full, "", () => before[n].unit)) complaints.add(at, message);
  return full;
}

/** Index of the axis of a name: its path, or an end that only one path has. */
function axisNamed(
  name: string,
  axes: readonly Axis[],
  at: readonly string[],
  expected: string,
  complaints: Complaints,
): number | null {
  const exact = axes.findIndex(({ path }) => path === name);
  if (exact >= 0) return exact;
  const ending = axes.flatMap(({ path }, n) => (path.endsWith(`.${name}`) ? [n] : []));
  if (ending.length === 1) return ending[0];
  complaints.add(at, () => {
    const paths = axes.map(({ path }) => path);
    const hint =
      ending.length > 1
        ? ", which ends several paths"
        : didYouMean(
            name,
            paths.flatMap((path) => [path, path.slice(path.lastIndexOf(".") + 1)]),
          ) || (paths.length > 0 ? `; there are ${paths.slice(0, 4).join(", ")}` : "");
    return `expected ${expected}, received ${JSON.stringify(name)}${hint}`;
  });
  return null;
}

function derivedOf(
  derived: unknown,
  axes: readonly Axis[],
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): Derived[] {
  if (!isTree(derived)) {
    complaints.add(["derived"], `expected config paths with expressions, received ${describe(derived)}`);
    return [];
  }
  return Object.entries(derived).flatMap(([path, text]) => {
    const at = ["derived", path];
    checkPath(at, path, parameters, complaints);
    if (axes.some((axis) => axis.path === path)) {
      complaints.add(at, "expected a key that is no axis, received one that is");
      return [];
    }
    if (typeof text !== "string") {
      complaints.add(at, `expected an expression such as "2 * rows", received ${describe(text)}`);
      return [];
    }
    const expression = complaints.attempt(at, () => parseExpression(text, ""));
    if (expression === null) return [];
    const of = new Map<string, number>();
    for (const name of expression.names) {
      const n = axisNamed(name, axes, at, "an axis", complaints);
      if (n !== null) of.set(name, n);
    }
    const unit = (parameters.get(path)?.unit ?? null) as UnitName | null;
    return [{ path, unit, expression, axes: of }];
  });
}
