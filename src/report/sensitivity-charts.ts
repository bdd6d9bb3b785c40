import type { ChartConfiguration } from "chart.js";
import { titleOf } from "./charts/title.ts";
import { percent } from "./format.ts";
import { bySwing, type SensitivityReport, swingOf, type TornadoRow } from "./sensitivity-report.ts";
import { metricText } from "./sensitivity-text.ts";

const MOST_BARS = 16;
const INK = { low: "#0072B2", high: "#D55E00" } as const;

/** A tornado: change of the metric with one row at its low and at its high, the longest bars on top. */
export function tornadoChart(
  { name, metric, nominal }: SensitivityReport,
  rows: readonly TornadoRow[],
  what: string,
): ChartConfiguration<"bar"> {
  const shown = bySwing(rows, nominal)
    .filter((row) => swingOf(row, nominal) > 0)
    .slice(0, MOST_BARS);
  const change = (value: number | null): number => (value === null ? 0 : value / nominal - 1);
  return {
    type: "bar",
    data: {
      labels: shown.map((row) => row.name),
      datasets: [
        {
          label: "at its low",
          data: shown.map(({ atLow }) => change(atLow)),
          backgroundColor: INK.low,
          grouped: false,
          barPercentage: 0.8,
        },
        {
          label: "at its high",
          data: shown.map(({ atHigh }) => change(atHigh)),
          backgroundColor: INK.high,
          grouped: false,
          barPercentage: 0.8,
        },
      ],
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(`${name}: ${metric} = ${metricText(metric, nominal)}, ${what}`),
        legend: { position: "bottom" },
      },
      scales: {
        x: {
          title: { display: true, text: `change of ${metric}` },
          ticks: { callback: (value) => percent(Number(value)) },
        },
        y: { ticks: { autoSkip: false } },
      },
    },
  };
}
