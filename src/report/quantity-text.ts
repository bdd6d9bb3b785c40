import { metricOfQuantity } from "../ladder/metrics/index.ts";
import type { Metric } from "../ladder/metrics/metric.ts";
import { axisTitle } from "./axis-title.ts";
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
