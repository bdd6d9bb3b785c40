import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkSameStudy, MANIFEST, type Manifest, readIdentity } from "./manifest.ts";
import { PointSet } from "./point-set.ts";
import { scanRecords } from "./record-scan.ts";
import { shapeOf } from "./record-shape.ts";
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
  checkSameStudy(folder, readIdentity(folder), { ...manifest, shard });
  const done = new PointSet();
  scanRecords(join(folder, RESULTS), shapeOf(manifest), (_bytes, _from, _to, _offset, { level, index }) => {
    if (level === 0 && index < points) done.add(index);
  });
  return { done: done.size, points: own };
}
