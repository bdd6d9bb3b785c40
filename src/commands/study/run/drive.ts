// A study driven from outside: points handed out (`ask`) and results taken (`tell`).

import { ConfigError, type Issue } from "../../../base/errors.ts";
import { parseStrictJson } from "../../../base/strict-json.ts";
import { openAsked, readAsked } from "../../../runtime/store/asked-points.ts";
import type { LockOptions } from "../../../runtime/store/lock.ts";
import type { Manifest } from "../../../runtime/store/manifest.ts";
import { type CorruptLine, framed, givesWay } from "../../../runtime/store/record-scan.ts";
import { openStore, readRecords, type StudyStore } from "../../../runtime/store/study-store.ts";
import { openPoints, outcomesOf } from "../../../runtime/study/open-points.ts";
import { encodeRecord } from "../../../study/outcome.ts";
import type { StudyPoint } from "../../../study/point-source.ts";
import { type AxisValue, assignmentOf, axisValue } from "../../../study/space.ts";
import { keyOf, parseTold, type Told } from "../../../study/told.ts";
import type { Study } from "../../shared/studies/study.ts";
import { settingsOf } from "./evaluator.ts";
import { courseOf } from "./run.ts";

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
  /** Takes the first points of the search. */
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

export interface Taken {
  /** Results that the store did not have. */
  readonly told: number;
  /** Results that it had, equal ones. */
  readonly repeated: number;
  /** Records of the store. */
  readonly recorded: number;
  /** How many lines of the store were damaged, and where a damaged end of it is now. */
  readonly damaged: number;
  readonly movedTo: string | null;
}

/** A result with the line that it stands on. */
interface Line extends Told {
  readonly place: string;
}

const LINE_LIMITS = { length: 1 << 16, depth: 4 } as const;

/**
 * Takes results, JSON one a line, into a store: all of them, synced, or none. Telling the same again changes nothing.
 * Throws ConfigError with every fault: a line that is no result, a point that was not handed out, a metric that
 * the level does not have, a result that differs from the one that the store has.
 */
export function tell(
  folder: string,
  manifest: Manifest,
  text: string,
  file: string,
  lock: LockOptions,
): Taken {
  const lines = linesOf(manifest, text, file);
  const store = openStore(folder, manifest, lock);
  try {
    const { fresh, repeated } = settled(folder, manifest, lines);
    append(store, fresh);
    return {
      told: fresh.length,
      repeated,
      recorded: store.done.reduce((sum, { size }) => sum + size, 0),
      damaged: store.damaged,
      movedTo: store.movedTo,
    };
  } finally {
    store.close();
  }
}

function linesOf({ levels }: Manifest, text: string, file: string): Line[] {
  const issues: Issue[] = [];
  const byLevel = new Map(levels.map(({ level, metrics }) => [level, metrics]));
  const metricsOf = (key: string): readonly string[] | null => {
    const [, level, index] = /^([a-z]+):(0|[1-9]\d{0,14})$/.exec(key) ?? [];
    return index === undefined ? null : (byLevel.get(level) ?? null);
  };
  const lines = text.split("\n").flatMap((line, n): Line[] => {
    if (line.trim() === "") return [];
    const place = `${file}, line ${n + 1}`;
    try {
      const { value } = parseStrictJson(line, place, LINE_LIMITS);
      const told = parseTold(value, metricsOf, (path, message) => issues.push({ place, path, message }));
      return told === null ? [] : [{ ...told, place }];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
      return [];
    }
  });
  if (issues.length > 0) throw new ConfigError(issues);
  return lines;
}

interface Fresh {
  readonly level: number;
  readonly index: number;
  readonly text: string;
}

/** Records that the store lacks, of lines that agree with it and with one another. Throws ConfigError. */
function settled(
  folder: string,
  manifest: Manifest,
  lines: readonly Line[],
): { readonly fresh: readonly Fresh[]; readonly repeated: number } {
  const { levels } = manifest;
  const wanted = new Set(lines.map(({ key }) => key));
  const points = new Map<string, StudyPoint & { readonly level: number }>();
  const texts = new Map<string, string>();
  const note = (level: number, { index, codes }: StudyPoint): string | null => {
    const key = keyOf(levels[level].level, index);
    if (!wanted.has(key)) return null;
    points.set(key, { level, index, codes });
    return key;
  };
  readAsked(folder, manifest, note);
  const faults = new Set<string>();
  readRecords(folder, manifest, (record) => {
    const key = note(record.level, record);
    if (key === null || (texts.has(key) && !faults.has(key))) return;
    texts.set(key, encodeRecord(record));
    // A later record of such a point counts in its place.
    if (givesWay(record.status)) faults.add(key);
    else faults.delete(key);
  });
  const issues: Issue[] = [];
  const fresh: Fresh[] = [];
  let repeated = 0;
  for (const { key, outcome, place } of lines) {
    const point = points.get(key);
    if (point === undefined) {
      issues.push({ place, path: "key", message: `expected a key that ask issued, received "${key}"` });
      continue;
    }
    const text = encodeRecord({ ...point, ...outcome });
    const before = texts.get(key);
    if (before === undefined) {
      texts.set(key, text);
      fresh.push({ level: point.level, index: point.index, text });
    } else if (before === text) repeated++;
    else {
      const message = "expected the result that was recorded before, received a different one";
      issues.push({ place, path: key, message });
    }
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return { fresh, repeated };
}

function append(store: StudyStore, fresh: readonly Fresh[]): void {
  if (fresh.length === 0) return;
  store.appendWhole(framed(fresh.map(({ text }) => text)), fresh.length);
  for (const { level, index } of fresh) store.done[level].add(index);
}
