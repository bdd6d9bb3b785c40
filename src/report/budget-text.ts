import Table from "cli-table3";
import type { DieCost } from "../cost/die-cost.ts";
import type { Slack } from "../explore/budget.ts";
import { area, digits, engineering, percent } from "./format.ts";

/** One rung's answer as a report prints it. */
export interface BudgetRow {
  readonly rung: string;
  /** Null where nothing is within the limits. */
  readonly best: {
    readonly throughput: number;
    readonly cores: number;
    readonly sets: Readonly<Record<string, string | number | boolean>>;
    readonly uses: Readonly<Record<string, number>>;
    readonly die: DieCost | null;
  } | null;
  readonly slacks: readonly Slack[];
  readonly together: boolean;
  readonly least: Readonly<Record<string, number>>;
}

const plain = { style: { head: [], border: [] } };

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  area: (value) => area(value),
  power: (value) => engineering(value, "W"),
  peakPower: (value) => engineering(value, "W"),
  powerDensity: (value) => `${digits(value / 1e6)} W/mm²`,
  bandwidth: (value) => engineering(value, "B/s"),
  latency: (value) => engineering(value, "s"),
};

const NAMES: Readonly<Record<string, string>> = {
  area: "area",
  power: "average power",
  peakPower: "peak power",
  powerDensity: "power density",
  bandwidth: "memory bandwidth",
  latency: "latency",
};

const show = (quantity: string, value: number): string => UNITS[quantity]?.(value) ?? digits(value);

/** The best member of every rung, then what each constraint leaves and which one binds. */
export function budgetText(title: string, rows: readonly BudgetRow[]): string {
  const table = new Table({
    head: ["rung", "tokens/s", "cores", "sets", "area", "power", "W/mm²", "bandwidth", "latency", "good die"],
    colAligns: ["left", "right", "right", "left", "right", "right", "right", "right", "right", "right"],
    ...plain,
  });
  for (const { rung, best } of rows)
    if (best === null) table.push([rung, "none", "", "", "", "", "", "", "", ""]);
    else {
      const { throughput, cores, sets, uses, die } = best;
      table.push([
        rung,
        digits(throughput),
        cores,
        Object.entries(sets)
          .map(([path, value]) => `${path.split(".").slice(-2).join(".")}=${value}`)
          .join("\n"),
        show("area", uses.area),
        show("power", uses.power),
        digits(uses.powerDensity / 1e6),
        show("bandwidth", uses.bandwidth),
        show("latency", uses.latency),
        die === null ? "–" : `$${digits(die.goodDie)}`,
      ]);
    }
  return [title, table.toString(), "", ...rows.flatMap(explained), ""].join("\n");
}

function explained(row: BudgetRow): string[] {
  if (row.best === null)
    return [
      `${row.rung}: nothing is within the limits; the least that any candidate takes is ` +
        `${Object.entries(row.least)
          .map(([quantity, value]) => `${NAMES[quantity]} ${show(quantity, value)}`)
          .join(", ")}.`,
    ];
  const table = new Table({
    head: [`${row.rung}: constraint`, "limit", "used", "slack", "without it"],
    colAligns: ["left", "right", "right", "right", "right"],
    ...plain,
  });
  for (const { quantity, limit, used, slack, withoutIt, binds } of row.slacks)
    table.push([
      `${NAMES[quantity]}${binds ? " (binds)" : ""}`,
      show(quantity, limit),
      show(quantity, used),
      percent(slack),
      binds ? `${digits(withoutIt)} tokens/s` : "the same",
    ]);
  const bound = row.slacks.some(({ binds }) => binds);
  const note = bound
    ? []
    : row.together
      ? ["The constraints bind together: none of them alone keeps more throughput away."]
      : ["No constraint binds: more cores or other values of the study give no more tokens a second."];
  return [table.toString(), ...note];
}
