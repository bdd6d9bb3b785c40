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
    `${exact.windows} windows of ${groupDigits(workload.length)} tokens; ${attention.hash}, ${attention.rounds} rounds, candidates ${plan.candidates}, local window ${attention.localWindow}, sink ${attention.sink}; exact ${exact.nll.toFixed(4)} nats a token`,
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

function headTable({ measured }: LmReport): string {
  return table(
    ["exact attention of head", "cosine of attended pairs", "cosine of top key", "mass on top key"],
    measured.cosines.map(({ layer, head, weighted, top, topMass }) => [
      `layer ${layer}, head ${head}`,
      weighted.toFixed(3),
      top.toFixed(3),
      percent(topMass),
    ]),
  );
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
