// The space of a study: its axes, their codes, and grids counted without being listed.

import { parseQuantity, power, type UnitName } from "#base";
import { type Condition, columnsOf, type Expression, holds } from "./expression.ts";

/** A config key computed from the axes. */
export interface Derived {
  readonly path: string;
  readonly unit: UnitName | null;
  readonly expression: Expression;
  /** Axis of each name in the expression. */
  readonly axes: ReadonlyMap<string, number>;
}

export interface Space {
  readonly axes: readonly Axis[];
  readonly derived: readonly Derived[];
}

/** Config keys with their values. */
export type Assignment = readonly (readonly [path: string, value: AxisValue])[];

/** Whether an axis applies, by the codes of the axes before it. */
const applies = ({ axes }: Space, when: Condition, codes: readonly number[]): boolean =>
  holds(when, (path) => {
    const n = axes.findIndex((axis) => axis.path === path);
    return cellOf(axes[n], axisValue(axes[n], codes[n]));
  });

/** Codes of a search's point: a coordinate in [0, 1) per axis; an axis that does not apply gets no code. */
export function codesAt(space: Space, coordinates: readonly number[]): number[] {
  const codes: number[] = [];
  for (const [n, axis] of space.axes.entries())
    codes.push(
      axis.when === null || applies(space, axis.when, codes) ? codeAt(axis, coordinates[n]) : ABSENT,
    );
  return codes;
}

/** Values that a point sets in the config: its axes that apply, then those derived from them. */
export function assignmentOf({ axes, derived }: Space, codes: readonly number[]): Assignment {
  const assignment: [string, AxisValue][] = [];
  const values = axes.map((axis, n) => axisValue(axis, codes[n]));
  for (const [n, value] of values.entries()) if (value !== null) assignment.push([axes[n].path, value]);
  for (const { path, unit, expression, axes: of } of derived) {
    const value = expression.value((name) => {
      const n = of.get(name) as number;
      return numberOf(axes[n], values[n]);
    });
    // An axis that does not apply sets nothing.
    if (!Number.isNaN(value)) assignment.push([path, unit === null ? value : spelled(value, unit)]);
  }
  return assignment;
}

/** Points of a space whose axes are all lists, counted and indexed without listing them. */
export interface Grid {
  /** A float64: a count beyond 2⁵³ is rounded. */
  readonly size: number;
  /** Codes of point `index`; the last axis turns fastest, but axes that conditions name turn slowest. */
  codes(index: number): number[];
}

/** Most combinations of axes that conditions name; each is checked when points are counted. */
const MOST_CASES = 65_536;

/** The grid of a space; null where an axis is continuous, or conditions name too many combinations. */
export function gridOf(space: Space): Grid | null {
  const { axes } = space;
  if (axes.some(({ kind }) => kind === "range")) return null;
  const named = new Set(axes.flatMap(({ when }) => (when === null ? [] : columnsOf(when))));
  const cases = casesOf(
    space,
    axes.map(({ path }) => named.has(path)),
  );
  if (cases === null) return null;
  const ends: number[] = [];
  for (const { size } of cases) ends.push((ends.at(-1) ?? 0) + size);
  return {
    size: ends.at(-1) as number,
    codes: (index) => {
      const at = firstAbove(ends, index);
      return codesOf(space, cases[at], index - (at === 0 ? 0 : ends[at - 1]));
    },
  };
}

/** One combination of the axes that conditions name: their codes, and which other axes apply. */
interface Case {
  readonly codes: readonly number[];
  readonly free: readonly number[];
  readonly size: number;
}

const countOf = (axis: Axis): number => (axis.kind === "list" ? axis.count : 1);

