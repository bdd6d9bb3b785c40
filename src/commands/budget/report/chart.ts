// Charts of a budget's answer: the trade-off, and the map over two limits.

import type { ChartConfiguration, ChartDataset } from "chart.js";
import { axisTitle, framed, ink, isOverDecades } from "#charts";
import { SERIES } from "../../../charts/colours.ts";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { metricText, quantityAxis, quantityName, quantityText } from "../../../text/quantity.ts";
import { amountOf, type BudgetReport } from "../run/result.ts";
import { bindingText } from "./verdict.ts";

/** Axis of the budget's aim. */
const aimAxis = (aim: Metric, values: readonly number[]) => ({
  type: isOverDecades(values) ? ("logarithmic" as const) : ("linear" as const),
  title: { display: true, text: axisTitle(aim) },
  ticks: {
    callback: (value: string | number) => metricText(aim, Number(value)),
    autoSkip: true,
    maxTicksLimit: 12,
  },
});

/** Strokes of a design's line. */
const inkOf = (contender: DesignId) => {
  const { colour, dash } = contenderOf(contender).style;
  return { borderColor: colour, backgroundColor: colour, borderDash: [...dash], borderWidth: 2.5 };
};

type Line = ChartDataset<"line", { x: number; y: number }[]>;

const MARKS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot"] as const;

/** Staircase of every design's best against the varied limit; marks at steps name the binding constraint. */
export function budgetMapChart({ contenders, moved, aim, name }: BudgetReport): ChartConfiguration<"line"> {
  const words = new Set<string>();
  const own = contenders.flatMap(({ contender, map }) => {
    const points = (map?.steps ?? []).flatMap(({ limit, answer }) => {
      if (answer === null) return [];
      const binding = bindingText(answer.slacks, answer.together);
      words.add(binding);
      return [{ x: limit, y: amountOf(aim, answer.best), binding }];
    });
    return points.length === 0 ? [] : [{ contender, points }];
  });
  const order = [...words];
  const markOf = (binding: string): string => MARKS[order.indexOf(binding) % MARKS.length];
  const series = own.map(
    ({ contender, points }): Line => ({
      label: contender,
      data: points.map(({ x, y }) => ({ x, y })),
      ...inkOf(contender),
      stepped: "before",
      pointStyle: points.map(({ binding }) => markOf(binding)) as never,
      pointRadius: 6,
    }),
  );
  const legend = order.map(
    (binding): Line => ({
      label: `active: ${binding}`,
      data: [],
      ...ink("#555555"),
      pointStyle: markOf(binding) as never,
      showLine: false,
      pointRadius: 6,
    }),
  );
  const limit = moved ?? "area";
  return {
    type: "line",
    data: { datasets: [...series, ...legend] },
    options: {
      ...framed(`${name}: best within the budget against the limit on ${quantityName(limit)}`),
      scales: {
        x: {
          type: "linear",
          title: { display: true, text: `limit on ${quantityAxis(limit)}` },
          ticks: { callback: (value) => quantityText(limit, Number(value)), maxRotation: 0 },
        },
        y: aimAxis(
          aim,
          own.flatMap(({ points }) => points.map(({ y }) => y)),
        ),
      },
    },
  };
}

/** The memristor design's best at each axis value against its attention recall, with rivals and controls. */
export function tradeChart({ trade, contenders, name, aim }: BudgetReport): ChartConfiguration<"line"> {
  const rows = (trade?.rows ?? []).flatMap(({ value, best, quality }) =>
    best === null || quality?.recall == null
      ? []
      : [
          {
            value,
            y: amountOf(aim, best),
            mass: quality.recall,
            random: quality.controls.randomBuckets,
          },
        ],
  );
  const short = trade?.path.split(".").slice(-1)[0] ?? "";
  const rivals = contenders.flatMap(({ contender, answer, quality }): Line[] =>
    answer === null || quality?.recall == null || contender === SUBJECT.id
      ? []
      : [
          {
            label: `${contender}, its best`,
            data: [{ x: quality.recall.mean, y: amountOf(aim, answer.best) }],
            ...inkOf(contender),
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
                ...ink(SERIES.control),
                borderDash: [2, 4],
                pointRadius: 4,
              } satisfies Line,
            ]),
        ...rivals,
      ],
    },
    options: {
      ...framed(`${name}: best within the budget against attention recall`),
      scales: {
        x: {
          type: "linear",
          max: 1.02,
          title: { display: true, text: "attention recall (fraction, proxy)" },
        },
        y: aimAxis(
          aim,
          [...rows, ...rivals.flatMap(({ data }) => data)].map(({ y }) => y),
        ),
      },
    },
  };
}
