import type { ChartConfiguration, ChartDataset } from "chart.js";
import { amountOf, type BudgetReport } from "../budget-report.ts";
import { bindingText } from "../budget-words.ts";
import { quantityAxis, quantityName, quantityText } from "../quantity-text.ts";
import { aimAxis, inkOf } from "./budget-axes.ts";
import { titleOf } from "./title.ts";

type Line = ChartDataset<"line", { x: number; y: number }[]>;

const MARKS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot"] as const;

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
