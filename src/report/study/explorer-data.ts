import { basename } from "node:path";
import { feasibleOf, type RungResult } from "../../ladder/comparison-design.ts";
import { SUBJECT } from "../../ladder/rungs.ts";
import { createRebuilder, type RebuiltPoint, rebuiltFront } from "../../questions/point-ladder.ts";
import { splitStudy } from "../../questions/study/study.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import type { Progress } from "../../runtime/progress.ts";
import { groupDigits } from "../../text/format.ts";
import { COMPONENT_COLOURS } from "../colours.ts";
import { type ExplorerData, type ExplorerDetail, type ExplorerShare, typedColumn } from "../explorer/data.ts";
import type { ExplorerNotes } from "../explorer/explorer-html.ts";
import type { ReportDesigns } from "./designs.ts";

/** What the explorer shows of a report's designs. */
export function explorerData(
  name: string,
  source: string,
  { answer, keys, front, columns, store }: ReportDesigns,
  rebuilt: readonly RebuiltPoint[],
): ExplorerData {
  const typed = columns.map(typedColumn);
  return {
    name,
    objectives: answer.objectives,
    columns: typed.map(({ column }) => column),
    values: typed.map(({ values }) => values),
    keys,
    front,
    details: Object.fromEntries(rebuilt.map((point) => [String(point.record.index), detailOf(point)])),
    base: store === null ? null : splitStudy(store.stored.manifest.source as Record<string, unknown>).own,
    rerun: store === null ? null : `crosshash study rerun ${basename(source)}`,
    colours: COMPONENT_COLOURS,
  };
}

function detailOf({ rungs, isReproduced }: RebuiltPoint): ExplorerDetail {
  const own = feasibleOf(rungs, SUBJECT);
  return {
    rungs: rungs.map((rung) => ({ id: rung.id, title: rung.title, ...totals(rung) })),
    energy: summed((own?.cost.breakdown ?? []).map(({ component, energy }) => [component, energy])),
    area: summed((own?.cost.areas ?? []).map(({ component, area }) => [component, area])),
    isReproduced,
  };
}

const totals = (rung: RungResult) =>
  rung.feasible
    ? { energy: rung.cost.energy, latency: rung.cost.timing.latency, area: rung.cost.area }
    : { energy: null, latency: null, area: null };

/** Sums by component, in order of first appearance, without zeros. */
function summed(items: readonly (readonly [component: string, value: number])[]): ExplorerShare[] {
  const sums = new Map<string, number>();
  for (const [component, value] of items) sums.set(component, (sums.get(component) ?? 0) + value);
  return [...sums].filter(([, value]) => value > 0).map(([component, value]) => ({ component, value }));
}

/** How many points have which status, the most frequent first. */
const byStatus = (statuses: ReadonlyMap<string, number>): string =>
  statuses.size === 0
    ? ""
    : `: ${[...statuses]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_STATUSES)
        .map(([status, count]) => `${groupDigits(count)} ${status === "" ? "without a status" : status}`)
        .join(", ")}`;

/** A study has four; a table may have any. */
const MOST_STATUSES = 6;

/** Sentences of the page: how many designs there are, which are left out, and what all of it comes from. */
export function explorerNotes(
  source: string,
  { answer, chosen, statuses, store }: ReportDesigns,
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
  const broken = rebuilt.filter(({ isReproduced }) => !isReproduced).length;
  return {
    summary: [
      `${groupDigits(points)} points${byStatus(statuses)}; ${groupDigits(infeasible)} have no part in the front: they failed, are infeasible, miss a condition or lack an objective. ${groupDigits(front.length)} on the front of ${goals}${hypervolume === null ? "" : `; hypervolume ${hypervolume}`}.`,
      ...left,
    ],
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

/** The explorer's page of designs: a study's front is evaluated again for its breakdowns. */
export async function explorerOf(
  name: string,
  source: string,
  designs: ReportDesigns,
  progress: Progress,
): Promise<{ readonly data: ExplorerData; readonly notes: ExplorerNotes }> {
  const { store, front } = designs;
  if (store !== null) progress.update("evaluating the front's designs again …");
  const rebuilt =
    store === null
      ? []
      : await rebuiltFront(
          store.stored,
          front.map((place) => store.records[place]),
          createRebuilder(store.stored),
        );
  return {
    data: explorerData(name, source, designs, rebuilt),
    notes: explorerNotes(source, designs, rebuilt, packageVersion()),
  };
}
