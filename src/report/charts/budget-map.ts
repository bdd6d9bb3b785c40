import type { ChartConfiguration } from "chart.js";
import { SERIES } from "../colours.ts";
import type { ColumnTitle } from "../column-title.ts";
import { numberAxis, scaled } from "./axes.ts";
import { titleOf } from "./title.ts";

/** The best design under one limit of a budget, and the limit that keeps it from being better. */
export interface BudgetRow {
  /** SI value of the limit that is varied. */
  readonly limit: number;
  /** SI value of what is maximised; null where nothing fits. */
  readonly best: number | null;
  /** Name of the constraint that binds; null where none does. */
  readonly binding: string | null;
}

const MARKS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot"] as const;
const COLOURS = [
  SERIES.memristor,
  SERIES.software,
  SERIES.window,
  SERIES.other,
  SERIES.reference,
  SERIES.control,
];

/** What a budget buys: the best design against one limit, marked by the constraint that binds there. */
export function budgetMap(
  limit: ColumnTitle,
  best: ColumnTitle,
  rows: readonly BudgetRow[],
): ChartConfiguration<"scatter"> {
  const fitting = rows
    .flatMap(({ limit: x, best: y, binding }) =>
      y === null ? [] : [{ x: scaled(limit, x), y: scaled(best, y), binding }],
    )
    .sort((a, b) => a.x - b.x);
  const bindings = [...new Set(fitting.map(({ binding }) => binding ?? "nothing"))];
  const none = rows.filter((row) => row.best === null).length;
  return {
    type: "scatter",
    data: {
      datasets: [
        ...bindings.map((name, n) => ({
          label: `bound by ${name}`,
          data: fitting.filter(({ binding }) => (binding ?? "nothing") === name),
          borderColor: COLOURS[n % COLOURS.length],
          backgroundColor: COLOURS[n % COLOURS.length],
          pointStyle: MARKS[n % MARKS.length],
          pointRadius: 6,
        })),
        {
          label: "best",
          data: fitting,
          showLine: true,
          // A design that fits a limit fits every wider one.
          stepped: "before" as const,
          borderColor: SERIES.faded,
          backgroundColor: SERIES.faded,
          borderWidth: 2,
          pointRadius: 0,
        },
      ],
    },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(
          `Most ${best.name} under a limit of ${limit.name}${none > 0 ? `; nothing fits ${none} of ${rows.length} limits` : ""}`,
        ),
        legend: { position: "bottom", labels: { usePointStyle: true } },
      },
      scales: {
        x: numberAxis(
          limit,
          fitting.map(({ x }) => x),
        ),
        y: numberAxis(
          best,
          fitting.map(({ y }) => y),
        ),
      },
    },
  };
}
