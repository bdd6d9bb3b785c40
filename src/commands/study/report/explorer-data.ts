import { basename } from "node:path";
import { groupDigits } from "#base";
import type { Progress } from "#local-io";
import type { ExplorerNotes } from "#table-explorer";
import {
  type ExplorerData,
  type ExplorerDetail,
  type ExplorerShare,
  type RawColumn,
  typedColumn,
  withIntervals,
} from "#table-explorer";
import { COMPONENT_COLOURS } from "../../../charts/colours.ts";
import { type DesignResult, feasibleOf } from "../../../comparison/comparison-design.ts";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import { columnTitle } from "../../../text/quantity.ts";
import { splitStudy } from "../../shared/studies/study.ts";
import { createRebuilder, type RebuiltPoint, rebuiltFront } from "../run/point-comparison.ts";
import type { ReportDesigns } from "./designs.ts";

/** Designs of one source, and those that were evaluated again. */
export interface ExploredDesigns {
  readonly name: string;
  /** Path of the store or table as given. */
  readonly source: string;
  readonly designs: ReportDesigns;
  readonly rebuilt: readonly RebuiltPoint[];
}

/** Explorer data of a report's designs; designs of the second source follow those of the first. */
export function explorerData(first: ExploredDesigns, second: ExploredDesigns | null = null): ExplorerData {
  const sources = second === null ? [first] : [first, second];
  const { answer } = first.designs;
  const counts = sources.map(({ designs }) => designs.keys.length);
  const count = counts.reduce((sum, own) => sum + own, 0);
  const typed = joinedColumns(sources).map((column) =>
    typedColumn(column, columnTitle(column.name, column.unit), count),
  );
  const starts = [0, counts[0]];
  const reasons = sources.map(({ designs }) => designs.left.reasons.length);
  return {
    name: sources.map(({ name }) => name).join(" and "),
    objectives: answer.objectives,
    reference: first.designs.reference,
    columns: withIntervals(typed.map(({ column }) => column)),
    values: typed.map(({ values }) => values.slice(0, count)),
    keys: sources.flatMap(({ designs }) => designs.keys),
    front: sources.flatMap(({ designs }, n) => designs.front.map((place) => starts[n] + place)),
    details: Object.fromEntries(
      sources.flatMap(({ designs, rebuilt }, n) => {
        const places = new Map(designs.keys.map((key, place) => [key, starts[n] + place]));
        return rebuilt.map((point) => [String(places.get(point.record.index)), detailOf(point)]);
      }),
    ),
    left: {
      keys: sources.flatMap(({ designs }) => designs.left.keys),
      values: typed.map(({ values }) => values.slice(count)),
      reasons: sources.flatMap(({ designs }) => designs.left.reasons),
      why: sources.flatMap(({ designs }, n) => designs.left.why.map((place) => n * reasons[0] + place)),
    },
    sources: sources.map(({ name, source, designs: { store } }) => ({
      name,
      base: store === null ? null : splitStudy(store.stored.manifest.source as Record<string, unknown>).own,
      rerun: store === null ? null : `crosshash study rerun ${basename(source)}`,
    })),
    from:
      second === null
        ? null
        : [
            ...sources.flatMap(({ designs }, n) => designs.keys.map(() => n)),
            ...sources.flatMap(({ designs }, n) => designs.left.keys.map(() => n)),
          ],
    colours: COMPONENT_COLOURS,
  };
}

/** All sources' columns, each once; of two, first the source column. Cells of left designs come last. */
function joinedColumns(sources: readonly ExploredDesigns[]): RawColumn[] {
  if (sources.length === 1) return [...sources[0].designs.columns];
  const parts = sources.map(({ designs: { keys, left } }) => ({ own: keys.length, left: left.keys.length }));
  const repeated = (of: "own" | "left"): string[] =>
    sources.flatMap(({ name }, n) => new Array<string>(parts[n][of]).fill(name));
  const names = [...new Set(sources.flatMap(({ designs }) => designs.columns.map(({ name }) => name)))];
  const joined = names.map((name): RawColumn => {
    const own = sources.map(({ designs }) => designs.columns.find((column) => column.name === name));
    const cells = parts.map(
      (count, n) => own[n]?.cells ?? new Array<null>(count.own + count.left).fill(null),
    );
    const known = own.find((column) => column !== undefined) as RawColumn;
    return {
      ...known,
      isAxis: own.some((column) => column?.isAxis === true),
      cells: [
        ...cells.flatMap((all, n) => all.slice(0, parts[n].own)),
        ...cells.flatMap((all, n) => all.slice(parts[n].own)),
      ],
    };
  });
  const study: RawColumn = {
    name: names.includes("study") ? "study of the page" : "study",
    isAxis: false,
    unit: null,
    numberOf: () => Number.NaN,
    cells: [...repeated("own"), ...repeated("left")],
  };
  return [study, ...joined];
}

