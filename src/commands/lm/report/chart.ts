import type { ChartConfiguration } from "chart.js";
import { framed } from "../../../charts/axes.ts";
import { referenceLine } from "../../../charts/marks.ts";
import type { BackendName } from "../../../language-model/backends/backend.ts";
import { VARIANTS } from "../../../simulation/variants.ts";
import type { LmReport } from "../run/lm.ts";
import { labelOf } from "./json.ts";

const STYLE: Readonly<Record<BackendName, { colour: string; shape: string }>> = {
  exact: { colour: "#333333", shape: "star" },
  "lsh-software": { colour: "#0072B2", shape: "circle" },
  [VARIANTS.memristor.model]: { colour: "#D55E00", shape: "rectRot" },
  "lsh-circuit": { colour: "#E69F00", shape: "rect" },
  "random-buckets": { colour: "#7F7F7F", shape: "crossRot" },
  "second-array": { colour: "#882255", shape: "triangle" },
  "local-window": { colour: "#009E73", shape: "rect" },
  "top-k": { colour: "#56B4E9", shape: "rectRounded" },
};

/** Name of lines that the legend omits. */
const ERROR_BAR = "standard error";

/** Perplexity ratio against computed pairs, one point per backend; the dashed line is the margin. */
export function perplexityChart(report: LmReport): ChartConfiguration<"scatter"> {
  const { measured, plan, margin, workload } = report;
  const right = Math.max(...measured.rows.map(({ computedPairs }) => computedPairs), 1) * 100;
  return {
    type: "scatter",
    data: {
      datasets: [
        ...measured.rows.flatMap((row) => {
          const { colour, shape } = STYLE[row.backend];
          const [x, { mean, standardError }] = [row.computedPairs * 100, row.ratio];
          const point = {
            label: labelOf(row, plan),
            data: [{ x, y: mean }],
            backgroundColor: labelOf(row, plan) === row.backend ? colour : "white",
            borderColor: colour,
            borderWidth: 2,
            pointStyle: shape as "circle",
            pointRadius: 8,
          };
          const bar = {
            label: ERROR_BAR,
            data: [mean - standardError, mean + standardError].map((y) => ({ x, y })),
            showLine: true,
            borderColor: colour,
            borderWidth: 1.5,
            pointRadius: 0,
          };
          return standardError > 0 ? [point, bar] : [point];
        }),
        referenceLine(`margin ${1 + margin}`, [
          { x: 0, y: 1 + margin },
          { x: right * 1.05, y: 1 + margin },
        ]),
      ],
    },
    options: {
      ...framed(`Perplexity against computed pairs: ${report.model}, L = ${workload.length}`, {
        labels: { usePointStyle: true, filter: ({ text }) => text !== ERROR_BAR },
      }),
      scales: {
        x: { min: 0, title: { display: true, text: "computed pairs (% of exact attention's)" } },
        y: {
          title: { display: true, text: "perplexity over that of exact attention, ± standard error (ratio)" },
        },
      },
    },
  };
}
