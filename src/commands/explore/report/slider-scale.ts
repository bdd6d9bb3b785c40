import type { Parameter } from "../../../base/parameter.ts";
import { parseQuantity, type UnitName } from "../../../base/units.ts";
import { engineering } from "../../../text/format.ts";
import type { Setting } from "./live-data.ts";

/** What a slider goes over, SI. */
export interface SliderScale {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** Positions of a slider: 0 … STEPS. */
export const STEPS = 1000;

/** Factor that a slider reaches up and down from a value whose range is open or wider than twice this. */
const REACH = 1000;

/** From this quotient of its ends a slider is logarithmic. */
const DECADES = 50;

/** Number of a setting, SI; NaN for what is none, such as a rule's text. */
export function numberOf({ kind, unit }: Parameter, setting: Setting): number {
  if (typeof setting === "number") return setting;
  if (typeof setting === "boolean") return Number.NaN;
  if (kind !== "quantity") return setting.trim() === "" ? Number.NaN : Number(setting);
  const value = parseQuantity(setting, unit as UnitName);
  return typeof value === "string" ? Number.NaN : value;
}

/** Units that are written with the usual prefixes. */
const PREFIXED = new Set(["S", "ohm", "V", "A", "J", "W", "s", "Hz", "F", "m", "B/s", "S/s"]);

const BYTE_UNITS = [
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
] as const;

/** Bytes in the largest unit of which they are whole. */
function bytesText(bytes: number): string {
  const [unit, size] = BYTE_UNITS.find(([, own]) => bytes >= own && bytes % own === 0) ?? ["B", 1];
  return `${bytes / size} ${unit}`;
}

/** A number as a config writes it, with a prefix where four digits are all of it. */
export function settingOf({ kind, unit = "" }: Parameter, value: number): Setting {
  if (kind !== "quantity") return value;
  if (unit === "B") return bytesText(value);
  const plain = `${value} ${unit}`;
  if (!PREFIXED.has(unit)) return plain;
  const written = engineering(value, unit, 4);
  const read = parseQuantity(written, unit as UnitName);
  return typeof read === "number" && Math.abs(read - value) <= 1e-12 * Math.abs(value) ? written : plain;
}

/**
 * The range of a parameter's slider around the value that the config has: the parameter's own range where it is closed and
 * at most six decades wide, else as far as a factor of a thousand within it. Null where there is no number to slide.
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

/** Whole steps that a parameter goes in; null where it has none. */
const stepOf = ({ kind, multipleOf }: Parameter): number | null =>
  multipleOf ?? (kind === "integer" ? 1 : null);

/** Where a value is on a slider; values beyond its ends are at the end. */
export function positionOf({ low, high, isLogarithmic }: SliderScale, value: number): number {
  const share = isLogarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

/** The value at a position: whole where the parameter is, else of three significant digits, and within its range. */
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
  // The open end of a range is no value: the slider ends a step before it.
  return kept > exclusiveMinimum ? kept : low + (high - low) / STEPS;
}

/** Steps of a map up and down from a value. */
const SPREAD = 3;

/** Most choices of a map. */
const MOST_CHOICES = 9;

/**
 * Settings of a parameter around the one that it has, for a map: by factors of two or eighths of its range, or its choices;
 * ascending where they are numbers, the setting itself among them.
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
    // Factors of two are written as such where the range lets them.
    const doubled = value * 2 ** n;
    const own =
      isLogarithmic &&
      doubled >= low &&
      doubled <= high &&
      (stepOf(parameter) === null || doubled % (stepOf(parameter) ?? 1) === 0)
        ? doubled
        : exact;
    if (!found.has(own)) found.set(own, settingOf(parameter, own));
  }
  return [...found].sort(([a], [b]) => a - b).map(([, own]) => own);
}
