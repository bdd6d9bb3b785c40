import { type AxisValue, axisValue } from "../explore/axis.ts";
import type { StudyPoint } from "../explore/point-source.ts";
import { assignmentOf } from "../explore/space.ts";
import { keyOf } from "../explore/told.ts";
import { openAsked } from "../runtime/store/asked-points.ts";
import type { LockOptions } from "../runtime/store/lock.ts";
import type { Manifest } from "../runtime/store/manifest.ts";
import type { CorruptLine } from "../runtime/store/record-scan.ts";
import { openStore } from "../runtime/store/study-store.ts";
import { openPoints, outcomesOf } from "../runtime/study/open-points.ts";
import type { Study } from "./study.ts";
import { settingsOf } from "./study-evaluator.ts";
import { courseOf } from "./study-run.ts";

/** How ask and tell take the store: several clients wait for one another, for 30 s at most. */
export const lockOf = ({ takeOver = false }: { readonly takeOver?: boolean }): LockOptions => ({
  patience: 30_000,
  takeOver,
});

/** A study that somebody else evaluates, and the folder of its store. */
export interface DrivenStudy {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly study: Study;
}

export interface AskChoice {
  /** Most points to hand out. */
  readonly count: number;
  /** Points that were handed out and not told, in place of new ones. */
  readonly again: boolean;
  /** Of the search, its first points. */
  readonly most: number;
  readonly lock: LockOptions;
}

/** A point for somebody else to evaluate. */
export interface AskedPoint {
  /** What its result is told by. */
  readonly key: string;
  readonly index: number;
  /** By path; null where an axis does not apply. */
  readonly axes: Readonly<Record<string, AxisValue | null>>;
  /** What it sets in the config, derived keys and the level's own included: arguments of `--set`. */
  readonly set: readonly string[];
}

export interface Asked {
  /** Level of the points; null where the study is complete. */
  readonly level: string | null;
  readonly points: readonly AskedPoint[];
  /** Points that are handed out and not told yet, these included. */
  readonly waiting: number;
  /** Records of the store. */
  readonly recorded: number;
  readonly corrupt: readonly CorruptLine[];
  /** How many lines of the store were damaged, and where a damaged end of it is now. */
  readonly damaged: number;
  readonly movedTo: string | null;
}

/**
 * Hands out the next points of a study, each once, after it was noted in the store's folder; with `again` those that
 * were not told yet. Nothing is handed out while the search, or the next level, waits for results. Throws
 * ConfigError where another process keeps the store.
 */
export function ask(
  { folder, manifest, study }: DrivenStudy,
  { count, again, most, lock }: AskChoice,
): Asked {
  const course = courseOf(folder, manifest, study, most);
  const { tables, take } = outcomesOf(course.setting.judgements);
  const store = openStore(folder, manifest, { ...lock, onRecord: take });
  try {
    const { handedOut, add } = openAsked(folder, manifest);
    const open = openPoints(
      course,
      store,
      tables,
      count,
      (level, index) => handedOut[level].has(index) === again,
    );
    if (open !== null) add(open.level, open.points);
    return {
      level: open === null ? null : manifest.levels[open.level].level,
      points: open === null ? [] : open.points.map((point) => askedPoint(study, open.level, point)),
      waiting: handedOut.reduce((sum, points, level) => sum + points.countWithout(store.done[level]), 0),
      recorded: store.done.reduce((sum, { size }) => sum + size, 0),
      corrupt: store.corrupt,
      damaged: store.damaged,
      movedTo: store.movedTo,
    };
  } finally {
    store.close();
  }
}

function askedPoint({ plan }: Study, level: number, { index, codes }: StudyPoint): AskedPoint {
  const { axes } = plan.space;
  const assignment = [...assignmentOf(plan.space, codes), ...settingsOf(plan.levels[level])];
  return {
    key: keyOf(plan.levels[level].level, index),
    index,
    axes: Object.fromEntries(axes.map((axis, n) => [axis.path, axisValue(axis, codes[n])])),
    set: assignment.map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  };
}
