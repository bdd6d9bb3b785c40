import Table from "cli-table3";
import type { LmRow } from "../language-model/lm-run.ts";
import { digits, engineering, groupDigits, percent } from "./format.ts";
import { type LmReport, passes, priceOf } from "./lm-report.ts";
import { lmVerdict } from "./lm-verdict.ts";

/** What `lm` prints: the verdict in sentences, then the backends and the heads. */
export function lmText(report: LmReport): string {
  const { measured, workload, plan } = report;
  const { attention } = workload;
  const [exact] = measured.rows;
  return `${[
    `${report.name}: ${report.model} on ${report.text}`,
    `${exact.windows} ${exact.windows === 1 ? "window" : "windows"} of ${groupDigits(workload.length)} tokens; ${attention.hash}, ${attention.rounds} rounds, candidates ${plan.candidates}, local window ${attention.localWindow}, sink ${attention.sink}; exact ${exact.nll.toFixed(4)} nats a token`,
    "",
    ...lmVerdict(report).map((sentence) => `• ${sentence}`),
    "",
    backendTable(report),
    "",
    headTable(report),
  ].join("\n")}\n`;
}

/** Name of a row; the routing where it is not the plan's. */
export const labelOf = ({ backend, looksAhead }: LmRow, plan: LmReport["plan"]): string =>
  looksAhead && plan.candidates !== "chunk" ? `${backend}, whole-sequence chunks` : backend;

function backendTable(report: LmReport): string {
  const { measured, margin, plan } = report;
  return table(
    [
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
    measured.rows.map((row) => {
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
  );
}

/** Heads that are told apart; of more a line says what a layer's are like. */
const MOST_HEADS = 8;

function headTable({ measured: { cosines } }: LmReport): string {
  const columns = ["cosine of attended pairs", "cosine of top key", "mass on top key"];
  const cosine = (x: number): string => x.toFixed(3);
  if (cosines.length <= MOST_HEADS)
    return table(
      ["exact attention of head", ...columns],
      cosines.map(({ layer, head, weighted, top, topMass }) => [
        `layer ${layer}, head ${head}`,
        cosine(weighted),
        cosine(top),
        percent(topMass),
      ]),
    );
  const layers = [...new Set(cosines.map(({ layer }) => layer))];
  return table(
    ["exact attention of layer", ...columns.map((column) => `${column}: mean (least to most)`)],
    layers.map((layer) => {
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
  );
}

function spread(values: readonly number[], shown: (x: number) => string): string {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return `${shown(mean)} (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
}

function table(head: string[], rows: string[][]): string {
  const grid = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: head.map((_, n) => (n === 0 ? "left" : "right")),
  });
  grid.push(...rows);
  return grid.toString();
}
