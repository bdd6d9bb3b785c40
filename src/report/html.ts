import { feasibleOf, ratioOf } from "../ladder/comparison-design.ts";
import { BASELINE, rungOf, SUBJECT } from "../ladder/rungs.ts";
import { componentTable } from "./charts/component-table.ts";
import { ARM_TITLES } from "./compare-text.ts";
import type { Comparison } from "./comparison.ts";
import { engineering, factor, groupDigits, percent, plusMinus } from "./format.ts";
import {
  checkSentence,
  classTable,
  DIE_NOTE,
  dieTable,
  isoQualityTable,
  isoQualityTitle,
  LADDER_METRICS,
  ladderCells,
  rivalSentence,
  rivalTable,
  type Tabular,
  tokenTable,
} from "./ladder-tables.ts";
import { verdict } from "./verdict.ts";

/** Text made safe between tags and in attributes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** A PNG that the page shows. */
export interface Figure {
  readonly title: string;
  readonly png: Uint8Array;
}

/** One self-contained page: verdict, ladder, figures, quality, provenance. It makes no request. */
export function compareHtml(comparison: Comparison, figures: readonly Figure[]): string {
  const { name, workload } = comparison;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)} – Crosshash</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(name)}</h1>
<p class="sub">${escapeHtml(workload.preset)}: ${workload.layers} layers × ${workload.heads} heads of ${workload.headWidth},
L = ${groupDigits(workload.length)}, batch ${workload.batch}; attention only. Crosshash ${escapeHtml(comparison.version)} with kernels ${escapeHtml(comparison.kernels)}, seed ${comparison.seed}.</p>
<ul class="verdict">${verdict(comparison)
    .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
    .join("")}</ul>
<h2>The ladder</h2>
${ladderTable(comparison)}
${figures.map(figureHtml).join("\n")}
<h2>Classes of energy</h2>
${numbersTable(classTable(comparison.rungs))}
${isoQualityHtml(comparison)}<h2>Times of a generation</h2>
${numbersTable(tokenTable(comparison))}
<p>${escapeHtml(checkSentence(comparison.latencyChecks))}</p>
<h2>Cost of a good die</h2>
${numbersTable(dieTable(comparison.rungs))}
<p>${escapeHtml(DIE_NOTE)}</p>
<h2>Hashing alone</h2>
${numbersTable(rivalTable(comparison.hashRivals))}
<p>${escapeHtml(rivalSentence(comparison.hashRivals))}</p>
<h2>Quality</h2>
<p>${escapeHtml(comparison.fidelity.description)}</p>
${qualityTable(comparison)}
<h2>Where the energy goes</h2>
${breakdownTable(comparison)}
<h2>Components of the memristor design</h2>
${componentsHtml(comparison)}
<h2>Where the numbers come from</h2>
${provenanceTable(comparison)}
</body>
</html>
`;
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}" +
  "h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}" +
  "table{border-collapse:collapse;margin:1rem 0;font-size:.92rem}th,td{padding:.3rem .7rem;border-bottom:1px solid #ddd;text-align:left}" +
  "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.verdict li{margin:.3rem 0}figure{margin:1.5rem 0}img{max-width:100%}.assumed{color:#a33}";

interface Column {
  readonly head: string;
  readonly numeric?: boolean;
}

function tableHtml(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cls = (n: number): string => (columns[n].numeric === true ? ' class="n"' : "");
  const head = columns.map(({ head: text }, n) => `<th${cls(n)}>${escapeHtml(text)}</th>`).join("");
  const body = rows
    .map((cells) => `<tr>${cells.map((cell, n) => `<td${cls(n)}>${escapeHtml(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const numbersTable = ({ head, rows }: Tabular): string =>
  tableHtml(
    head.map((text, n) => ({ head: text, numeric: n > 0 })),
    rows,
  );

const isoQualityHtml = ({ isoQuality, workload }: Comparison): string =>
  isoQuality === null
    ? ""
    : `<h2>Equal quality</h2>
<p>${escapeHtml(isoQualityTitle(isoQuality, workload.attention.rounds))}</p>
${numbersTable(isoQualityTable(isoQuality))}
`;

function ladderTable({ rungs, ratios, workload }: Comparison): string {
  const heads = [
    ...LADDER_METRICS.map(({ name }) => name),
    `energy against ${BASELINE.letter}`,
    "bits of Q and K",
  ];
  return tableHtml(
    [{ head: "rung" }, ...heads.map((head) => ({ head, numeric: true }))],
    rungs.map((rung) =>
      rung.feasible
        ? [
            rung.title,
            ...ladderCells(rung, workload),
            factor(ratioOf(ratios, rungOf(rung.id), BASELINE).energy),
            `${rung.precision.query} and ${rung.precision.keyValue}`,
          ]
        : [rung.title, `infeasible: ${rung.reason}`, ...heads.slice(1).map(() => "")],
    ),
  );
}

const figureHtml = ({ title, png }: Figure): string =>
  `<figure><img alt="${escapeHtml(title)}" src="data:image/png;base64,${base64(png)}"></figure>`;

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

function qualityTable({ fidelity }: Comparison): string {
  const rows = Object.entries(fidelity.arms).map(
    ([arm, { outputError, capturedMass, usefulPairs, computedPairs }]) => [
      ARM_TITLES[arm],
      plusMinus(outputError.mean, outputError.interval),
      plusMinus(capturedMass.mean, capturedMass.interval),
      plusMinus(usefulPairs.mean / fidelity.length, usefulPairs.interval / fidelity.length),
      (computedPairs / fidelity.length).toFixed(0),
    ],
  );
  const heads = ["output error", "captured mass", "useful pairs a query", "computed"];
  return tableHtml(
    [{ head: "attention" }, ...heads.map((head) => ({ head, numeric: true }))],
    [
      ["exact on the digital units", fidelity.exactDigital.outputError.mean.toExponential(2), "1", "", ""],
      ...rows,
    ],
  );
}

function breakdownTable({ rungs }: Comparison): string {
  const rung = feasibleOf(rungs, SUBJECT);
  if (rung === null) return "<p>The memristor design is infeasible.</p>";
  const items = [...rung.cost.breakdown].sort((a, b) => b.energy - a.energy);
  return tableHtml(
    [
      { head: "operation" },
      { head: "component" },
      { head: "action" },
      ...["count", "energy", "share"].map((head) => ({ head, numeric: true })),
    ],
    items.map(({ operation, component, action, count, energy }) => [
      operation,
      component,
      action,
      groupDigits(count),
      engineering(energy, "J"),
      percent(energy / rung.cost.energy),
    ]),
  );
}

/** The table of components as published chips have it. */
function componentsHtml({ rungs }: Comparison): string {
  const rung = feasibleOf(rungs, SUBJECT);
  if (rung === null) return "<p>The memristor design is infeasible.</p>";
  const { head, rows, footnotes } = componentTable(rung.design, rung.cost);
  const isNumeric = (n: number): boolean => n >= 2 && n < head.length - 1;
  return `${tableHtml(
    head.map((text, n) => ({ head: text, numeric: isNumeric(n) })),
    rows,
  )}
<p>${escapeHtml(footnotes.join(" "))}</p>`;
}

function provenanceTable({ provenance }: Comparison): string {
  return tableHtml(
    [
      { head: "component" },
      { head: "model" },
      { head: "constant" },
      { head: "value", numeric: true },
      { head: "source" },
      { head: "note" },
    ],
    provenance.map(({ component, model, constant, nominal, source, note }) => [
      component,
      model,
      constant,
      nominal === null ? "" : String(nominal),
      source,
      note,
    ]),
  );
}
