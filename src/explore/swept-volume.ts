import type { Dense } from "../base/dense.ts";
import { compensatedSum } from "./compensated-sum.ts";
import { denseRanks, lexicographicOrder } from "./lexicographic.ts";
import { createStaircase, type Staircase } from "./staircase.ts";

/** Hypervolume of three objectives, points within the bounds: upwards in z over a staircase in (x, y). O(n log n). */
export const sweptVolume = (points: Dense, bounds: Float64Array): number =>
  sweep(points, bounds, preparedSweep(points, bounds), lexicographicOrder(points, [2]), null);

/**
 * Hypervolume of four objectives, points within the bounds: by the last one ascending, each point adds the volume of the
 * first three that the points before leave it, times its way to the bound. Points before are cut to the point's box,
 * which changes neither their order in z nor in x, so that both are sorted once. O(n · a log a) steps for n points of
 * which a are not dominated by one another in the first three: at most n.
 */
export function stackedVolume(points: Dense, bounds: Float64Array): number {
  const { columns, data } = points;
  const prepared = preparedSweep(points, bounds);
  const active = activeRows(points);
  const total = compensatedSum();
  for (const row of lexicographicOrder(points, [3])) {
    const [x, y, z, w] = data.subarray(row * columns, (row + 1) * columns);
    const box = (bounds[0] - x) * (bounds[1] - y) * (bounds[2] - z);
    total.add((box - sweep(points, bounds, prepared, active.rows(), row)) * (bounds[3] - w));
    active.put(row);
  }
  return total.value;
}

/** Rows that no later one covers in the first three objectives, in the order of the third. */
function activeRows(points: Dense) {
  const { columns, data } = points;
  const place = denseRanks(points, 2).ranks;
  const list = new Uint32Array(points.rows);
  let size = 0;
  return {
    rows: (): Uint32Array => list.subarray(0, size),
    /** What the new row covers is never missed again. */
    put(row: number): void {
      const [x, y, z] = data.subarray(row * columns, row * columns + 3);
      let kept = 0;
      let at = -1;
      for (let n = 0; n < size; n++) {
        const i = list[n];
        if (data[columns * i] >= x && data[columns * i + 1] >= y && data[columns * i + 2] >= z) continue;
        // Its place is before the first that lies above it.
        if (at < 0 && place[i] > place[row]) at = kept;
        list[kept++] = i;
      }
      size = kept + 1;
      if (at < 0) at = kept;
      list.copyWithin(at + 1, at, kept);
      list[at] = row;
    },
  };
}

/** What sweeps of the same points share. */
interface PreparedSweep {
  /** Ranks of x. */
  readonly ranks: Int32Array;
  readonly stairs: Staircase;
}

function preparedSweep(points: Dense, bounds: Float64Array): PreparedSweep {
  const { ranks, distinct } = denseRanks(points, 0);
  return { ranks, stairs: createStaircase(distinct, bounds[0], bounds[1]) };
}

/** Volume of rows that come by z, or of the part of it in the box of the row `cut`. */
function sweep(
  { columns, data }: Dense,
  bounds: Float64Array,
  { ranks, stairs }: PreparedSweep,
  byZ: Uint32Array,
  cut: number | null,
): number {
  stairs.clear();
  const least = (c: number): number => (cut === null ? Number.NEGATIVE_INFINITY : data[cut * columns + c]);
  const [leastX, leastY, leastZ] = [least(0), least(1), least(2)];
  const leastRank = cut === null ? 0 : ranks[cut];
  const total = compensatedSum();
  const covered = compensatedSum();
  let z = bounds[2];
  for (const i of byZ) {
    const at = i * columns;
    const x = Math.max(leastX, data[at]);
    const y = Math.max(leastY, data[at + 1]);
    const gain = stairs.add(Math.max(leastRank, ranks[i]), x, y);
    if (gain === 0) continue;
    const next = Math.max(leastZ, data[at + 2]);
    if (covered.value > 0) total.add(covered.value * (next - z));
    z = next;
    covered.add(gain);
    // The box is covered to its corner: what comes higher adds nothing.
    if (x === leastX && y === leastY) break;
  }
  return total.value + covered.value * (bounds[2] - z);
}
