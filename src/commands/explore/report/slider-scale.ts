import { type Parameter, parseQuantity, settingText, type UnitName } from "#base";
import type { Setting } from "./live-data.ts";

/** Range of a slider, SI. */
export interface SliderScale {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** Positions of a slider: 0 … STEPS. */
export const STEPS = 1000;

/** Factor above and below the value that a slider covers if the range is open or wider than twice this. */
const REACH = 1000;

/** Least ratio of its ends for a logarithmic slider. */
const DECADES = 50;

/** Numeric value of a setting, SI; NaN for none, such as a rule's text. */
export function numberOf({ kind, unit }: Parameter, setting: Setting): number {
  if (typeof setting === "number") return setting;
  if (typeof setting === "boolean") return Number.NaN;
  if (kind !== "quantity") return setting.trim() === "" ? Number.NaN : Number(setting);
  const value = parseQuantity(setting, unit as UnitName);
  return typeof value === "string" ? Number.NaN : value;
}

/**
 * Slider range around the config's value: the parameter's own range if it is closed and at most six decades
 * wide, else a factor of a thousand both ways within it. Null without a number.
 */
export function scaleOf(parameter: Parameter, value: number): SliderScale | null {
  const { kind, minimum, exclusiveMinimum, maximum } = parameter;
  if (!["quantity", "integer", "number", "rule"].includes(kind) || !Number.isFinite(value)) return null;
  const least = minimum ?? exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const most = maximum ?? Number.POSITIVE_INFINITY;
  if (least === most) return null;
  if (value <= 0) {
    if (!Number.isFinite(most)) return null;
    return { low: Number.isFinite(least) ? least : value, high: most, isLogarithmic: false };
  }
  const isClosed = Number.isFinite(least) && Number.isFinite(most);
  if (isClosed && (least <= 0 ? most <= REACH * value : most / least <= REACH ** 2))
    return { low: least, high: most, isLogarithmic: least > 0 && most / least >= DECADES };
  const step = stepOf(parameter);
  const reached = (end: number, to: (x: number) => number): number =>
    step === null ? Number(end.toPrecision(3)) : step * to(end / step);
  const low = Math.max(0, least, step ?? 0, reached(value / REACH, Math.ceil));
  const high = Math.min(most, reached(value * REACH, Math.floor));
  return low < high ? { low, high, isLogarithmic: high / low >= DECADES } : null;
}

/** Step of a parameter; null if it has none. */
const stepOf = ({ kind, multipleOf }: Parameter): number | null =>
  multipleOf ?? (kind === "integer" ? 1 : null);

/** Position of a value on a slider, clipped to its ends. */
export function positionOf({ low, high, isLogarithmic }: SliderScale, value: number): number {
  const share = isLogarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

/** Value at a position: whole if the parameter is, else of three significant digits, and within its range. */
export function valueAt(parameter: Parameter, scale: SliderScale, position: number): number {
  const { low, high, isLogarithmic } = scale;
  const share = position / STEPS;
  if (position === 0 && low !== parameter.exclusiveMinimum) return low;
  if (position === STEPS) return high;
  const exact = isLogarithmic ? low * (high / low) ** share : low + share * (high - low);
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY } = parameter;
  const step = stepOf(parameter);
  const rounded = step === null ? Number(exact.toPrecision(3)) : step * Math.round(exact / step);
  const kept = Math.min(high, Math.max(low, rounded));
  // The open end of a range is excluded, so the slider ends a step before it.
  return kept > exclusiveMinimum ? kept : low + (high - low) / STEPS;
}

/** Steps of a map on both sides of a value. */
const SPREAD = 3;

/** Most choices of a map. */
const MOST_CHOICES = 9;

/**
 * Settings of a parameter around its value, for a map: by factors of two or eighths of its range, or its
 * choices; numbers are ascending and include the value.
 */
export function spreadOf(parameter: Parameter, setting: Setting): Setting[] {
  if (parameter.kind === "flag") return [false, true];
  if (parameter.choices !== undefined) return parameter.choices.slice(0, MOST_CHOICES);
  const value = numberOf(parameter, setting);
  const scale = scaleOf(parameter, value);
  if (scale === null) return [setting];
  const { low, high, isLogarithmic } = scale;
  const step = isLogarithmic ? (STEPS * Math.log(2)) / Math.log(high / low) : STEPS / 8;
  const centre = positionOf(scale, value);
  const found = new Map<number, Setting>([[value, setting]]);
  for (let n = -SPREAD; n <= SPREAD; n++) {
    const position = Math.round(centre + n * step);
    if (n === 0 || position < 0 || position > STEPS) continue;
    const exact = valueAt(parameter, scale, position);
    // Written as exact factors of two if the range allows it.
    const doubled = value * 2 ** n;
    const own =
      isLogarithmic &&
      doubled >= low &&
      doubled <= high &&
      (stepOf(parameter) === null || doubled % (stepOf(parameter) ?? 1) === 0)
        ? doubled
        : exact;
    if (!found.has(own)) found.set(own, settingText(parameter, own));
  }
  return [...found].sort(([a], [b]) => a - b).map(([, own]) => own);
}
