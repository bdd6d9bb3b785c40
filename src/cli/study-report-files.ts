import { basename } from "node:path";
import JSON5 from "json5";
import { assignmentOf } from "../explore/space.ts";
import { bibtex } from "../report/bibtex.ts";
import { type CitedSources, citedSources } from "../report/cited-sources.ts";
import { csvOf as designsCsv, designsOf } from "../report/explorer/page/designs.ts";
import { studyMarkdown } from "../report/study-markdown.ts";
import type { ReportFile } from "../runtime/output-folder.ts";
import type { Progress } from "../runtime/progress.ts";
import { shippedBibliography } from "./bibliography-file.ts";
import { drawnPictures, vectorFiles } from "./drawn-pictures.ts";
import type { RebuiltPoint } from "./front-ladders.ts";
import { levelComparisons } from "./level-agreements.ts";
import { studyRows } from "./stored-study.ts";
import { documentAt } from "./study.ts";
import type { StudyReport } from "./study-report.ts";
import { csvOf as pointsCsv } from "./study-table-file.ts";

/**
 * The report's files: explorer, Markdown, tables, sources, and the charts as pixels and, where they have few marks, as
 * vectors.
 */
export async function studyReportFiles(report: StudyReport, progress: Progress): Promise<ReportFile[]> {
  const { data, notes, drawings, stored, choice } = report;
  progress.update(`drawing ${drawings.length} charts …`);
  const { explorerHtml } = await import("../report/explorer/explorer-html.ts");
  const pictures = await drawnPictures(drawings);
  const cited = citedBy(report);
  return [
    { name: "explorer.html", content: explorerHtml(data, notes) },
    { name: "report.md", content: markdownOf(report, cited) },
    { name: "front.csv", content: frontCsv(report) },
    ...(stored === null
      ? []
      : [{ name: "results.csv", content: pointsCsv(stored, studyRows(choice.source, stored)) }]),
    ...(cited === null ? [] : [{ name: "sources.bib", content: bibtex(cited, shippedBibliography()) }]),
    ...pictures.map(({ name, png }) => ({ name: `${name}.png`, content: png })),
    ...(await vectorFiles(drawings)),
  ];
}

/** What the chosen design, or the study's base where there is none, and the search rest on. */
function citedBy({ stored, chosen }: StudyReport): CitedSources | null {
  if (stored === null) return null;
  return citedSources(chosen ?? stored.study.config, stored.study.plan.search.kind);
}

function frontCsv({ data }: StudyReport): string {
  const mask = new Uint8Array(data.keys.length);
  for (const place of data.front) mask[place] = 1;
  return designsCsv(designsOf(data), mask);
}

function markdownOf(
  { data, notes, drawings, chosen, choice, stored }: StudyReport,
  cited: CitedSources | null,
): string {
  const store = basename(choice.source);
  return studyMarkdown({
    data,
    summary: notes.summary,
    provenance: notes.provenance,
    levels: stored === null ? [] : levelComparisons(choice.source, stored),
    drawings,
    chosen:
      chosen === null ? null : { key: chosen.record.index, workload: chosen.workload, rungs: chosen.rungs },
    cited,
    bibliography: shippedBibliography(),
    commands:
      stored === null
        ? [
            `crosshash report ${store} --objectives "${data.objectives.map(({ column, sense }) => `${column}:${sense}`).join(",")}"`,
          ]
        : [
            `crosshash study run STUDY.json5 --out ${store} --seed ${stored.manifest.identity.seed}`,
            `crosshash report ${store}${chosen === null ? "" : ` --design ${chosen.record.index}`}${choice.seeds === null ? "" : ` --experiments --seeds ${choice.seeds}`}`,
            ...(chosen === null ? [] : [`crosshash study rerun ${store} ${chosen.record.index}`]),
          ],
    config: stored === null || chosen === null ? null : configText(stored.study, chosen),
  });
}

const configText = (
  { base, plan }: NonNullable<StudyReport["stored"]>["study"],
  { record }: RebuiltPoint,
): string => JSON5.stringify(documentAt(base, assignmentOf(plan.space, record.codes)).value, null, 2);
