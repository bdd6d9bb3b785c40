// Points of a study's store by their keys.

import { ConfigError } from "#base";
import type { PointRecord } from "#search";
import { givesWay, readRecords } from "#study-runs";
import type { StoredStudy } from "./stored.ts";

/** Points with consecutive indices, of one level or each at its highest level. */
interface Keys {
  readonly key: string;
  readonly level: string | null;
  readonly from: number;
  readonly to: number;
}

/** Most points that one list names: each is evaluated again. */
const MOST_POINTS = 10_000;

const fault = (folder: string, key: string, message: string): ConfigError =>
  new ConfigError([{ place: `${folder}#${key}`, path: "(point)", message }]);

/** The record of a key; of the highest level for a bare index. Throws ConfigError where there is none. */
export function recordOf(folder: string, key: string, stored: StoredStudy): PointRecord {
  const keys = keysOf(folder, key, stored);
  if (keys === null || keys.to > keys.from)
    throw fault(folder, key, `expected an index or level:index, received ${JSON.stringify(key)}`);
  return recordsAt(folder, [keys], stored)[0];
}

/**
 * The records of a list such as `3-7,12` or `simulate:3-7`, in its order, each once. Throws ConfigError for a
 * list of another form, for more than MOST_POINTS points, and for a point without a record.
 */
export function listedRecords(folder: string, list: string, stored: StoredStudy): PointRecord[] {
  const parts = list.split(",").map((part) => {
    const keys = keysOf(folder, part.trim(), stored);
    if (keys !== null) return keys;
    const expected = "expected indices such as 17, 3-7,12 or level:index";
    throw fault(folder, list, `${expected}, received ${JSON.stringify(part)}`);
  });
  const count = parts.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (count > MOST_POINTS)
    throw fault(folder, list, `expected at most ${MOST_POINTS} points, received ${count}`);
  return [...new Set(recordsAt(folder, parts, stored))];
}

/** null for a text of another form. Throws ConfigError for a level that the study does not have. */
function keysOf(folder: string, key: string, { manifest }: StoredStudy): Keys | null {
  const [, level, first, last] = /^(?:([a-z]+):)?(\d{1,15})(?:-(\d{1,15}))?$/.exec(key) ?? [];
  if (first === undefined) return null;
  const levels = manifest.levels.map((own) => own.level);
  if (level !== undefined && !levels.includes(level))
    throw fault(folder, key, `expected one of ${levels.join(", ")} before the colon, received ${level}`);
  const [from, to] = [Number(first), Number(last ?? first)];
  if (to < from) throw fault(folder, key, `expected a range from its smaller index, received ${key}`);
  if (to >= manifest.points)
    throw fault(folder, key, `expected a point from 0 to ${manifest.points - 1}, received ${key}`);
  return { key, level: level ?? null, from, to };
}

/** Records of keys in their order, found in one pass over the store. */
function recordsAt(folder: string, keys: readonly Keys[], { manifest }: StoredStudy): PointRecord[] {
  const levels = manifest.levels.map(({ level }) => level);
  const found = keys.map(() => new Map<number, PointRecord>());
  readRecords(folder, manifest, (record) => {
    for (const [n, { level, from, to }] of keys.entries()) {
      if (record.index < from || record.index > to) continue;
      if (level !== null && levels[record.level] !== level) continue;
      const before = found[n].get(record.index);
      const isLater = before === undefined || record.level > before.level;
      // A retried point counts with its last record.
      if (isLater || (record.level === before?.level && givesWay(before.status)))
        found[n].set(record.index, record);
    }
  });
  return keys.flatMap(({ key, level, from, to }, n) =>
    Array.from({ length: to - from + 1 }, (_, step) => {
      const record = found[n].get(from + step);
      if (record !== undefined) return record;
      throw fault(
        folder,
        key,
        `expected a point that was evaluated, received ${from + step}: its study has 0 to ${manifest.points - 1}, not all evaluated${level === null ? "" : ` at ${level}`}`,
      );
    }),
  );
}
