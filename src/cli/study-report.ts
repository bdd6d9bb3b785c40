import type { PointRecord } from "../explore/record.ts";
import { assignmentOf } from "../explore/space.ts";
import type { Drawing } from "../report/charts/drawing.ts";
import type { ExplorerData } from "../report/explorer/data.ts";
import type { ExplorerNotes } from "../report/explorer/explorer-html.ts";
import { packageVersion } from "../runtime/package-files.ts";
import type { Progress } from "../runtime/progress.ts";
import { circuitDrawings } from "./experiments/circuit-drawings.ts";
import { experimentDrawings } from "./experiments/experiment-drawings.ts";
import { explorerData, explorerNotes } from "./explorer-data.ts";
import { createRebuilder, type Rebuilder, type RebuiltPoint, rebuiltFront } from "./front-ladders.ts";
import { pointDrawings } from "./point-drawings.ts";
import type { ReportDesigns } from "./report-designs.ts";
import type { StoredStudy } from "./stored-study.ts";
import { documentAt } from "./study.ts";
import { studyDrawings } from "./study-drawings.ts";

/** What the files of a report are made of. */
export interface StudyReport {
  readonly data: ExplorerData;
  readonly notes: ExplorerNotes;
  readonly rebuilt: readonly RebuiltPoint[];
  /** The design that is looked at closely; null for a table. */
  readonly chosen: RebuiltPoint | null;
  readonly drawings: readonly Drawing[];
  readonly choice: ReportChoice;
  readonly stored: StoredStudy | null;
}

/** What a reader asked for. */
export interface ReportChoice {
  readonly name: string;
  /** Store or table, as it was named. */
  readonly source: string;
  /** The design that is looked at closely. */
  readonly record: PointRecord | null;
  /** Seeds of the experiments; null for none. */
  readonly seeds: number | null;
}

/** Gathers a report: the designs, the front's ladders again, and the charts. */
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
  const data = explorerData(name, source, designs, rebuilt);
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

/** Charts that take simulations of the chosen design. */
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
