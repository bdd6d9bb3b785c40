import { judged, listSource, type PointSource } from "#search";
import { PointSet, readRecords } from "../store/study-store.ts";
import { OutcomeTable } from "./outcome-table.ts";
import { type LevelChoice, nextPoints } from "./run-study.ts";

/** Description of a study by its store. */
export interface StudyCourse extends LevelChoice {
  /** Points of the first level, from a fresh source. */
  readonly source: PointSource;
}

/** Points taken from a source at once. */
const LOOK_AHEAD = 512;

/**
 * Whether a folder's store holds every point of a study on all its levels; reads only. The search gets the
 * stored results, so it stops at a generation with a missing point. Time grows with the number of points.
 */
export function isComplete(course: StudyCourse): boolean {
  const { judgements } = course.setting;
  const tables = judgements.map(({ objectives }) => new OutcomeTable(objectives.length));
  const done = judgements.map(() => new PointSet());
  readRecords(course.folder, course.manifest, (record) => {
    const { level, index } = record;
    // The last outcome of a point that was tried again is valid.
    if (done[level].add(index) || tables[level].at(index) === null)
      tables[level].set(index, judged(judgements[level], record));
  });
  const store = { done, flush: () => {} };
  return course.levels.every((_, level) => {
    const source =
      level === 0 ? course.source : listSource(nextPoints(course, store, tables[level - 1], level));
    for (let points = source.ask(LOOK_AHEAD); points.length > 0; points = source.ask(LOOK_AHEAD))
      for (const { index } of points) {
        if (!done[level].has(index)) return false;
        source.tell(index, tables[level].at(index));
      }
    return true;
  });
}