function casesOf(space: Space, isNamed: readonly boolean[]): Case[] | null {
  const { axes } = space;
  const cases: Case[] = [];
  const codes: number[] = axes.map(() => ABSENT);
  const close = (): void => {
    const free = axes.flatMap(({ when }, n) =>
      !isNamed[n] && (when === null || applies(space, when, codes)) ? [n] : [],
    );
    const size = free.reduce((product, n) => product * countOf(axes[n]), 1);
    cases.push({ codes: [...codes], free, size });
  };
  const descend = (n: number): boolean => {
    if (n === axes.length) {
      close();
      return cases.length <= MOST_CASES;
    }
    const { when } = axes[n];
    codes[n] = ABSENT;
    if (!isNamed[n] || (when !== null && !applies(space, when, codes))) return descend(n + 1);
    for (let code = 0; code < countOf(axes[n]); code++) {
      codes[n] = code;
      if (!descend(n + 1)) return false;
    }
    codes[n] = ABSENT;
    return true;
  };
  return descend(0) ? cases : null;
}

function codesOf({ axes }: Space, { codes: named, free }: Case, index: number): number[] {
  const codes = [...named];
  let rest = index;
  for (const n of [...free].reverse()) {
    const count = countOf(axes[n]);
    codes[n] = rest % count;
    rest = Math.floor(rest / count);
  }
  return codes;
}

/** Index of the first end above `index`. */
function firstAbove(ends: readonly number[], index: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > index) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A value in the spelling of a config. */
export type AxisValue = string | number | boolean;

/** Values one by one: a list, or a range in steps. */
export interface ListedAxis {
  readonly kind: "list";
  readonly path: string;
  readonly unit: UnitName | null;
  /** Number of values: known for a long range before its values are listed. */
  readonly count: number;
  readonly values: readonly AxisValue[];
  /** The axis applies where this holds of the axes before it; null for always. */
  readonly when: Condition | null;
}

/** Every value between two ends. */
export interface RangeAxis {
  readonly kind: "range";
  readonly path: string;
  readonly unit: UnitName | null;
  /** SI numbers of the unit. */
  readonly from: number;
  readonly to: number;
  readonly scale: "linear" | "log";
  readonly isInteger: boolean;
  readonly when: Condition | null;
}

export type Axis = ListedAxis | RangeAxis;

/** Code of an axis that does not apply to a point. */
export const ABSENT = Number.NaN;

/** Digits of a continuous axis, finer than any of its parameters is known. */
const DIGITS = 6;

/**
 * The code of a coordinate in [0, 1): the place in the list, or the number itself. Ends of an integer range
 * are as likely as its inner values.
 */
export function codeAt(axis: Axis, u: number): number {
  if (axis.kind === "list") return Math.min(axis.count - 1, Math.floor(u * axis.count));
  const { from, to, scale, isInteger } = axis;
  const [low, high] = isInteger ? [from - 0.5, to + 0.5] : [from, to];
  // An integer range from 0 has no logarithm below its first half.
  const bottom = scale === "log" && low <= 0 ? from / 2 : low;
  const x = scale === "log" ? bottom * power(high / bottom, u) : low + u * (high - low);
  const rounded = isInteger ? Math.round(x) : Number(x.toPrecision(DIGITS));
  return Math.min(to, Math.max(from, rounded));
}

/** The value of a code, null where the axis does not apply. */
export function axisValue(axis: Axis, code: number): AxisValue | null {
  if (Number.isNaN(code)) return null;
  if (axis.kind === "list") return axis.values[code];
  return axis.unit === null ? code : spelled(code, axis.unit);
}

/** An SI number as a config spells a quantity: `parseQuantity` gives the same number back. */
export const spelled = (value: number, unit: UnitName): string => `${value} ${unit}`;

/** A value as a number, SI for a quantity; NaN for words and missing values. */
function numberOf(axis: Pick<Axis, "unit">, value: AxisValue | null): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || axis.unit === null) return Number.NaN;
  const quantity = parseQuantity(value, axis.unit);
  return typeof quantity === "number" ? quantity : Number.NaN;
}

/** A value for conditions: a quantity as its SI number, a missing value as an empty text. */
function cellOf(axis: Pick<Axis, "unit">, value: AxisValue | null): string {
  if (value === null) return "";
  const number = numberOf(axis, value);
  return Number.isNaN(number) ? String(value) : String(number);
}
