import type { ChartConfiguration, ChartDataset } from "chart.js";
import type { RungId } from "../ladder/rungs.ts";
import { amountOf, type BudgetReport } from "./budget-report.ts";
import { bindingText } from "./budget-words.ts";
import { titleOf } from "./charts/title.ts";
import { RUNG_STYLE } from "./colours.ts";
import { engineering } from "./format.ts";
import { quantityName, quantityText } from "./quantity-text.ts";

type Point = { x: number; y: number };
type Line = ChartDataset<"line", Point[]>;

const MARKS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot"] as const;

const axisText = (aim: BudgetReport["aim"]): string =>
  ({
    throughput: "tokens/s",
    energy: "energy (J)",
    latency: "latency (s)",
    area: "area (m²)",
    power: "power (W)",
  })[aim];

const ratio = (value: string | number): string => engineering(Number(value), "").trim();

/** The best of every rung against the limit that moves: a staircase; the mark at a step says which constraint binds. */
export function budgetMapChart({ rungs, moved, aim, name }: BudgetReport): ChartConfiguration<"line"> {
  const words = new Set<string>();
  const own = rungs.flatMap(({ rung, map }) => {
    const points = (map?.steps ?? []).flatMap(({ limit, answer }) => {
      if (answer === null) return [];
      const binding = bindingText(answer.slacks, answer.together);
      words.add(binding);
      return [{ x: limit, y: amountOf(aim, answer.best), binding }];
    });
    return points.length === 0 ? [] : [{ rung, points }];
  });
  const order = [...words];
  const markOf = (binding: string): string => MARKS[order.indexOf(binding) % MARKS.length];
  const series = own.map(
    ({ rung, points }): Line => ({
      label: rung,
      data: points.map(({ x, y }) => ({ x, y })),
      ...inkOf(rung),
      stepped: "before",
      pointStyle: points.map(({ binding }) => markOf(binding)) as never,
      pointRadius: 6,
    }),
  );
  const legend = order.map(
    (binding): Line => ({
      label: `binds: ${binding}`,
      data: [],
      borderColor: "#555555",
      backgroundColor: "#555555",
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
      layout: { padding: { right: 24 } },
      plugins: {
        title: titleOf(`${name}: best within the budget against the limit on ${quantityName(limit)}`),
        legend: { position: "bottom", labels: { usePointStyle: true } },
      },
      scales: {
        x: {
          type: "linear",
          title: { display: true, text: `limit on ${quantityName(limit)}` },
          ticks: { callback: (value) => quantityText(limit, Number(value)), maxRotation: 0 },
        },
        y: {
          type: "logarithmic",
          title: { display: true, text: axisText(aim) },
          ticks: { callback: ratio, autoSkip: true, maxTicksLimit: 12 },
        },
      },
    },
  };
}

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
    answer === null || quality?.capturedMass == null || rung === "lsh-memristor"
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
          label: `lsh-memristor by ${short} (${rows.map(({ value }) => value).join(", ")})`,
          data: rows.map(({ mass, y }) => ({ x: mass.mean, y })),
          ...inkOf("lsh-memristor"),
          pointRadius: 6,
        },
        ...(controls.length === 0
          ? []
          : [
              {
                label: "control: random buckets in its place",
                data: controls,
                borderColor: "#7F7F7F",
                backgroundColor: "#7F7F7F",
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
        x: { type: "linear", max: 1.02, title: { display: true, text: "captured attention mass (proxy)" } },
        y: {
          type: "logarithmic",
          title: { display: true, text: axisText(aim) },
          ticks: { callback: ratio, autoSkip: true, maxTicksLimit: 12 },
        },
      },
    },
  };
}

const inkOf = (rung: RungId) => {
  const { colour, dash } = RUNG_STYLE[rung];
  return { borderColor: colour, backgroundColor: colour, borderDash: dash, borderWidth: 2.5 };
};
