// The report of a study and its files.

import { basename } from "node:path";
import JSON5 from "json5";
import type { Progress, ReportFile } from "#local-io";
import {
  type ChartChoice,
  type ChartFormat,
  chartFiles,
  type Drawing,
  fewMarks,
  shownFormat,
} from "#reports";
import type { PointRecord } from "#search";
import { assignmentOf } from "#search";
import type { ExplorerData, ExplorerNotes } from "#table-explorer";
import { csvOf as designsCsv, designsOf } from "#table-explorer";
import { packageVersion } from "../../../runtime/package-files.ts";
import { documentAt } from "../../../study/point-configs.ts";
import { bibtex, type CitedSources, citedSources, shippedBibliography } from "../../shared/bibliography.ts";
import { levelComparisons, type StoredStudy, studyRows } from "../../shared/studies/stored.ts";
import { createRebuilder, type Rebuilder, type RebuiltPoint, rebuiltFront } from "../run/point-comparison.ts";
import { csvOf as pointsCsv } from "../run/table.ts";
import type { ReportDesigns } from "./designs.ts";
import { experimentDrawings } from "./experiment-drawings.ts";
import { explorerData, explorerNotes } from "./explorer-data.ts";
import { studyMarkdown } from "./markdown.ts";
import { circuitDrawings, pointDrawings, studyDrawings } from "./study-drawings.ts";

/** Content of a report's files. */
export interface StudyReport {
  readonly data: ExplorerData;
  readonly notes: ExplorerNotes;
  readonly rebuilt: readonly RebuiltPoint[];
  /** The detailed design; null for a table. */
  readonly chosen: RebuiltPoint | null;
  readonly drawings: readonly Drawing[];
  readonly choice: ReportChoice;
  readonly stored: StoredStudy | null;
}

/** Choices of the user. */
export interface ReportChoice {
  readonly name: string;
  /** Path of the store or table as given. */
  readonly source: string;
  /** The detailed design. */
  readonly record: PointRecord | null;
  /** Seeds of the experiments; null for none. */
  readonly seeds: number | null;
}

/** Builds a report: designs, new evaluations of the front's comparisons, and charts. */
export async function studyReport(
  designs: ReportDesigns,
  choice: ReportChoice,
  progress: Progress,
): Promise<StudyReport> {
  const { name, source, record, seeds } = choice;
  const { store, front } = designs;
  progress.update("evaluating the front's designs again …");
  const rebuilder = store === null ? null : createRebuilder(store.stored);
  const rebuilt =
    store === null || rebuilder === null
      ? []
      : await rebuiltFront(
          store.stored,
          front.map((place) => store.records[place]),
          rebuilder,
        );
  const chosen = record === null || rebuilder === null ? null : await rebuilder.rebuild(record);
  const data = explorerData({ name, source, designs, rebuilt });
  const drawings = [
    ...studyDrawings(data, rebuilt),
    ...(chosen === null ? [] : pointDrawings(chosen)),
    ...(store === null || rebuilder === null || chosen === null || seeds === null
      ? []
      : await experiments(store.stored, rebuilder, chosen, seeds, progress)),
  ];
  return {
    data,
    notes: explorerNotes(source, designs, rebuilt, packageVersion()),
    rebuilt,
    chosen,
    drawings,
    choice,
    stored: store?.stored ?? null,
  };
}

/** Charts that need simulations of the chosen design. */
async function experiments(
  { study, manifest, models }: StoredStudy,
  { data }: Rebuilder,
  chosen: RebuiltPoint,
  seeds: number,
  progress: Progress,
): Promise<Drawing[]> {
  const { activations, sharedQK } = await data();
  const { seed } = manifest.identity;
  const document = documentAt(study.base, assignmentOf(study.plan.space, chosen.record.codes));
  progress.update("solving one array read by read …");
  return [
    ...circuitDrawings(chosen, seed, seeds),
    ...experimentDrawings(
      { document, catalogue: models.catalogue, activations, sharedQK, seed, seeds },
      progress,
    ),
  ];
}

/**
 * Files of the report: explorer, Markdown, tables, sources, and charts in the given formats; if null, as
 * pixels and, for charts with few marks, as vectors.
 */
export async function studyReportFiles(
  report: StudyReport,
  charts: ChartChoice | null,
  progress: Progress,
): Promise<ReportFile[]> {
  const { data, notes, drawings, stored, choice } = report;
  progress.update(`drawing ${drawings.length} charts …`);
  const { explorerHtml } = await import("#table-explorer");
  const cited = citedBy(report);
  const shown = shownFormat(charts);
  return [
    { name: "explorer.html", content: explorerHtml(data, notes) },
    { name: "report.md", content: markdownOf(report, cited, shown) },
    { name: "front.csv", content: frontCsv(report) },
    ...(stored === null
      ? []
      : [{ name: "results.csv", content: pointsCsv(stored, studyRows(choice.source, stored)) }]),
    ...(cited === null ? [] : [{ name: "sources.bib", content: bibtex(cited, shippedBibliography()) }]),
    ...(await chartFiles(drawings, {
      ...charts,
      formats: [...new Set<ChartFormat>([shown, ...(charts?.formats ?? [])])],
    })),
    ...(charts === null ? await chartFiles(fewMarks(drawings), { formats: ["svg"] }) : []),
  ];
}

/** Sources of the chosen design, or of the study's base without one, and of the search. */
function citedBy({ stored, chosen }: StudyReport): CitedSources | null {
  if (stored === null) return null;
  return citedSources(chosen ?? stored.study.config, stored.study.plan.search.kind);
}

const frontCsv = ({ data }: StudyReport): string => designsCsv(designsOf(data), data.front, data.front);

function markdownOf(
  { data, notes, drawings, chosen, choice, stored }: StudyReport,
  cited: CitedSources | null,
  shown: "png" | "svg",
): string {
  const store = basename(choice.source);
  return studyMarkdown({
    data,
    summary: notes.summary,
    provenance: notes.provenance,
    levels: stored === null ? [] : levelComparisons(choice.source, stored),
    drawings,
    shown,
    chosen:
      chosen === null
        ? null
        : { key: chosen.record.index, workload: chosen.workload, contenders: chosen.contenders },
    cited,
    bibliography: shippedBibliography(),
    commands:
      stored === null
        ? [
            `crosshash study report ${store} --objectives "${data.objectives.map(({ column, sense }) => `${column}:${sense}`).join(",")}"`,
          ]
        : [
            `crosshash study run STUDY.json5 --out ${store} --seed ${stored.manifest.identity.seed}`,
            `crosshash study report ${store}${chosen === null ? "" : ` --design ${chosen.record.index}`}${choice.seeds === null ? "" : ` --experiments --seeds ${choice.seeds}`}`,
            ...(chosen === null ? [] : [`crosshash study rerun ${store} ${chosen.record.index}`]),
          ],
    config: stored === null || chosen === null ? null : configText(stored.study, chosen),
  });
}

const configText = (
  { base, plan }: NonNullable<StudyReport["stored"]>["study"],
  { record }: RebuiltPoint,
): string => JSON5.stringify(documentAt(base, assignmentOf(plan.space, record.codes)).value, null, 2);
