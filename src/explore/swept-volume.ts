import type { Dense } from "../base/dense.ts";
import { compensatedSum } from "./compensated-sum.ts";
import { denseRanks, lexicographicOrder } from "./lexicographic.ts";
import { createStaircase, type Staircase } from "./staircase.ts";

/** Hypervolume of three objectives, points within the bounds: upwards in z over a staircase in (x, y). O(n log n). */
export const sweptVolume = (points: Dense, bounds: Float64Array): number =>
  sweep(points, bounds, preparedSweep(points, bounds), null);

/**
 * Hypervolume of four objectives, points within the bounds: by the last one ascending, each point adds the volume of the
 * first three that the points before leave it, times its way to the bound. Points before are cut to the point's box,
 * which changes neither their order in z nor in x, so that both are sorted once. O(n²) steps for n points.
 */
export function stackedVolume(points: Dense, bounds: Float64Array): number {
  const { columns, data } = points;
  const prepared = preparedSweep(points, bounds);
  const active = new Uint8Array(points.rows);
  const total = compensatedSum();
  for (const row of lexicographicOrder(points, [3])) {
    const [x, y, z, w] = data.subarray(row * columns, (row + 1) * columns);
    const box = (bounds[0] - x) * (bounds[1] - y) * (bounds[2] - z);
    total.add((box - sweep(points, bounds, prepared, { row, active })) * (bounds[3] - w));
    // What the new point covers in the first three is never missed again.
    for (let i = 0; i < points.rows; i++)
      if (data[4 * i] >= x && data[4 * i + 1] >= y && data[4 * i + 2] >= z) active[i] = 0;
    active[row] = 1;
  }
  return total.value;
}

/** What sweeps of the same points share. */
interface PreparedSweep {
  /** Rows by z. */
  readonly byZ: Uint32Array;
  /** Ranks of x. */
  readonly ranks: Int32Array;
  readonly stairs: Staircase;
}

function preparedSweep(points: Dense, bounds: Float64Array): PreparedSweep {
  const { ranks, distinct } = denseRanks(points, 0);
  return {
    byZ: lexicographicOrder(points, [2]),
    ranks,
    stairs: createStaircase(distinct, bounds[0], bounds[1]),
  };
}

/** Volume of all points, or of the active ones cut to the box of one row. */
function sweep(
  { columns, data }: Dense,
  bounds: Float64Array,
  { byZ, ranks, stairs }: PreparedSweep,
  cut: { readonly row: number; readonly active: Uint8Array } | null,
): number {
  stairs.clear();
  const least = (c: number): number =>
    cut === null ? Number.NEGATIVE_INFINITY : data[cut.row * columns + c];
  const [leastX, leastY, leastZ] = [least(0), least(1), least(2)];
  const leastRank = cut === null ? 0 : ranks[cut.row];
  const total = compensatedSum();
  const covered = compensatedSum();
  let z = bounds[2];
  for (const i of byZ) {
    if (cut !== null && cut.active[i] === 0) continue;
    const at = i * columns;
    const gain = stairs.add(
      Math.max(leastRank, ranks[i]),
      Math.max(leastX, data[at]),
      Math.max(leastY, data[at + 1]),
    );
    if (gain === 0) continue;
    const next = Math.max(leastZ, data[at + 2]);
    if (covered.value > 0) total.add(covered.value * (next - z));
    z = next;
    covered.add(gain);
  }
  return total.value + covered.value * (bounds[2] - z);
}
