// A stored study: columns, rows, tables, and the agreement of its levels.

import { basename, join } from "node:path";
import { changedKeys, fault, type LevelAgreement, type Located, levelAgreement } from "#base";
import { storeFault } from "#local-io";
import type { PointRecord } from "#search";
import { type Axis, type AxisValue, axisValue } from "#search";
import type { Scan } from "#study-runs";
import {
  MANIFEST,
  type Manifest,
  orderedRecords,
  otherWriters,
  RESULTS,
  readManifest,
  readRecords,
} from "#study-runs";
import { currentWriter } from "../../../runtime/current-writer.ts";
import { type Models, pluginHashes, shippedModels } from "../../../runtime/plugins.ts";
import type { LevelMetrics } from "../../../study/study.ts";
import { withMeasuredFiles } from "../measured-files.ts";
import { LEVEL_METRICS, readStudy, type Study } from "./study.ts";

/** A study as read from its store. */
export interface StoredStudy {
  readonly manifest: Manifest;
  readonly document: Located;
  readonly study: Study;
  readonly models: Models;
  /** Metrics of all levels, each once. */
  readonly metrics: readonly string[];
  /** Reports something about the store that is not part of an answer, once. */
  readonly note: (text: string) => void;
}

/** Default sink of notes for a verb that passes none. */
const onStandardError = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/**
 * Reads a store's manifest and rebuilds its study; reports where other code than this wrote it. Throws
 * ConfigError for a folder that is no store, and for plugins other than those of the store.
 */
export function storedStudy(
  folder: string,
  models: Models = shippedModels,
  say: (text: string) => void = onStandardError,
): StoredStudy {
  const manifest = readManifest(folder);
  checkPlugins(folder, manifest, models);
  const place = (): string => join(folder, MANIFEST);
  const document = withMeasuredFiles({ file: place(), value: manifest.source, place, keyPlace: place });
  const study = readStudy(document, models.catalogue, Number.MAX_SAFE_INTEGER, columnsIn(manifest));
  if (
    changedKeys(
      manifest.axes,
      study.plan.space.axes.map(({ path }) => path),
    ).length > 0
  )
    throw storeFault(join(folder, MANIFEST), "expected the axes of its study, received others");
  const said = new Set<string>();
  const note = (text: string): void => {
    if (!said.has(text)) say(text);
    said.add(text);
  };
  const others = otherWriters(manifest.writers, currentWriter());
  if (others !== null)
    note(`${folder}: was written with ${others}; rerun checks whether a point is reproduced`);
  return {
    manifest,
    document,
    models,
    study,
    note,
    metrics: [...new Set(manifest.levels.flatMap(({ metrics }) => metrics))],
  };
}

/** Columns of the levels as stored; this version's for levels that the store does not have. */
export const columnsIn = ({ levels }: Manifest): LevelMetrics => ({
  ...LEVEL_METRICS,
  ...Object.fromEntries(levels.map(({ level, metrics }) => [level, metrics])),
});

function checkPlugins(folder: string, { identity }: Manifest, models: Models): void {
  const given = pluginHashes(models);
  const changed = changedKeys(identity.plugins, given);
  if (changed.length === 0) return;
  const faults = changed.map((name) => {
    if (!Object.hasOwn(identity.plugins, name)) return `${name} had no part in it`;
    return Object.hasOwn(given, name)
      ? `${name}, or a file that it imports, has changed since`
      : `--plugin ${name} is missing`;
  });
  throw fault(
    join(folder, MANIFEST),
    "plugins",
    `expected the plugins that the store was made with: ${faults.join(", ")}`,
  );
}

/** One point's row: its highest level's result. */
export interface StudyRow {
  readonly index: number;
  readonly status: string;
  readonly level: string;
  /** One per axis; null where the axis does not apply. */
  readonly values: readonly (AxisValue | null)[];
  /** One per metric; null where the level does not give it, or the point has none. */
  readonly metrics: readonly (number | null)[];
  readonly reason: string;
}

