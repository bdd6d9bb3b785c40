import type { ChartConfiguration } from "chart.js";
import { digits, percent } from "#base";
import { framed } from "#charts";
import { SERIES } from "../../charts/colours.ts";
import { metricOfKey } from "../../comparison/metrics/index.ts";
import { columnTitle, metricText } from "../../text/quantity.ts";
import { bySwing, type SensitivityReport, swingOf, type TornadoRow } from "./sensitivity-result.ts";

/** Most rows drawn: those with the widest swing. */
const MOST_BARS = 16;

/** Subject of a tornado: the design's name, the metric, its nominal value. */
export type TornadoSubject = Pick<SensitivityReport, "name" | "metric" | "nominal">;

/**
 * A tornado: change of the metric with one row at its low and at its high end, all else nominal; longest bars
 * on top, rows without effect left out. `what` names the varied quantities. Throws RangeError for a nominal
 * value that cannot be the base of a percentage.
 */
export function tornadoChart(
  { name, metric, nominal }: TornadoSubject,
  rows: readonly TornadoRow[],
  what: string,
): ChartConfiguration<"bar"> {
  if (!Number.isFinite(nominal) || nominal === 0)
    throw new RangeError(`tornado of ${metric}: expected a finite value other than 0, received ${nominal}`);
  const moving = bySwing(rows, nominal).filter((row) => swingOf(row, nominal) > 0);
  const shown = moving.slice(0, MOST_BARS);
  const change = (value: number | null): number => (value === null ? 0 : 100 * (value / nominal - 1));
  const bars = (label: string, colour: string, end: "atLow" | "atHigh") => ({
    label,
    data: shown.map((row) => change(row[end])),
    backgroundColor: colour,
    grouped: false,
    barPercentage: 0.8,
  });
  return {
    type: "bar",
    data: {
      labels: shown.map((row) => `${row.name}  ${endsOf(row)}`),
      datasets: [
        bars("at its low", SERIES.software, "atLow"),
        bars("at its high", SERIES.memristor, "atHigh"),
      ],
    },
    options: {
      indexAxis: "y",
      ...framed(
        `${name}: ${words(metric)} ${metricText(metricOfKey(metric) ?? { unit: "", kind: "price" }, nominal)}, ${what}${more(moving, shown)}`,
        {},
      ),
      scales: {
        x: {
          title: { display: true, text: `change of ${words(metric)} (%)` },
          ticks: { callback: (value) => (Number(value) > 0 ? "+" : "") + digits(Number(value)) },
        },
        y: { ticks: { autoSkip: false } },
      },
    },
  };
}

/** Ends of a row: over its nominal for numbers, otherwise as a config writes them. */
const endsOf = ({ low, nominal: own, high }: TornadoRow): string =>
  typeof low === "number" && typeof own === "number" && typeof high === "number" && own !== 0
    ? `×${digits(low / own)}…×${digits(high / own)}`
    : `${low}…${high}`;

const words = (metric: TornadoSubject["metric"]): string =>
  columnTitle(metric).name.replace(/ \(ratio\)$/, "");

const more = (moving: readonly TornadoRow[], shown: readonly TornadoRow[]): string =>
  moving.length > shown.length ? ` (the ${shown.length} longest of ${moving.length})` : "";

/** The rows in words, for a reader without the chart. */
export function tornadoSentence({ metric, nominal }: TornadoSubject, rows: readonly TornadoRow[]): string {
  const [most] = bySwing(rows, nominal);
  if (most === undefined || swingOf(most, nominal) === 0) return `Nothing moves the ${words(metric)}.`;
  return `${most.name} moves the ${words(metric)} most: over its range by ${percent(swingOf(most, nominal))}.`;
}
