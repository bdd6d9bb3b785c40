// One point of a study's store.

import { ConfigError } from "../../base/errors.ts";
import { givesWay } from "../../runtime/store/record-scan.ts";
import { readRecords } from "../../runtime/store/study-store.ts";
import type { PointRecord } from "../../study/outcome.ts";
import type { StoredStudy } from "./stored.ts";

/** The stored record of a key; of an index alone that of the highest level. Throws ConfigError where there is none. */
export function recordOf(folder: string, key: string, { manifest }: StoredStudy): PointRecord {
  const [, name, digits] = /^(?:([a-z]+):)?(\d{1,15})$/.exec(key) ?? [];
  const fail = (message: string): never => {
    throw new ConfigError([{ place: `${folder}#${key}`, path: "(point)", message }]);
  };
  if (digits === undefined) return fail(`expected an index or level:index, received ${JSON.stringify(key)}`);
  const levels = manifest.levels.map(({ level }) => level);
  if (name !== undefined && !levels.includes(name))
    return fail(`expected one of ${levels.join(", ")} before the colon, received ${name}`);
  let found = null as PointRecord | null;
  readRecords(folder, manifest, (record) => {
    const isWanted = record.index === Number(digits) && (name === undefined || levels[record.level] === name);
    if (!isWanted) return;
    const isLater = found === null || record.level > found.level;
    // A point that was tried again has its last record.
    if (isLater || (record.level === found?.level && givesWay(found.status))) found = record;
  });
  if (found !== null) return found;
  const range = `0 to ${manifest.points - 1}`;
  return fail(
    Number(digits) < manifest.points
      ? `expected a point that was evaluated, received ${key}: its study has ${range}, not all evaluated${name === undefined ? "" : ` at ${name}`}`
      : `expected a point from ${range}, received ${key}`,
  );
}
