import type { ChartConfiguration, ChartDataset } from "chart.js";
import { SUBJECT } from "../../ladder/rungs.ts";
import { amountOf, type BudgetReport } from "../budget-report.ts";
import { SERIES } from "../colours.ts";
import { aimAxis, inkOf } from "./budget-axes.ts";
import { titleOf } from "./title.ts";

type Line = ChartDataset<"line", { x: number; y: number }[]>;

/** The memristor design's best at every value of the axis against the mass that it captures, with rivals and controls. */
export function tradeChart({ trade, rungs, name, aim }: BudgetReport): ChartConfiguration<"line"> {
  const rows = (trade?.rows ?? []).flatMap(({ value, best, quality }) =>
    best === null || quality?.capturedMass == null
      ? []
      : [
          {
            value,
            y: amountOf(aim, best),
            mass: quality.capturedMass,
            random: quality.controls.randomBuckets,
          },
        ],
  );
  const short = trade?.path.split(".").slice(-1)[0] ?? "";
  const rivals = rungs.flatMap(({ rung, answer, quality }): Line[] =>
    answer === null || quality?.capturedMass == null || rung === SUBJECT.id
      ? []
      : [
          {
            label: `${rung}, its best`,
            data: [{ x: quality.capturedMass.mean, y: amountOf(aim, answer.best) }],
            ...inkOf(rung),
            showLine: false,
            pointRadius: 8,
            pointStyle: "rectRot",
          },
        ],
  );
  const controls = rows.flatMap(({ y, random }) => (random === undefined ? [] : [{ x: random.mean, y }]));
  return {
    type: "line",
    data: {
      datasets: [
        {
          label: `${SUBJECT.id} by ${short} (${rows.map(({ value }) => value).join(", ")})`,
          data: rows.map(({ mass, y }) => ({ x: mass.mean, y })),
          ...inkOf(SUBJECT.id),
          pointRadius: 6,
        },
        ...(controls.length === 0
          ? []
          : [
              {
                label: "control: random buckets in its place",
                data: controls,
                borderColor: SERIES.control,
                backgroundColor: SERIES.control,
                borderDash: [2, 4],
                pointRadius: 4,
              } satisfies Line,
            ]),
        ...rivals,
      ],
    },
    options: {
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(`${name}: what the budget gives against the attention mass captured`),
        legend: { position: "bottom", labels: { usePointStyle: true } },
      },
      scales: {
        x: {
          type: "linear",
          max: 1.02,
          title: { display: true, text: "captured attention mass (fraction, proxy)" },
        },
        y: aimAxis(
          aim,
          [...rows, ...rivals.flatMap(({ data }) => data)].map(({ y }) => y),
        ),
      },
    },
  };
}
