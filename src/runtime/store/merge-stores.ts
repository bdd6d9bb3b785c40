import { ConfigError } from "../../base/errors.ts";
import { encodeRecord } from "../../explore/record.ts";
import type { LockOptions } from "./lock.ts";
import { checkSameStudy, type Manifest, readManifest } from "./manifest.ts";
import { framed, openStore, readRecords } from "./study-store.ts";

/** What a merge found. */
export interface Merged {
  readonly manifest: Manifest;
  /** Records of the store that came out. */
  readonly records: number;
  /** Records that several stores had, equal in all of them. */
  readonly repeated: number;
  /** Damaged lines, which are left out. */
  readonly damaged: number;
}

/**
 * Joins stores of one study, its parts or copies, into a new store or one that holds some of it already. Throws
 * ConfigError for stores of different studies, and where two stores have different results of one point.
 */
export function mergeStores(folders: readonly string[], out: string, lock: LockOptions = {}): Merged {
  const manifests = folders.map(readManifest);
  const whole = manifests.map((manifest): Manifest => ({ ...manifest, shard: null }));
  const manifest = whole.reduce((most, next) => (next.points > most.points ? next : most));
  for (const [n, own] of whole.entries()) checkSameStudy(folders[n], own, { ...manifest, shard: null });
  const known = new Map<string, string>();
  const store = openStore(out, manifest, {
    ...lock,
    onRecord: (record) => known.set(`${record.level}:${record.index}`, digest(encodeRecord(record))),
  });
  let [repeated, damaged] = [0, 0];
  try {
    for (const folder of folders) {
      const scan = readRecords(folder, (record) => {
        const text = encodeRecord(record);
        const key = `${record.level}:${record.index}`;
        const before = known.get(key);
        if (before === undefined) {
          known.set(key, digest(text));
          store.done[record.level].add(record.index);
          store.append(framed([text]), 1);
        } else if (before === digest(text)) repeated++;
        else refuse(folder, key);
      });
      damaged += scan.corrupt.length;
    }
    store.flush();
    return { manifest, records: known.size, repeated, damaged };
  } finally {
    store.close();
  }
}

/** Enough of a record to tell two results of one point apart; a million whole texts would take too much memory. */
const digest = (text: string): string => framed([text]).toString("latin1", 0, 8) + text.length;

function refuse(folder: string, key: string): never {
  throw new ConfigError([
    {
      place: folder,
      path: "(store)",
      message: `expected the result of point ${key} that another store has, received a different one`,
    },
  ]);
}
