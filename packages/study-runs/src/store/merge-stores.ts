import { existsSync } from "node:fs";
import { join } from "node:path";
import { fault } from "#base";
import type { LockOptions } from "#local-io";
import { encodeRecord, type PointRecord } from "#search";
import { checkSameStudy, MANIFEST, type Manifest, readIdentity, readManifest } from "./manifest.ts";
import { framed, givesWay, scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
import { openStore, PointSet, RESULTS, readRecords } from "./study-store.ts";
import { withWriters } from "./writers.ts";

/** Result of a merge. */
export interface Merged {
  readonly manifest: Manifest;
  /** Records of the merged store. */
  readonly records: number;
  /** Records found in several stores, equal in all of them. */
  readonly repeated: number;
  /** Damaged lines of all stores, which are left out. */
  readonly damaged: number;
  /** Path of the merged store's damaged end; null if there was none. */
  readonly movedTo: string | null;
}

/**
 * Joins stores of one study, parts or copies, into a new or partly filled store. A point that failed or timed
 * out in one store and has a result in another gets that result. Throws ConfigError for stores of different
 * studies, and where two stores have different results for one point.
 */
export function mergeStores(folders: readonly string[], out: string, lock: LockOptions = {}): Merged {
  const manifests = folders.map(readManifest);
  const whole = manifests.map((manifest): Manifest => ({ ...manifest, shard: null }));
  const most = whole.reduce((best, next) => (next.points > best.points ? next : best));
  const manifest = whole.reduce((all, { writers }) => withWriters(all, writers), most);
  for (const [n, own] of whole.entries()) checkSameStudy(folders[n], own, { ...manifest, shard: null });
  const known = new Map<string, string>();
  const note = (record: PointRecord): void => {
    known.set(`${record.level}:${record.index}`, digest(record, encodeRecord(record)));
  };
  const store = openStore(out, manifest, { ...lock, onRecord: note });
  let [repeated, damaged] = [0, store.damaged];
  try {
    for (const [n, folder] of folders.entries()) {
      const scan = readRecords(folder, manifests[n], (record) => {
        const text = encodeRecord(record);
        const key = `${record.level}:${record.index}`;
        const own = digest(record, text);
        const before = known.get(key);
        if (before === own) repeated++;
        else if (before === undefined || isFault(before)) {
          known.set(key, own);
          store.done[record.level].add(record.index);
          store.append(framed([text]), 1);
        } else if (!isFault(own)) refuse(folder, key, manifests);
      });
      damaged += scan.damaged;
    }
    store.flush();
    return { manifest, records: known.size, repeated, damaged, movedTo: store.movedTo };
  } finally {
    store.close();
  }
}

const FAULT = "!";

/**
 * Digest that tells two results of a point apart; whole texts of a million points would take too much memory.
 * Records that give way to another begin with a mark.
 */
const digest = ({ status }: PointRecord, text: string): string =>
  (givesWay(status) ? FAULT : "") + framed([text]).toString("latin1", 0, 8) + text.length;

const isFault = (text: string): boolean => text.startsWith(FAULT);

function refuse(folder: string, key: string, manifests: readonly Manifest[]): never {
  const writers = manifests.flatMap((manifest) => manifest.writers);
  const listed = (of: "node" | "code" | "crosshash"): string =>
    [...new Set(writers.map((own) => own[of]))].join(", ");
  const causes = [
    ...(listed("node").includes(",") ? [`Node ${listed("node")}`] : []),
    ...(listed("code").includes(",") ? [`code ${listed("code")}`] : []),
  ];
  const cause =
    causes.length === 0 ? "" : `; the stores were written by different programs: ${causes.join(", and ")}`;
  throw fault(
    folder,
    "(store)",
    `expected the result of point ${key} that another store has, received a different one${cause}`,
  );
}

/** Progress of one part of a study's first level. */
export interface ShardProgress {
  readonly done: number;
  readonly points: number;
}

/**
 * Points in the store of a part, and points of that part; `points` counts the whole first level. Takes no
 * lock. Throws ConfigError if the folder holds another study or part.
 */
export function shardProgress(
  folder: string,
  manifest: Manifest,
  { part, of }: { readonly part: number; readonly of: number },
  points: number,
): ShardProgress {
  const own = Math.ceil((points - part + 1) / of);
  if (!existsSync(join(folder, MANIFEST))) return { done: 0, points: own };
  const shard = of === 1 ? null : `${part}/${of}`;
  checkSameStudy(folder, readIdentity(folder), { ...manifest, shard });
  const done = new PointSet();
  scanRecords(join(folder, RESULTS), shapeOf(manifest), (_bytes, _from, _to, _offset, { level, index }) => {
    if (level === 0 && index < points) done.add(index);
  });
  return { done: done.size, points: own };
}
