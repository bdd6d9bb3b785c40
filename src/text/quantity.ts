import { metricOfKey, metricOfQuantity } from "../comparison/metrics/index.ts";
import type { Metric } from "../comparison/metrics/metric.ts";
import { axisTitle, type ColumnTitle } from "./axis-title.ts";
import { amount } from "./format.ts";

/** A metric's value with its unit; a dash where it is not known. Ratios near one differ in their fourth digit. */
export function metricText({ unit, kind }: Pick<Metric, "unit" | "kind">, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (kind === "ratio") return `×${value.toPrecision(4)}`;
  return amount(value, unit);
}

/** What sentences and tables call a metric. */
export const metricName = ({ name, said }: Pick<Metric, "name" | "said">): string => said ?? name;

/** `metricText` of a quantity, or of what a condition names. */
export const quantityText = (quantity: string, value: number): string =>
  metricText(metricOfQuantity(quantity) ?? { unit: "", kind: "price" }, value);

export function quantityName(quantity: string): string {
  const metric = metricOfQuantity(quantity);
  return metric === null ? quantity : metricName(metric);
}

/** Title of an axis of a quantity. */
export function quantityAxis(quantity: string): string {
  const metric = metricOfQuantity(quantity);
  return metric === null ? quantity : axisTitle(metric);
}

/** What a design sets, each key by its last two parts. */
export const settingsText = (
  sets: Readonly<Record<string, string | number | boolean>>,
  idle: readonly string[] = [],
): string[] =>
  Object.entries(sets)
    .filter(([path]) => !idle.includes(path))
    .map(([path, value]) => `${path.split(".").slice(-2).join(".")}=${value}`);

/** Units at the end of a column's name, as exports spell them. */
const SUFFIXES: Readonly<Record<string, string>> = {
  J: "J",
  s: "s",
  m2: "m²",
  W: "W",
  S: "S",
  A: "A",
  V: "V",
  Hz: "Hz",
  m: "m",
  B: "B",
  ohm: "Ω",
  K: "K",
};

/** Unit names of config quantities as they are printed. */
const PRINTED: Readonly<Record<string, string>> = { ohm: "Ω", m2: "m²", "W/mm2": "W/mm²", "S/s": "sample/s" };

/** A config unit as it is printed. */
export const printedUnit = (unit: string): string => PRINTED[unit] ?? unit;

/** `energy_J` → energy, J; `design.hashing.readTime` with the unit s → hashing read time, s. */
export function columnTitle(column: string, unit: string | null = null): ColumnTitle {
  const metric = metricOfKey(column);
  if (metric !== null) return { name: metric.name, unit: metric.unit };
  if (/^(?:design|workload|fidelity)\./.test(column))
    return { name: pathName(column), unit: unit === null ? "" : printedUnit(unit) };
  const at = column.lastIndexOf("_");
  const suffix = column.slice(at + 1);
  // `tokens_per_s` counts by the second: its s is no unit that a prefix goes before.
  if (at > 0 && Object.hasOwn(SUFFIXES, suffix) && !/(?:^|_)per$/.test(column.slice(0, at)))
    return { name: column.slice(0, at).replaceAll("_", " "), unit: SUFFIXES[suffix] };
  return { name: column.replaceAll("_", " "), unit: "" };
}

/** The last two keys of a config path as words. */
const pathName = (path: string): string =>
  path
    .split(".")
    .slice(1)
    .slice(-2)
    .join(" ")
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
