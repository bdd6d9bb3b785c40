import { drawing } from "./charts/drawing.ts";
import { digits, engineering, groupDigits, percent } from "./format.ts";
import { perplexityChart } from "./lm-chart.ts";
import { type LmReport, labelOf, lmJson, passes, priceOf } from "./lm-report.ts";
import { lmVerdict } from "./lm-verdict.ts";
import { type Block, figure, findings, type Report, type Tabular, table, title } from "./report.ts";

/** A language model under each attention: findings, then the backends and the heads. */
export const lmAnswer = (report: LmReport): Report => ({
  json: lmJson(report, lmVerdict(report)),
  blocks: lmBlocks(report),
});

export function lmBlocks(report: LmReport): Block[] {
  const { measured, workload, plan } = report;
  const { attention } = workload;
  const [exact] = measured.rows;
  return [
    title(
      `${report.name}: ${report.model} on ${report.text}`,
      `${exact.windows} ${exact.windows === 1 ? "window" : "windows"} of ${groupDigits(workload.length)} tokens; ${attention.hash}, ${attention.rounds} rounds, candidates ${plan.candidates}, local window ${attention.localWindow}, sink ${attention.sink}; exact ${exact.nll.toFixed(4)} nats a token`,
    ),
    findings(lmVerdict(report)),
    table(backendTable(report)),
    table(headTable(report)),
    figure(drawing("perplexity", "Perplexity under each attention", perplexityChart(report), 600, 900)),
  ];
}

function backendTable(report: LmReport): Tabular {
  const { measured, margin, plan } = report;
  return {
    head: [
      "backend",
      "perplexity ratio ± SE",
      "KL (nats)",
      "top-1",
      "mass",
      "pairs",
      "computed",
      "recall",
      "equal",
      "energy",
      "latency",
    ],
    rows: measured.rows.map((row) => {
      const price = priceOf(report, row);
      return [
        `${labelOf(row, plan)} (${row.arrays})`,
        `${row.ratio.mean.toFixed(4)} ± ${row.ratio.standardError.toFixed(4)}`,
        digits(row.divergence.mean),
        percent(row.agreement),
        percent(row.mass),
        percent(row.usefulPairs),
        percent(row.computedPairs),
        row.recall === null ? "–" : percent(row.recall.rate),
        passes(row, margin) ? "yes" : "no",
        price === null ? "–" : engineering(price.energy, "J"),
        price === null ? "–" : engineering(price.latency, "s"),
      ];
    }),
  };
}

/** Most heads with a row each; beyond them a row describes a layer. */
const MOST_HEADS = 8;

function headTable({ measured: { cosines } }: LmReport): Tabular {
  const columns = ["cosine of attended pairs", "cosine of top key", "mass on top key"];
  const cosine = (x: number): string => x.toFixed(3);
  if (cosines.length <= MOST_HEADS)
    return {
      head: ["exact attention of head", ...columns],
      rows: cosines.map(({ layer, head, weighted, top, topMass }) => [
        `layer ${layer}, head ${head}`,
        cosine(weighted),
        cosine(top),
        percent(topMass),
      ]),
    };
  const layers = [...new Set(cosines.map(({ layer }) => layer))];
  return {
    head: ["exact attention of layer", ...columns.map((column) => `${column}: mean (least to most)`)],
    rows: layers.map((layer) => {
      const heads = cosines.filter((head) => head.layer === layer);
      return [
        `layer ${layer}, ${heads.length} heads`,
        spread(
          heads.map(({ weighted }) => weighted),
          cosine,
        ),
        spread(
          heads.map(({ top }) => top),
          cosine,
        ),
        spread(
          heads.map(({ topMass }) => topMass),
          percent,
        ),
      ];
    }),
  };
}

function spread(values: readonly number[], shown: (x: number) => string): string {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return `${shown(mean)} (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
}
