import { type Progress, writerOf } from "#local-io";
import { type Block, paragraph } from "#reports";
import { type PointStatus, STATUSES } from "#search";
import type { Manifest } from "#study-runs";
import { givesWay, PointSet, RESULTS, scanRecords, shapeOf } from "#study-runs";
import type { Models } from "../../../runtime/plugins.ts";
import type { ParetoAnswer } from "../../../study/query.ts";
import { storedStudy } from "../../shared/studies/stored.ts";
import { studyFront } from "../run/front.ts";

/** Progress of a study. */
export interface StudyStatus {
  readonly name: string;
  readonly points: number;
  readonly levels: readonly (Readonly<Record<string, number>> & { readonly done: number })[];
  readonly levelNames: readonly string[];
  /** Line numbers of the first hundred damaged lines, and the number of all. */
  readonly damaged: readonly number[];
  readonly damagedLines: number;
  /** Programs that wrote the store. */
  readonly writers: Manifest["writers"];
  readonly shard: string | null;
  readonly writer: { readonly pid: number; readonly host: string } | null;
  readonly front: number | null;
  readonly hypervolume: ParetoAnswer["hypervolume"];
}

export function statusOf(
  folder: string,
  models: Models,
  note: (text: string) => void,
  progress: Progress,
): StudyStatus {
  const stored = storedStudy(folder, models, note);
  const { manifest, study } = stored;
  const seen = manifest.levels.map(() => new PointSet());
  const counts = manifest.levels.map(() => Object.fromEntries(STATUSES.map((status) => [status, 0])));
  const faults = manifest.levels.map(() => new Map<number, PointStatus>());
  const scan = scanRecords(`${folder}/${RESULTS}`, shapeOf(manifest), (_bytes, _from, _to, _offset, at) => {
    const { level, index, status } = at;
    const before = faults[level].get(index);
    if (!seen[level].add(index)) {
      // The last outcome of a point that was tried again counts.
      if (before === undefined) return;
      counts[level][before]--;
      faults[level].delete(index);
    }
    counts[level][status]++;
    if (givesWay(status)) faults[level].set(index, status);
  });
  const answer = manifest.objectives.length === 0 ? null : studyFront(folder, stored, {}, progress);
  return {
    name: study.config.name,
    points: manifest.points,
    levelNames: manifest.levels.map(({ level }) => level),
    levels: counts.map((count, n) => ({ ...count, done: seen[n].size })),
    damaged: scan.corrupt.map(({ line }) => line),
    damagedLines: scan.damaged,
    writers: manifest.writers,
    shard: manifest.shard,
    writer: writerOf(folder),
    front: answer?.front.length ?? null,
    hypervolume: answer?.hypervolume ?? null,
  };
}

export function statusBlocks({
  name,
  points,
  levels,
  levelNames,
  damaged,
  damagedLines,
  shard,
  writer,
  front,
  hypervolume,
}: StudyStatus): Block[] {
  const lines = levels.map(({ done, ...counts }, n) => {
    const of = n === 0 ? ` of ${points}` : "";
    const listed = STATUSES.map((status) => `${counts[status as keyof typeof counts]} ${status}`).join(", ");
    return `${levelNames[n]}: ${done}${of} points: ${listed}`;
  });
  return [
    paragraph(
      shard === null ? name : `${name}, part ${shard}`,
      ...lines,
      ...(front === null
        ? []
        : [`front: ${front} points${hypervolume === null ? "" : `, hypervolume ${hypervolume}`}`]),
      ...(damagedLines === 0
        ? []
        : [
            `damaged lines: ${damagedLines} (${damaged.slice(0, 20).join(", ")}${damagedLines > 20 ? ", …" : ""}); study run evaluates their points again`,
          ]),
      writer === null ? "no writer holds the lock" : `written by process ${writer.pid} on ${writer.host}`,
    ),
  ];
}
