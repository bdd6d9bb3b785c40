import { type LevelAgreement, levelAgreement } from "../explore/level-agreement.ts";
import type { PointRecord } from "../explore/record.ts";
import { readRecords } from "../runtime/store/study-store.ts";
import type { StoredStudy } from "./stored-study.ts";

/** Two neighbouring levels of a study and the metrics on which they differ. */
export interface LevelComparison {
  readonly before: string;
  readonly after: string;
  readonly agreements: readonly LevelAgreement[];
}

/** What each level of a store made of the points of the level before it; prices, which do not change, are left out. */
export function levelComparisons(folder: string, { manifest }: StoredStudy): LevelComparison[] {
  const { levels } = manifest;
  if (levels.length < 2) return [];
  // A first level may have a million points: only those that went on are kept.
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
