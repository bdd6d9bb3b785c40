import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkSameStudy, MANIFEST, type Manifest, readManifest } from "./manifest.ts";
import { PointSet } from "./point-set.ts";
import { type Peeked, peek, scanRecords } from "./record-scan.ts";
import { RESULTS } from "./study-store.ts";

/** How far one part of a study's first level is. */
export interface ShardProgress {
  readonly done: number;
  readonly points: number;
}

/**
 * Points of a part that its store holds, of those that the part has; `points` are those of the whole first level.
 * Nobody's lock is asked for. Throws ConfigError where the folder holds another study or part.
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
  checkSameStudy(folder, readManifest(folder), { ...manifest, shard });
  const done = new PointSet();
  const at: Peeked = { level: 0, index: 0, status: 0 };
  scanRecords(join(folder, RESULTS), (bytes, from) => {
    peek(bytes, from, at);
    if (at.level === 0 && at.index < points) done.add(at.index);
  });
  return { done: done.size, points: own };
}
