import { join } from "node:path";
import { changedKeys } from "../base/canonical.ts";
import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { type AxisValue, axisValue } from "../explore/axis.ts";
import type { PointRecord } from "../explore/record.ts";
import type { EvaluatedMetrics } from "../explore/study.ts";
import { type Models, shippedModels } from "../runtime/plugins.ts";
import { MANIFEST, type Manifest, readManifest } from "../runtime/store/manifest.ts";
import { orderedRecords } from "../runtime/store/study-rows.ts";
import { readStudy, type Study } from "./study.ts";
import { LEVEL_METRICS } from "./study-metrics.ts";

/** A study as its store knows it. */
export interface StoredStudy {
  readonly manifest: Manifest;
  readonly document: Located;
  readonly study: Study;
  readonly models: Models;
  /** Metrics of all levels, each once. */
  readonly metrics: readonly string[];
}

/**
 * Reads a store's manifest and makes its study again. Throws ConfigError for a folder that is no store, and for plugins
 * that are not those that it was made with.
 */
export function storedStudy(folder: string, models: Models = shippedModels): StoredStudy {
  const manifest = readManifest(folder);
  checkPlugins(folder, manifest, models);
  const place = (): string => join(folder, MANIFEST);
  const document = { file: place(), value: manifest.source, place, keyPlace: place };
  return {
    manifest,
    document,
    models,
    study: readStudy(document, models.catalogue, Number.MAX_SAFE_INTEGER, columnsIn(manifest)),
    metrics: [...new Set(manifest.levels.flatMap(({ metrics }) => metrics))],
  };
}

/** Columns of the levels as a store was written; those of this version for levels that it does not have. */
export const columnsIn = ({ levels }: Manifest): EvaluatedMetrics => ({
  ...LEVEL_METRICS,
  ...Object.fromEntries(levels.map(({ level, metrics }) => [level, metrics])),
});

function checkPlugins(folder: string, { identity }: Manifest, { plugins }: Models): void {
  const given = Object.fromEntries(plugins.map(({ name, hash }) => [name, hash]));
  const changed = changedKeys(identity.plugins, given);
  if (changed.length === 0) return;
  const faults = changed.map((name) => {
    if (!Object.hasOwn(identity.plugins, name)) return `${name} had no part in it`;
    return Object.hasOwn(given, name) ? `${name} has changed since` : `--plugin ${name} is missing`;
  });
  throw new ConfigError([
    {
      place: join(folder, MANIFEST),
      path: "plugins",
      message: `expected the plugins that the store was made with: ${faults.join(", ")}`,
    },
  ]);
}

/** One point's row: its highest level's result. */
export interface StudyRow {
  readonly index: number;
  readonly status: string;
  readonly level: string;
  /** One an axis; null where the axis does not apply. */
  readonly values: readonly (AxisValue | null)[];
  /** One a metric; null where the level does not give it, or the point has none. */
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
  for (const record of orderedRecords(folder).rows()) yield rowOf(record, stored);
}

export function rowOf(record: PointRecord, { manifest, study, metrics }: StoredStudy): StudyRow {
  const { axes } = study.plan.space;
  const own = manifest.levels[record.level];
  return {
    index: record.index,
    status: record.status,
    level: own.level,
    values: axes.map((axis, n) => axisValue(axis, record.codes[n])),
    metrics: metrics.map((name) => record.metrics?.[own.metrics.indexOf(name)] ?? null),
    reason: record.reason,
  };
}