/** Columns of the rows. */
export const columnsOf = ({ manifest, metrics }: StoredStudy): string[] => [
  "index",
  "status",
  "level",
  ...manifest.axes,
  ...metrics,
  "reason",
];

/** Rows in the order of their points. */
export function* studyRows(folder: string, stored: StoredStudy): Generator<StudyRow> {
  for (const record of storedRecords(folder, stored)) yield rowOf(record, stored);
}

/** Records in the order of their points, each of its highest level; reports damage of the file. */
export function* storedRecords(folder: string, { manifest, note }: StoredStudy): Generator<PointRecord> {
  const { scan, rows } = orderedRecords(folder, manifest);
  if (scan.damaged > 0) note(damageText(folder, scan));
  yield* rows();
}

/** Describes the damage of a store's results. */
export function damageText(folder: string, { damaged, corrupt }: Pick<Scan, "damaged" | "corrupt">): string {
  const lines = corrupt.slice(0, 10).map(({ line }) => line);
  const more = damaged > lines.length ? ", …" : "";
  return damaged === 1
    ? `${folder}: line ${lines[0]} of results.jsonl is damaged; study run evaluates its point again`
    : `${folder}: ${damaged} lines of results.jsonl are damaged (${lines.join(", ")}${more}); study run evaluates their points again`;
}

/** Message where a damaged end of the results was moved. */
export const movedText = (folder: string, aside: string): string =>
  `${folder}: the damaged end of results.jsonl is kept in ${basename(aside)}`;

export function rowOf(record: PointRecord, { manifest, study, metrics }: StoredStudy): StudyRow {
  const { axes } = study.plan.space;
  const own = manifest.levels[record.level];
  return {
    index: record.index,
    status: record.status,
    level: own.level,
    values: axes.map((axis, n) => checkedValue(axis, record, n)),
    metrics: metrics.map((name) => record.metrics?.[own.metrics.indexOf(name)] ?? null),
    reason: record.reason,
  };
}

/** The value of an axis. Throws ConfigError for a code that the axis lacks: the study's space differs. */
function checkedValue(axis: Axis, { index, codes }: PointRecord, n: number): AxisValue | null {
  const value = axisValue(axis, codes[n]);
  if (value !== undefined) return value;
  throw storeFault(
    `${RESULTS}, point ${index}`,
    `expected a value of ${axis.path}, received place ${codes[n]}`,
  );
}

/** Two neighbouring levels of a study and the metrics on which they differ. */
export interface LevelComparison {
  readonly before: string;
  readonly after: string;
  readonly agreements: readonly LevelAgreement[];
}

/** How each level of a store changed the points of the previous one, without prices, which do not change. */
export function levelComparisons(folder: string, { manifest }: StoredStudy): LevelComparison[] {
  const { levels } = manifest;
  if (levels.length < 2) return [];
  // A first level may have a million points: only those that reached the next one are kept.
  const wentOn = new Set<number>();
  readRecords(folder, manifest, ({ level, index }: PointRecord) => {
    if (level > 0) wentOn.add(index);
  });
  const known = levels.map(() => new Map<number, readonly number[]>());
  readRecords(folder, manifest, ({ level, index, metrics }: PointRecord) => {
    if (metrics !== null && wentOn.has(index) && !known[level].has(index)) known[level].set(index, metrics);
  });
  return levels.slice(1).map(({ level: after, metrics }, n) => {
    const before = levels[n];
    const shared = before.metrics.filter((name) => metrics.includes(name));
    const agreements = shared.flatMap((name) => {
      const [was, is] = [before.metrics.indexOf(name), metrics.indexOf(name)];
      const pairs = [...known[n + 1]].flatMap(([index, own]): [number, number][] => {
        const earlier = known[n].get(index);
        return earlier === undefined ? [] : [[earlier[was], own[is]]];
      });
      return levelAgreement(name, pairs) ?? [];
    });
    return { before: before.level, after, agreements };
  });
}
