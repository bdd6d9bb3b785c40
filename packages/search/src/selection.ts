import { type Dense, dense, type Rng } from "#base";
import { constrainedRanks, crowdingDistances, dominates, pickRows, prunedRows } from "#pareto";
import type { Outcome } from "./search.ts";

/** An evaluated point of a population. */
export interface Individual {
  readonly index: number;
  readonly coordinates: readonly number[];
  readonly outcome: Outcome | null;
}

/** A survivor, with its crowding distance in its rank. */
export interface Survivor extends Individual {
  readonly crowding: number;
}

/**
 * The `count` best individuals: whole ranks under constraint domination, and the least crowded of the rank
 * that does not fit. Ties go to the lower index: only the set matters. With `ranks`, of the first ones only.
 */
export function selected(
  individuals: readonly Individual[],
  count: number,
  ranks = Number.POSITIVE_INFINITY,
): Survivor[] {
  const all = [...individuals].sort((a, b) => a.index - b.index);
  const points = objectivesOf(all);
  const survivors: Survivor[] = [];
  const byRank = membersByRank(constrainedRanks(points, Float64Array.from(all, violationOf)));
  for (const members of byRank.slice(0, ranks)) {
    const front = pickRows(points, members);
    const kept = prunedRows(front, count - survivors.length);
    const crowding = crowdingDistances(pickRows(front, kept));
    kept.forEach((k, i) => {
      survivors.push({ ...all[members[k]], crowding: crowding[i] });
    });
    if (survivors.length === count) break;
  }
  return survivors;
}

/**
 * The better of two random survivors: by violation, then by dominance of the pair (not by rank: a row of a
 * higher rank that the other does not dominate keeps its chance), then crowding distance, then lower index.
 */
export function tournament(survivors: readonly Survivor[], rng: Rng): Individual {
  const a = survivors[rng.integer(survivors.length)];
  const b = survivors[rng.integer(survivors.length)];
  return compareSurvivors(a, b) <= 0 ? a : b;
}

function compareSurvivors(a: Survivor, b: Survivor): number {
  const [v, w] = [violationOf(a), violationOf(b)];
  if (v !== w) return v < w ? -1 : 1;
  if (v === 0 && a.outcome !== null && b.outcome !== null) {
    if (dominates(a.outcome.objectives, b.outcome.objectives)) return -1;
    if (dominates(b.outcome.objectives, a.outcome.objectives)) return 1;
  }
  return compareDescending(a.crowding, b.crowding) || a.index - b.index;
}

const compareDescending = (a: number, b: number): number => (a > b ? -1 : a < b ? 1 : 0);

/** Violation of a point; infinite without numbers or where it is NaN. */
function violationOf({ outcome }: Individual): number {
  const violation = outcome?.violation ?? Number.POSITIVE_INFINITY;
  return Number.isNaN(violation) ? Number.POSITIVE_INFINITY : violation;
}

function objectivesOf(individuals: readonly Individual[]): Dense {
  const columns = individuals.find(({ outcome }) => outcome !== null)?.outcome?.objectives.length ?? 1;
  const points = dense(individuals.length, columns);
  individuals.forEach(({ outcome }, i) => {
    const objectives = outcome?.objectives ?? new Array<number>(columns).fill(Number.POSITIVE_INFINITY);
    points.data.set(objectives, i * columns);
  });
  return points;
}

/** Rows of each rank, ascending in both. */
function membersByRank(ranks: Uint32Array): number[][] {
  const members: number[][] = [];
  ranks.forEach((rank, row) => {
    members[rank] ??= [];
    members[rank].push(row);
  });
  return members;
}
