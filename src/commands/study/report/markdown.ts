import type { LevelAgreement } from "#base";
import { digits, factor, intervalOf, percent } from "#base";
import { kneeOf } from "#pareto";
import type { Drawing, Tabular } from "#reports";
import { codeBlock, escapeMarkdown, markdownTable } from "#reports";
import type { ExplorerData } from "#table-explorer";
import { designsOf, numberOf, pointNames, textOf } from "#table-explorer";
import { type DesignResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import type { Workload } from "../../../design/workload.ts";
import type { Priced } from "../../../evaluate.ts";
import { componentTable } from "../../compare/report/component-table.ts";
import { COMPARISON_METRICS, classTable, comparisonCells } from "../../compare/report/tables.ts";
import { type BibEntry, type CitedSources, citationText } from "../../shared/bibliography.ts";

/** Metrics in which two successive levels of a study differ. */
export interface LevelTable {
  readonly before: string;
  readonly after: string;
  readonly agreements: readonly LevelAgreement[];
}

/** Content of a Markdown report. */
export interface StudyMarkdown {
  readonly data: ExplorerData;
  readonly summary: readonly string[];
  readonly provenance: readonly string[];
  /** Differences of each level from the one before; empty for a table or a study of one level. */
  readonly levels: readonly LevelTable[];
  readonly drawings: readonly Drawing[];
  /** The detailed design; null for a table. */
  readonly chosen: {
    readonly key: number;
    readonly workload: Workload;
    readonly contenders: readonly DesignResult[];
  } | null;
  /** Null for a table. */
  readonly cited: CitedSources | null;
  readonly bibliography: ReadonlyMap<string, BibEntry>;
  /** Commands that reproduce the report. */
  readonly commands: readonly string[];
  /** File format of the embedded charts. */
  readonly shown: "png" | "svg";
  /** The chosen design as a config. */
  readonly config: string | null;
}

/** Most listed designs of the front; front.csv has all. */
const MOST_LISTED = 25;

/** Report for a paper or review: front, tables of the detailed design, sources, provenance, commands. */
export function studyMarkdown(report: StudyMarkdown): string {
  const { data, summary, provenance, drawings, shown, chosen, commands } = report;
  const sections = [
    `# ${escapeMarkdown(data.name)}\n\n${summary.map(escapeMarkdown).join("\n\n")}\n`,
    `## The front\n\n${frontTable(data)}${kneeText(data)}`,
    ...(report.levels.some(({ agreements }) => agreements.length > 0) ? [levelsSection(report.levels)] : []),
    ...(chosen === null ? [] : [chosenSection(chosen, report.config)]),
    `## Charts\n\n${drawings.map(({ name, title }) => `![${escapeMarkdown(title)}](${name}.${shown})\n`).join("\n")}`,
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
  const key = data.sources[0].base === null ? "row" : "point";
  const table: Tabular = {
    head: [key, ...shown.map((at) => data.columns[at].title)],
    rows: order
      .slice(0, MOST_LISTED)
      .map((design) => [
        String(data.keys[design]),
        ...shown.map((at) => measuredText(designs, data, at, design)),
      ]),
  };
  const left = order.length - table.rows.length;
  return `${markdownTable(table, [])}${left > 0 ? `\n${left} more are in front.csv.\n` : ""}`;
}

/** Text of a cell, with the half-width of its 95 % interval if measured. */
function measuredText(
  designs: ReturnType<typeof designsOf>,
  data: ExplorerData,
  at: number,
  design: number,
): string {
  const own = textOf(designs, at, design);
  const interval = data.columns.findIndex(({ name }) => name === intervalOf(data.columns[at].name));
  const half = interval < 0 ? Number.NaN : designs.numbers[interval][design];
  return Number.isFinite(half) ? `${own} ± ${digits(half, 2)}` : own;
}

/** The knee of a front of two objectives, and the trade-off of a step to either end. */
function kneeText(data: ExplorerData): string {
  if (data.objectives.length !== 2) return "";
  const designs = designsOf(data);
  const columns = data.objectives.map(({ column }) => data.columns.findIndex(({ name }) => name === column));
  const signs = data.objectives.map(({ sense }) => (sense === "min" ? 1 : -1));
  const costs = data.front.map((design): [number, number] => [
    signs[0] * designs.numbers[columns[0]][design],
    signs[1] * designs.numbers[columns[1]][design],
  ]);
  const rows = costs.flatMap(([x, y], n) => (Number.isFinite(x) && Number.isFinite(y) ? [n] : []));
  const knee = kneeOf(costs, rows);
  if (knee === null) return "\nThe front has no knee: no design lies below the line between its ends.\n";
  const at = (n: number): string =>
    columns
      .map((column) => `${data.columns[column].title} ${textOf(designs, column, data.front[n])}`)
      .join(", ");
  const ends = [0, 1].map((c) => rows.reduce((best, n) => (costs[n][c] < costs[best][c] ? n : best)));
  const nameOf = pointNames(data);
  const named = (n: number): string => {
    const own = nameOf(data.front[n]);
    const index = numberOf(designs, data.front[n]);
    return escapeMarkdown(own === index ? `${index} (${at(n)})` : `${own} (${index}; ${at(n)})`);
  };
  return (
    `\nThe knee is ${named(knee.row)}: it lies deepest below the line ` +
    `between the ends of the front, by ${percent(knee.depth)} of the range of either objective. ` +
    `The ends are ${ends.map(named).join(" and ")}.\n`
  );
}

function levelsSection(levels: readonly LevelTable[]): string {
  const table: Tabular = {
    head: ["from", "to", "metric", "points", "rank correlation", "mean difference", "largest difference"],
    rows: levels.flatMap(({ before, after, agreements }) =>
      agreements.map(({ metric, points, rank, meanDifference, largestDifference }) => [
        before,
        after,
        metric,
        String(points),
        rank.toFixed(3),
        digits(meanDifference),
        digits(largestDifference),
      ]),
    ),
  };
  return `## Levels\n\nWhat each level made of the points that the one before handed on; metrics that agree to the last bit are left out.\n\n${markdownTable(table)}`;
}

function chosenSection(
  { key, contenders, workload }: NonNullable<StudyMarkdown["chosen"]>,
  config: string | null,
): string {
  const own = contenders.find(({ id }) => id === SUBJECT.id);
  const components = own?.feasible
    ? componentSection(own)
    : `Infeasible: ${own?.reason ?? "no such design"}\n`;
  return [
    `## Point ${key}\n`,
    `### Comparison designs\n\n${markdownTable(comparisonTable(contenders, workload))}`,
    `### Components of the memristor design\n\n${components}`,
    `### Energy by class\n\n${markdownTable(classTable(contenders))}`,
    ...(config === null ? [] : [`### Config\n\n${codeBlock(config)}`]),
  ].join("\n");
}

function componentSection({ design, cost }: Priced): string {
  const { footnotes, ...table } = componentTable(design, cost);
  return `${markdownTable(table, [0, 1, 7])}\n${footnotes.map(escapeMarkdown).join(" ")}\n`;
}

function comparisonTable(contenders: readonly DesignResult[], workload: Workload): Tabular {
  const base = feasibleOf(contenders, BASELINE);
  return {
    head: ["design", ...COMPARISON_METRICS.map(({ name }) => name), `energy over ${BASELINE.letter}`],
    rows: contenders.map((contender) => {
      if (!contender.feasible) return [contender.title, "infeasible", ...COMPARISON_METRICS.map(() => "")];
      const isCompared = base !== null && contenderOf(contender.id).inRatios;
      const ratio = isCompared ? factor(contender.cost.energy / base.cost.energy) : "–";
      return [contender.title, ...comparisonCells(contender, workload), ratio];
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
