import { metricOfKey } from "../ladder/metrics/index.ts";
import type { ColumnTitle } from "./axis-title.ts";

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
  if (at > 0 && Object.hasOwn(SUFFIXES, suffix))
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
