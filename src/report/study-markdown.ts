import type { Priced } from "../evaluate.ts";
import type { RungResult } from "../ladder/ladder.ts";
import { type BibEntry, citationText } from "./bibliography.ts";
import { componentTable } from "./charts/component-table.ts";
import type { Drawing } from "./charts/drawing.ts";
import type { CitedSources } from "./cited-sources.ts";
import type { ExplorerData } from "./explorer/data.ts";
import { designsOf, textOf } from "./explorer/page/designs.ts";
import { area, engineering, factor } from "./format.ts";
import { classTable, type Tabular } from "./ladder-tables.ts";
import { codeBlock, escapeMarkdown, markdownTable } from "./markdown.ts";

/** What a Markdown report says. */
export interface StudyMarkdown {
  readonly data: ExplorerData;
  readonly summary: readonly string[];
  readonly provenance: readonly string[];
  readonly drawings: readonly Drawing[];
  /** The design that is looked at closely; null for a table. */
  readonly chosen: { readonly key: number; readonly rungs: readonly RungResult[] } | null;
  /** Null for a table. */
  readonly cited: CitedSources | null;
  readonly bibliography: ReadonlyMap<string, BibEntry>;
  /** Commands that make the report again. */
  readonly commands: readonly string[];
  /** The chosen design as a config. */
  readonly config: string | null;
}

/** Most designs of the front that are listed; front.csv has all. */
const MOST_LISTED = 25;

/** A report for a paper or a review: front, the chosen design's tables, sources, provenance, how to make it again. */
export function studyMarkdown(report: StudyMarkdown): string {
  const { data, summary, provenance, drawings, chosen, commands } = report;
  const sections = [
    `# ${escapeMarkdown(data.name)}\n\n${summary.map(escapeMarkdown).join("\n\n")}\n`,
    `## The front\n\n${frontTable(data)}`,
    ...(chosen === null ? [] : [chosenSection(chosen, report.config)]),
    `## Charts\n\n${drawings.map(({ name, title }) => `![${escapeMarkdown(title)}](${name}.png)\n`).join("\n")}`,
    ...(report.cited === null ? [] : [sourcesSection(report.cited, report.bibliography)]),
    `## Provenance\n\n${provenance.map(escapeMarkdown).join("\n\n")}\n`,
    `## How to make it again\n\n${codeBlock(commands.join("\n"))}`,
  ];
  return sections.join("\n");
}

function frontTable(data: ExplorerData): string {
  const designs = designsOf(data);
  const named = data.objectives.map(({ column }) => data.columns.findIndex(({ name }) => name === column));
  const axes = data.columns.flatMap(({ isAxis }, at) => (isAxis ? [at] : []));
  const shown = [...axes.filter((at) => !named.includes(at)), ...named];
  const first = designs.numbers[named[0]];
  const order = [...data.front].sort((a, b) => first[a] - first[b]);
  const key = data.base === null ? "row" : "point";
  const table: Tabular = {
    head: [key, ...shown.map((at) => data.columns[at].title)],
    rows: order
      .slice(0, MOST_LISTED)
      .map((design) => [String(data.keys[design]), ...shown.map((at) => textOf(designs, at, design))]),
  };
  const left = order.length - table.rows.length;
  return `${markdownTable(table, [])}${left > 0 ? `\n${left} more are in front.csv.\n` : ""}`;
}

function chosenSection({ key, rungs }: NonNullable<StudyMarkdown["chosen"]>, config: string | null): string {
  const own = rungs.find(({ id }) => id === "lsh-memristor");
  const components = own?.feasible ? componentSection(own) : `Infeasible: ${own?.reason ?? "no such rung"}\n`;
  return [
    `## Point ${key}\n`,
    `### Ladder\n\n${markdownTable(ladderTable(rungs))}`,
    `### Components of the memristor design\n\n${components}`,
    `### Energy by class\n\n${markdownTable(classTable(rungs))}`,
    ...(config === null ? [] : [`### Config\n\n${codeBlock(config)}`]),
  ].join("\n");
}

function componentSection({ design, cost }: Priced): string {
  const { footnotes, ...table } = componentTable(design, cost);
  return `${markdownTable(table, [0, 1, 7])}\n${footnotes.map(escapeMarkdown).join(" ")}\n`;
}

function ladderTable(rungs: readonly RungResult[]): Tabular {
  const base = rungs.find(({ id }) => id === "exact-digital");
  return {
    head: ["rung", "energy", "latency", "area", "average power", "energy over A"],
    rows: rungs.map((rung) => {
      if (!rung.feasible) return [rung.title, "infeasible", "", "", "", ""];
      const { energy, timing, area: own, power } = rung.cost;
      // A GPU has its own node and precision and stands in no ratio.
      const ratio = base?.feasible && rung.id !== "gpu" ? factor(energy / base.cost.energy) : "–";
      return [
        rung.title,
        engineering(energy, "J"),
        engineering(timing.latency, "s"),
        area(own),
        engineering(power.average, "W"),
        ratio,
      ];
    }),
  };
}

function sourcesSection(
  { sources, assumed }: CitedSources,
  bibliography: ReadonlyMap<string, BibEntry>,
): string {
  const lines = sources.map(({ key, usedBy }) => {
    const entry = bibliography.get(key);
    const words = entry === undefined ? "no entry in references.bib" : citationText(entry);
    return `- \`${key}\`: ${escapeMarkdown(words)}. Used by ${escapeMarkdown(usedBy.join(", "))}.`;
  });
  return `## Sources\n\n${lines.join("\n")}\n\n${assumed} numbers of these models are assumed: no readable source was found for them.\n`;
}