function detailOf({ contenders, isReproduced }: RebuiltPoint): ExplorerDetail {
  const own = feasibleOf(contenders, SUBJECT);
  return {
    contenders: contenders.map((contender) => ({
      id: contender.id,
      title: contender.title,
      ...totals(contender),
    })),
    energy: summed((own?.cost.breakdown ?? []).map(({ component, energy }) => [component, energy])),
    area: summed((own?.cost.areas ?? []).map(({ component, area }) => [component, area])),
    isReproduced,
  };
}

const totals = (contender: DesignResult) =>
  contender.feasible
    ? { energy: contender.cost.energy, latency: contender.cost.timing.latency, area: contender.cost.area }
    : { energy: null, latency: null, area: null };

/** Sums by component, in order of first appearance, without zeros. */
function summed(items: readonly (readonly [component: string, value: number])[]): ExplorerShare[] {
  const sums = new Map<string, number>();
  for (const [component, value] of items) sums.set(component, (sums.get(component) ?? 0) + value);
  return [...sums].filter(([, value]) => value > 0).map(([component, value]) => ({ component, value }));
}

/** Numbers of points by status, the most frequent first. */
const byStatus = (statuses: ReadonlyMap<string, number>): string =>
  statuses.size === 0
    ? ""
    : `: ${[...statuses]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_STATUSES)
        .map(([status, count]) => `${groupDigits(count)} ${status === "" ? "without a status" : status}`)
        .join(", ")}`;

/** A study has four statuses; a table may have any number. */
const MOST_STATUSES = 6;

/** Sentences of the page: number of designs, designs left out, and provenance. */
export function explorerNotes(
  source: string,
  { answer, chosen, statuses, store, remarks, left: others }: ReportDesigns,
  rebuilt: readonly RebuiltPoint[],
  version: string,
): ExplorerNotes {
  const { points, infeasible, front, hypervolume, objectives } = answer;
  const goals = objectives.map(({ column, sense }) => `${column} ${sense}`).join(", ");
  const left =
    chosen.left === null
      ? []
      : [
          `Shown are ${groupDigits(chosen.rows.length)} designs: ${chosen.left.front === 0 ? "the front" : `a sample of the front (${groupDigits(chosen.left.front)} of it left out)`} and a seeded sample of the rest; ${groupDigits(chosen.left.others)} designs off the front are left out. Dominance was decided over all of them.`,
        ];
  const unseen = infeasible - others.keys.length;
  const broken = rebuilt.filter(({ isReproduced }) => !isReproduced).length;
  return {
    summary: [
      `${groupDigits(points)} points${byStatus(statuses)}; ${groupDigits(infeasible)} have no part in the front: they failed, are infeasible, miss a condition or lack an objective. ${groupDigits(front.length)} on the front of ${goals}${hypervolume === null ? "" : `; hypervolume ${hypervolume}`}.`,
      ...left,
      ...(unseen > 0
        ? [`${groupDigits(unseen)} of the designs without a part in the front are left out of the table.`]
        : []),
      ...remarks,
    ],
    program: "Crosshash",
    provenance: [
      `Crosshash ${version}. From ${basename(source)}.`,
      ...(store === null
        ? []
        : [
            `Config and study hash ${store.stored.manifest.hash}, seed ${store.stored.manifest.identity.seed}, made by version ${store.stored.manifest.identity.versions.crosshash} with kernels ${store.stored.manifest.identity.versions.kernels} on Node ${store.stored.manifest.node}.`,
            `${rebuilt.length} of the front's ${front.length} designs were evaluated again for their breakdown; ${broken === 0 ? "each gave its stored energy" : `${broken} did not give their stored energy`}.`,
          ]),
    ],
  };
}

/** Remarks on a source, and other sentences under the page's title. */
const summaryOf = ({ source, designs, rebuilt }: ExploredDesigns, isOneOfTwo: boolean): string[] => {
  const { summary } = explorerNotes(source, designs, rebuilt, packageVersion());
  return isOneOfTwo ? summary.map((text) => `${basename(source)}: ${text}`) : [...summary];
};

/** Data and notes of the explorer's page; evaluates a study's front again for its breakdowns. */
export async function explorerOf(
  given: readonly Omit<ExploredDesigns, "rebuilt">[],
  progress: Progress,
): Promise<{ readonly data: ExplorerData; readonly notes: ExplorerNotes }> {
  const explored: ExploredDesigns[] = [];
  for (const own of given) {
    const { store, front } = own.designs;
    if (store !== null) progress.update("evaluating the front's designs again …");
    const rebuilt =
      store === null
        ? []
        : await rebuiltFront(
            store.stored,
            front.map((place) => store.records[place]),
            createRebuilder(store.stored),
          );
    explored.push({ ...own, rebuilt });
  }
  const [first, second = null] = explored;
  return {
    data: explorerData(first, second),
    notes: {
      summary: explored.flatMap((own) => summaryOf(own, second !== null)),
      program: "Crosshash",
      provenance: explored.flatMap(
        ({ source, designs, rebuilt }) =>
          explorerNotes(source, designs, rebuilt, packageVersion()).provenance,
      ),
    },
  };
}
