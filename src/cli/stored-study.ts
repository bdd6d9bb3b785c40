import { join } from "node:path";
import type { Located } from "../base/document.ts";
import { type AxisValue, axisValue } from "../explore/axis.ts";
import type { PointRecord } from "../explore/record.ts";
import { MANIFEST, type Manifest, readManifest } from "../runtime/store/manifest.ts";
import { orderedRecords } from "../runtime/store/study-rows.ts";
import { readStudy, type Study } from "./study.ts";

/** A study as its store knows it. */
export interface StoredStudy {
  readonly manifest: Manifest;
  readonly document: Located;
  readonly study: Study;
  /** Metrics of all levels, each once. */
  readonly metrics: readonly string[];
}

/** Reads a store's manifest and makes its study again. Throws ConfigError for a folder that is no store. */
export function storedStudy(folder: string): StoredStudy {
  const manifest = readManifest(folder);
  const place = (): string => join(folder, MANIFEST);
  const document = { file: place(), value: manifest.source, place, keyPlace: place };
  return {
    manifest,
    document,
    study: readStudy(document, Number.MAX_SAFE_INTEGER),
    metrics: [...new Set(manifest.levels.flatMap(({ metrics }) => metrics))],
  };
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
