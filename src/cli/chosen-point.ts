import { ConfigError } from "../base/errors.ts";
import type { PointRecord } from "../explore/record.ts";
import type { ReportDesigns } from "./report-designs.ts";

/**
 * The record of the design that a report looks at closely: the one that is asked for, or the front's design nearest to
 * the ideal, each objective measured by its range over the front. Null for a table and for an empty front. Throws
 * ConfigError for a key that no feasible point has.
 */
export function chosenRecord(
  { answer, front, store }: ReportDesigns,
  key: number | undefined,
): PointRecord | null {
  if (store === null) return null;
  const { records, stored } = store;
  if (key !== undefined) {
    const found = records.find(({ index }) => index === key);
    if (found !== undefined) return found;
    throw new ConfigError([
      {
        place: "--design",
        path: "(root)",
        message: `expected a feasible point of the study, received ${key}`,
      },
    ]);
  }
  const { levels } = stored.manifest;
  const members = front.map((place) => records[place]);
  const costs = members.map(({ level, metrics }) =>
    answer.objectives.map(({ column, sense }) => {
      const value = metrics?.[levels[level].metrics.indexOf(column)] ?? Number.NaN;
      return sense === "min" ? value : -value;
    }),
  );
  const ends = answer.objectives.map((_, n) => {
    const own = costs.map((cost) => cost[n]).filter(Number.isFinite);
    return [Math.min(...own), Math.max(...own)] as const;
  });
  // Objectives that are no metric of the store, such as an axis, tell nothing here.
  const distance = (cost: readonly number[]): number =>
    cost.reduce((sum, value, n) => {
      const [low, high] = ends[n];
      return sum + (high > low && Number.isFinite(value) ? ((value - low) / (high - low)) ** 2 : 0);
    }, 0);
  const nearest = costs.reduce((best, cost, n) => (distance(cost) < distance(costs[best]) ? n : best), 0);
  return members[nearest] ?? null;
}
