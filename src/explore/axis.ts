import { power } from "../base/power.ts";
import { parseQuantity, type UnitName } from "../base/units.ts";
import type { Condition } from "./where.ts";

/** A value as a config would spell it. */
export type AxisValue = string | number | boolean;

/** Values one by one: a list, or a range in steps. */
export interface ListedAxis {
  readonly kind: "list";
  readonly path: string;
  readonly unit: UnitName | null;
  /** How many values there are: known of a long range before it is spelled out. */
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

/** A continuous axis is resolved to so many digits, which is finer than any of its parameters is known. */
const DIGITS = 6;

/**
 * The code of a coordinate in [0, 1): the place in the list, or the number itself. Ends of an integer range are
 * as likely as its inner values.
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

/** A value as a number, SI where it is a quantity; NaN for words and for what is not there. */
export function numberOf(axis: Pick<Axis, "unit">, value: AxisValue | null): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || axis.unit === null) return Number.NaN;
  const quantity = parseQuantity(value, axis.unit);
  return typeof quantity === "number" ? quantity : Number.NaN;
}

/** A value as conditions see it: a quantity as its SI number, what is not there as nothing. */
export function cellOf(axis: Pick<Axis, "unit">, value: AxisValue | null): string {
  if (value === null) return "";
  const number = numberOf(axis, value);
  return Number.isNaN(number) ? String(value) : String(number);
}
