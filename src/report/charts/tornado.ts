import type { ChartConfiguration } from "chart.js";
import { SERIES } from "../colours.ts";
import type { ColumnTitle } from "../column-title.ts";
import { percent } from "../format.ts";
import { titleOf } from "./title.ts";

/** What a metric becomes when one parameter takes its low and its high value; others stay. */
export interface TornadoRow {
  readonly label: string;
  /** SI. */
  readonly low: number;
  readonly high: number;
  readonly nominal: number;
}

/** Most rows that are drawn: those of the widest swing. */
const MOST_ROWS = 16;

/** How far a row's metric swings, relative to its nominal value. */
const swing = ({ low, high, nominal }: TornadoRow): number =>
  Math.max(Math.abs(low - nominal), Math.abs(high - nominal), Math.abs(high - low)) / Math.abs(nominal);

/**
 * Change of a metric by each parameter, the widest swing on top. Throws RangeError for a row whose nominal value is no
 * base for a percentage.
 */
export function tornadoChart(metric: ColumnTitle, rows: readonly TornadoRow[]): ChartConfiguration<"bar"> {
  for (const { label, low, high, nominal } of rows)
    if (!(Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(nominal) && nominal !== 0))
      throw new RangeError(`tornado ${label}: expected finite values and a nominal one other than 0`);
  const shown = [...rows].sort((a, b) => swing(b) - swing(a)).slice(0, MOST_ROWS);
  const change = (value: number, { nominal }: TornadoRow): number =>
    (100 * (value - nominal)) / Math.abs(nominal);
  const bars = (label: string, colour: string, of: (row: TornadoRow) => number) => ({
    label,
    data: shown.map((row): [number, number] => [0, change(of(row), row)]),
    backgroundColor: colour,
    borderColor: "#222222",
    borderWidth: 0.5,
    grouped: false,
    barPercentage: 0.7,
  });
  const left = rows.length - shown.length;
  return {
    type: "bar",
    data: {
      labels: shown.map(({ label }) => label),
      datasets: [
        bars("parameter at its low value", SERIES.software, ({ low }) => low),
        bars("parameter at its high value", SERIES.memristor, ({ high }) => high),
      ],
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(
          `What moves the ${metric.name}${left > 0 ? `: the ${shown.length} of ${rows.length} that do so most` : ""}`,
        ),
        legend: { position: "bottom" },
      },
      scales: {
        x: {
          title: { display: true, text: `change of ${metric.name} (%)` },
          ticks: { callback: (value) => (Number(value) > 0 ? `+${value}` : String(value)) },
        },
        y: { ticks: { autoSkip: false } },
      },
    },
  };
}

/** The rows in words, for a reader without the chart. */
export const tornadoSentence = (rows: readonly TornadoRow[]): string => {
  const most = [...rows].sort((a, b) => swing(b) - swing(a))[0];
  return most === undefined
    ? "Nothing was varied."
    : `${most.label} moves it most, by up to ${percent(swing(most))}.`;
};
