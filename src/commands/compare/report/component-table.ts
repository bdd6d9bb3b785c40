import type { Instance } from "#base";
import { digits, engineering, groupDigits, percent } from "#base";
import type { Tabular } from "#reports";
import type { CostReport } from "../../../cost/cost-report.ts";
import { componentsOf } from "../../../cost/price-list.ts";
import { shippedCatalogue } from "../../../design/catalogue.ts";
import type { Design } from "../../../design/design.ts";
import { configParameters } from "../../../design/resolved.ts";
import { printedUnit } from "../../../text/quantity.ts";

/** Table of a chip's components as published ones are: count, power and area with shares, totals last. */
export interface ComponentTable extends Tabular {
  /** Nodes, clock and what the columns mean. */
  readonly footnotes: readonly string[];
}

/** Most parameters of a model that its row names. */
const MOST_PARAMS = 4;

/**
 * Table of the components of a priced design. Power is energy, including leakage, over latency, so that it
 * sums to the average power; area covers all instances. Each row names its model and its source.
 */
export function componentTable(design: Design, cost: CostReport): ComponentTable {
  const instances = new Map(componentsOf(design));
  const { latency } = cost.timing;
  const energyOf = (component: string): number =>
    cost.breakdown.reduce((sum, item) => sum + (item.component === component ? item.energy : 0), 0);
  const rows = cost.areas.map(({ component, count, area }) => {
    const instance = instances.get(component);
    const energy = energyOf(component);
    const power = latency > 0 ? energy / latency : 0;
    return [
      component,
      instance === undefined ? "" : modelText(instance),
      Number.isInteger(count) ? groupDigits(count) : digits(count),
      digits(power * 1e3),
      percent(cost.energy > 0 ? energy / cost.energy : 0),
      digits(area * 1e6),
      percent(cost.area > 0 ? area / cost.area : 0),
      instance?.source ?? "",
    ];
  });
  const counted = new Set(cost.areas.map(({ component }) => component as string));
  const others = cost.breakdown.reduce(
    (sum, { component, energy }) => sum + (counted.has(component) ? 0 : energy),
    0,
  );
  if (others > 0)
    rows.push([
      "other",
      "",
      "",
      digits((others / latency) * 1e3),
      percent(others / cost.energy),
      "0",
      "0 %",
      "",
    ]);
  const total = [
    "total",
    "",
    "",
    digits(cost.power.average * 1e3),
    "100 %",
    digits(cost.area * 1e6),
    "100 %",
    "",
  ];
  return {
    head: ["component", "model", "count", "power (mW)", "share", "area (mm²)", "share", "source"],
    rows: [...rows, total],
    footnotes: [
      `Logic at ${nanometres(design.logicNode)}, arrays at ${nanometres(design.hashNode)}. Power is the average over one workload: energy, leakage included, over latency.`,
      "A source is a key of references.bib; assumed marks a model without one.",
    ],
  };
}

const nanometres = (node: number): string => `${Number((node * 1e9).toPrecision(6))} nm`;

/** A model's name with its first parameters that are numbers or words. */
function modelText({ family, model, params }: Instance): string {
  const named = Object.entries(params)
    .filter(([, value]) => typeof value === "number" || typeof value === "string")
    .slice(0, MOST_PARAMS)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === "number" ? paramText(value, unitOf(family, name)) : value}`,
    );
  return named.length === 0 ? model : `${model} (${named.join(", ")})`;
}

const paramText = (value: number, unit: string): string =>
  unit === "" ? String(Number(value.toPrecision(4))) : engineering(value, unit, 4);

/** Cached: walking the schemas takes milliseconds, and the result does not change. */
let units: ReadonlyMap<string, string> | null = null;

/** SI unit of a family's parameter; empty for a plain number. */
function unitOf(family: string, name: string): string {
  units ??= new Map(
    configParameters(shippedCatalogue).flatMap(({ family: own, path, unit }) =>
      own === undefined || unit === undefined
        ? []
        : [[`${own} ${path.split(".").at(-1)}`, printedUnit(unit)]],
    ),
  );
  return units.get(`${family} ${name}`) ?? "";
}
