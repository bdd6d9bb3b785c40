import { amount } from "#base";
import { axisTitle, type ColumnTitle } from "#charts";
import { metricOfKey, metricOfQuantity } from "../comparison/metrics/index.ts";
import type { Metric } from "../comparison/metrics/metric.ts";

/** A metric's value with its unit; a dash if unknown. Ratios have four digits, as they may be near one. */
export function metricText({ unit, kind }: Pick<Metric, "unit" | "kind">, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (kind === "ratio") return `×${value.toPrecision(4)}`;
  return amount(value, unit);
}

/** Name of a metric in sentences and tables. */
export const metricName = ({ name, said }: Pick<Metric, "name" | "said">): string => said ?? name;

/** `metricText` of a quantity or a condition's name. */
export const quantityText = (quantity: string, value: number): string =>
  metricText(metricOfQuantity(quantity) ?? { unit: "", kind: "price" }, value);

export function quantityName(quantity: string): string {
  const metric = metricOfQuantity(quantity);
  return metric === null ? quantity : metricName(metric);
}

/** Axis title of a quantity. */
export function quantityAxis(quantity: string): string {
  const metric = metricOfQuantity(quantity);
  return metric === null ? quantity : axisTitle(metric);
}

/** Settings of a design, each key by its last two parts. */
export const settingsText = (
  sets: Readonly<Record<string, string | number | boolean>>,
  idle: readonly string[] = [],
): string[] =>
  Object.entries(sets)
    .filter(([path]) => !idle.includes(path))
    .map(([path, value]) => `${path.split(".").slice(-2).join(".")}=${value}`);

/** Units at the end of a column's name in exports. */
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

/** Printed names of config units. */
const PRINTED: Readonly<Record<string, string>> = { ohm: "Ω", m2: "m²", "W/mm2": "W/mm²", "S/s": "sample/s" };

/** Printed name of a config unit. */
export const printedUnit = (unit: string): string => PRINTED[unit] ?? unit;

/** Column title: `energy_J` → energy, J; `design.hashing.readTime` with unit s → hashing read time, s. */
export function columnTitle(column: string, unit: string | null = null): ColumnTitle {
  const metric = metricOfKey(column);
  if (metric !== null) return { name: metric.name, unit: metric.unit };
  if (/^(?:design|workload|fidelity)\./.test(column))
    return { name: pathName(column), unit: unit === null ? "" : printedUnit(unit) };
  const at = column.lastIndexOf("_");
  const suffix = column.slice(at + 1);
  // In `tokens_per_s` the s is not a unit that takes a prefix.
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
