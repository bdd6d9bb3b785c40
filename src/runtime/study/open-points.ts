import { type Judgement, judged, type PointRecord } from "../../study/outcome.ts";
import { listSource, type PointSource, type StudyPoint } from "../../study/point-source.ts";
import { PointSet, readRecords, type StudyStore } from "../store/study-store.ts";
import { OutcomeTable } from "./outcome-table.ts";
import { type LevelChoice, nextPoints } from "./run-study.ts";

/** A study as its store knows it. */
export interface StudyCourse extends LevelChoice {
  /** Points of the first level, a fresh source. */
  readonly source: PointSource;
}

/** Points of a study's present level. */
export interface OpenPoints {
  readonly level: number;
  /** In the order of their index. */
  readonly points: readonly StudyPoint[];
}

/** Points that are taken from a source at once. */
const LOOK_AHEAD = 512;

/**
 * Up to `most` wanted points without a record, of the first level that lacks any; null where the study is complete. The
 * search is told what the store holds, so a generation ends where one of its points has no record. Walks from
 * the start: its time grows with the points of the study.
 */
export function openPoints(
  course: StudyCourse,
  store: Pick<StudyStore, "done" | "flush">,
  tables: readonly OutcomeTable[],
  most: number,
  isWanted: (level: number, index: number) => boolean = () => true,
): OpenPoints | null {
  for (let level = 0; level < course.levels.length; level++) {
    const source =
      level === 0 ? course.source : listSource(nextPoints(course, store, tables[level - 1], level));
    const points: StudyPoint[] = [];
    let isComplete = true;
    while (points.length < most) {
      const asked = source.ask(LOOK_AHEAD);
      if (asked.length === 0) break;
      for (const point of asked) {
        if (store.done[level].has(point.index)) {
          source.tell(point.index, tables[level].at(point.index));
          continue;
        }
        isComplete = false;
        if (points.length < most && isWanted(level, point.index)) points.push(point);
      }
    }
    if (!isComplete) return { level, points };
  }
  return null;
}

/** Outcomes of a study's levels, empty, and what takes a record into them. */
export function outcomesOf(judgements: readonly Judgement[]): {
  readonly tables: readonly OutcomeTable[];
  take(record: PointRecord): void;
} {
  const tables = judgements.map(({ objectives }) => new OutcomeTable(objectives.length));
  return {
    tables,
    take: (record) => tables[record.level].set(record.index, judged(judgements[record.level], record)),
  };
}

/** Whether a folder's store holds every point of a study, on all of its levels; it is only read. */
export function isComplete(course: StudyCourse): boolean {
  const { judgements } = course.setting;
  const outcomes = outcomesOf(judgements);
  const done = judgements.map(() => new PointSet());
  readRecords(course.folder, course.manifest, (record) => {
    // Of a point that was tried again the last outcome counts.
    if (done[record.level].add(record.index) || outcomes.tables[record.level].at(record.index) === null)
      outcomes.take(record);
  });
  return openPoints(course, { done, flush: () => {} }, outcomes.tables, 1) === null;
}
