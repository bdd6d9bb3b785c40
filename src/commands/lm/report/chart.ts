import type { ChartConfiguration } from "chart.js";
import { framed, referenceLine } from "#charts";
import type { Line } from "../../../language-model/evaluation/judge.ts";
import type { Setup } from "../../../language-model/evaluation/study-plan.ts";
import type { KeySelectionReport } from "../run/result.ts";
import { accuraciesOf, resultOf } from "./main-table.ts";

/** Colours that the colour-blind can distinguish (Okabe and Ito), subjects first. */
const COLOURS = ["#D55E00", "#0072B2", "#CC79A7", "#E69F00"];
const REFERENCES: Readonly<Record<string, { colour: string; shape: string }>> = {
  oracle: { colour: "#56B4E9", shape: "star" },
  "oracle by mass": { colour: "#56B4E9", shape: "circle" },
  "local window": { colour: "#009E73", shape: "rect" },
  "random keys": { colour: "#7F7F7F", shape: "crossRot" },
  "second array": { colour: "#7F7F7F", shape: "cross" },
};
const SHAPES = ["rectRot", "circle", "triangle", "rectRounded"];

/** Accuracy of numbers and passages against attended keys, in one setup; the line is exact attention. */
export function retrievalChart(report: KeySelectionReport, setup: Setup): ChartConfiguration<"scatter"> {
  const lines = report.lines.filter((line) => line.setup === setup);
  const exact = accuracyOf(lines[0], "exact");
  return chartOf(report, lines, {
    title: `Retrieval against attended keys, setup ${setup}: ${report.model.file}`,
    axis: `tokens of ${wordsOf(report)} that are right (%)`,
    value: (line) => accuracyOf(line, "value"),
    reference: { label: "exact attention", y: exact },
  });
}

/** Perplexity ratio against attended keys, in one setup; the dashed line is the margin of 1 %. */
export function perplexityChart(report: KeySelectionReport, setup: Setup): ChartConfiguration<"scatter"> {
  return chartOf(
    report,
    report.lines.filter((line) => line.setup === setup),
    {
      title: `Perplexity against attended keys, setup ${setup}: ${report.model.file}`,
      axis: "perplexity over that of exact attention (ratio)",
      value: (line) => Math.exp(resultOf(line, "perplexity")?.loss.mean ?? Number.NaN),
      reference: { label: "margin 1.01", y: 1.01 },
    },
  );
}

const wordsOf = (report: KeySelectionReport): string =>
  accuraciesOf(report)
    .map(([measure]) => (measure === "recall" ? "recalled values" : measure))
    .join(" and ");

/** Mean accuracy over the tasks, %; NaN without any. */
function accuracyOf(line: Line | undefined, side: "value" | "exact"): number {
  const found = (["numbers", "passages", "recall"] as const).flatMap((measure) => {
    const result = resultOf(line, measure);
    return result === null ? [] : [result[side]];
  });
  return (100 * found.reduce((sum, x) => sum + x, 0)) / found.length;
}

interface Axis {
  readonly title: string;
  readonly axis: string;
  readonly value: (line: Line) => number;
  readonly reference: { readonly label: string; readonly y: number };
}

function chartOf(
  { plan }: KeySelectionReport,
  lines: readonly Line[],
  { title, axis, value, reference }: Axis,
): ChartConfiguration<"scatter"> {
  const names = [...new Set(lines.map(({ variant }) => variant.name))];
  const subjects = [
    ...new Set(plan.variants.filter(({ role }) => role === "subject").map(({ name }) => name)),
  ];
  return {
    type: "scatter",
    data: {
      datasets: [
        ...names.map((name) => {
          const n = subjects.indexOf(name);
          const { colour, shape } =
            n < 0 ? REFERENCES[name] : { colour: COLOURS[n % 4], shape: SHAPES[(n + Math.floor(n / 4)) % 4] };
          return {
            label: name,
            data: lines
              .filter(({ variant }) => variant.name === name)
              .map((line) => ({ x: 100 * line.attended, y: value(line) }))
              .filter(({ y }) => Number.isFinite(y)),
            backgroundColor: colour,
            borderColor: colour,
            borderWidth: 2,
            pointStyle: shape as "circle",
            pointRadius: 8,
          };
        }),
        referenceLine(
          reference.label,
          [0, 55].map((x) => ({ x, y: reference.y })),
        ),
      ],
    },
    options: {
      ...framed(title),
      scales: {
        x: { min: 0, title: { display: true, text: "keys attended (% of those before the query)" } },
        y: { title: { display: true, text: axis } },
      },
    },
  };
}
