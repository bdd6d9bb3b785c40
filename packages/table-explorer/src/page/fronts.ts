// Front of the filtered designs, and its hypervolume, by the chosen objectives.

import { type Dense, dense } from "#base";
import type { Sense } from "#pareto";
import { frontHypervolume, nonDominated, pickRows } from "#pareto";
import type { Designs } from "../designs.ts";

/** A column to minimise or maximise. */
export interface Goal {
  readonly column: number;
  readonly sense: Sense;
}

/** Costs of the masked designs with all goals' values, rows × goals, smaller is better; and their indices. */
function costsOf(
  { numbers, count }: Designs,
  goals: readonly Goal[],
  mask: Uint8Array,
): { readonly points: Dense; readonly rows: Uint32Array } {
  const rows = new Uint32Array(count);
  const data = new Float64Array(count * goals.length);
  const columns = goals.map(({ column }) => numbers[column]);
  const signs = goals.map(({ sense }) => (sense === "min" ? 1 : -1));
  let kept = 0;
  for (let n = 0; n < count; n++) {
    if (mask[n] === 0) continue;
    let isWhole = true;
    for (let c = 0; c < columns.length; c++) {
      const value = columns[c][n];
      if (Number.isNaN(value)) isWhole = false;
      data[kept * columns.length + c] = signs[c] * value;
    }
    if (isWhole) rows[kept++] = n;
  }
  return {
    points: dense(kept, goals.length, data.subarray(0, kept * goals.length)),
    rows: rows.subarray(0, kept),
  };
}

/** Masked designs that no other one beats in every goal, ascending, with all copies; none without a goal. */
export function frontOf(designs: Designs, goals: readonly Goal[], mask: Uint8Array): number[] {
  if (goals.length === 0) return [];
  const { points, rows } = costsOf(designs, goals, mask);
  return nonDominated(points).map((n) => rows[n]);
}

/** Volume dominated by a front. */
export interface FrontVolume {
  /** In the product of the goals' units. */
  readonly volume: number;
  /** Share of the box between best and reference of each goal over all designs; NaN if a side is 0. */
  readonly share: number;
  /** One per goal, not negated for maximised goals. */
  readonly reference: readonly number[];
  /** Whether the reference is the study's; otherwise it is the worst value of each goal. */
  readonly isOwn: boolean;
}

/** Most members for exact volumes: four goals take quadratic time in the members, five exponential. */
const MOST_MEMBERS: Readonly<Record<number, number>> = { 1: 1e6, 2: 1e6, 3: 1e6, 4: 40_000, 5: 300 };

/** Null without a front, or if the exact volume takes too long. */
export function volumeOf(
  designs: Designs,
  goals: readonly Goal[],
  front: readonly number[],
): FrontVolume | null {
  if (goals.length === 0 || front.length === 0) return null;
  if (front.length > (MOST_MEMBERS[goals.length] ?? 0)) return null;
  const { columns, reference: known, facts } = designs;
  const own = goals.map(({ column }) => known[columns[column].name]);
  const isOwn = own.every((value) => value !== undefined);
  const ends = goals.map(({ column, sense }) => {
    const [low, high] = facts[column].range ?? [Number.NaN, Number.NaN];
    return sense === "min" ? { best: low, worst: high } : { best: high, worst: low };
  });
  const reference = isOwn ? own : ends.map(({ worst }) => worst);
  if (reference.some(Number.isNaN)) return null;
  const mask = new Uint8Array(designs.count);
  for (const member of front) mask[member] = 1;
  const { points } = costsOf(designs, goals, mask);
  const bounds = reference.map((value, c) => (goals[c].sense === "min" ? value : -value));
  const finite = Array.from({ length: points.rows }, (_, n) => n).filter((n) =>
    points.data.subarray(n * goals.length, (n + 1) * goals.length).every(Number.isFinite),
  );
  const volume = frontHypervolume(pickRows(points, finite), bounds);
  const box = reference.reduce((product, value, c) => product * Math.abs(value - ends[c].best), 1);
  return { volume, share: box > 0 ? volume / box : Number.NaN, reference, isOwn };
}
