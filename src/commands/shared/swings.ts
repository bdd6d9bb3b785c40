// Change of a result with each parameter and each constant.

import {
  type Catalogue,
  ConfigError,
  InfeasibleError,
  type Parameter,
  parseQuantity,
  type UnitName,
} from "#base";
import { type Assignment, type AxisValue, spelled } from "#search";
import { type PricedComparison, swings } from "../../comparison/cost-sensitivity.ts";
import type { Config } from "../../design/config.ts";
import { applicable, configParameters, resolveConfig } from "../../design/resolved.ts";
import type { TornadoRow } from "./sensitivity-result.ts";

/** Relative change of a parameter in each direction. */
const STEP = 0.2;

/**
 * Effect of −20 % and +20 % of each numeric parameter of the design on a metric, all else unchanged. Integers
 * change by at least one step; an end out of range, or a design that cannot be built, has a reason and no
 * value. Parameters of baselines are left out: metrics are of the memristor and the digital designs.
 */
export function parameterSwings(
  value: unknown,
  catalogue: Catalogue,
  configAt: (assignment: Assignment) => Config,
  metricOf: (config: Config) => number,
): TornadoRow[] {
  const resolved = resolveConfig(value, catalogue);
  return applicable(resolved, configParameters(catalogue)).flatMap((parameter): TornadoRow[] => {
    const { path, kind, doc } = parameter;
    if (!path.startsWith("design.") || path.startsWith("design.baselines.")) return [];
    if (kind !== "quantity" && kind !== "integer" && kind !== "number") return [];
    const written = valueAt(resolved, path);
    const nominal = numberOf(parameter, written);
    // A relative change of 0 is 0.
    if (!Number.isFinite(nominal) || nominal === 0) return [];
    const ends = [1 - STEP, 1 + STEP].map((factor) => endOf(parameter, nominal, factor));
    const found = ends.map((end) => metricAt(path, end, configAt, metricOf));
    return [
      {
        name: path,
        places: [path],
        low: String(ends[0] ?? "–"),
        nominal: String(written),
        high: String(ends[1] ?? "–"),
        atLow: found[0].metric,
        atHigh: found[1].metric,
        reason: [...new Set(found.map(({ reason }) => reason).filter((reason) => reason !== ""))].join("; "),
        source: "",
        note: doc,
      },
    ];
  });
}

function metricAt(
  path: string,
  end: AxisValue | null,
  configAt: (assignment: Assignment) => Config,
  metricOf: (config: Config) => number,
): { readonly metric: number | null; readonly reason: string } {
  if (end === null) return { metric: null, reason: "outside the accepted range" };
  try {
    return { metric: metricOf(configAt([[path, end]])), reason: "" };
  } catch (error) {
    if (error instanceof ConfigError) return { metric: null, reason: error.issues[0].message };
    if (error instanceof InfeasibleError || error instanceof RangeError)
      return { metric: null, reason: error.message };
    throw error;
  }
}

function valueAt(tree: unknown, path: string): unknown {
  let node = tree;
  for (const key of path.split("."))
    node = typeof node === "object" && node !== null ? (node as Record<string, unknown>)[key] : undefined;
  return node;
}

function numberOf({ kind, unit }: Parameter, value: unknown): number {
  if (kind !== "quantity") return typeof value === "number" ? value : Number.NaN;
  const quantity = typeof value === "string" ? parseQuantity(value, unit as UnitName) : Number.NaN;
  return typeof quantity === "number" ? quantity : Number.NaN;
}

/** The nominal value times a factor, as a config spells it; null outside the range. */
export function endOf(parameter: Parameter, nominal: number, factor: number): AxisValue | null {
  const { kind, unit, minimum, maximum, exclusiveMinimum, multipleOf } = parameter;
  let value = factor * nominal;
  if (kind === "integer") {
    const step = multipleOf ?? 1;
    value = Math.round(value / step) * step;
    if (value === nominal) value += Math.sign(factor - 1) * Math.sign(nominal) * step;
  } else value = Number(value.toPrecision(12));
  const holds =
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum);
  if (!holds) return null;
  return kind === "quantity" ? spelled(value, unit as UnitName) : value;
}

/** A row of the tornado for every constant with a range, in the order of the comparison's groups. */
export function constantSwings(comparison: PricedComparison, metric: string): TornadoRow[] {
  return swings(comparison).map(({ group: { members, source, note }, low, high }) => ({
    name: members[0].place,
    places: members.map(({ place }) => place),
    low: members[0].low,
    nominal: members[0].nominal,
    high: members[0].high,
    atLow: low[metric],
    atHigh: high[metric],
    reason: "",
    source,
    note,
  }));
}
