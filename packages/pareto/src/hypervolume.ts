import { type Dense, dense } from "./dense.ts";
import { denseRanks, lexicographicOrder, pickRows } from "./dominance.ts";
import { exclusiveVolumes } from "./exclusive-volumes.ts";
import { nonDominated } from "./front.ts";
import { createStaircase } from "./staircase.ts";

/**
 * Exact volume that the points dominate, up to the reference. Points: rows × objectives, smaller is better;
 * one that is not strictly below the reference in every objective adds nothing. No such point: 0. A side of
 * infinite length: Infinity. Throws RangeError on NaN or a reference of another length. Two and three
 * objectives by sweeps, O(n log n); four by what each point adds to the first three, O(n²) steps; more by
 * exclusive volumes, cut along the last objective, exponential in their number. Sums are compensated.
 * Source: L. While, L. Bradstreet, L. Barone, IEEE Trans. Evol. Comput. 16(1), 2012 (WFG), from memory.
 */
export const hypervolume = (points: Dense, reference: ArrayLike<number>): number =>
  volumeInside(points, reference, (inside) => pickRows(inside, nonDominated(inside)));

/** `hypervolume` of mutually non-dominated points, such as those of a front: it need not find it again. */
export const frontHypervolume = (front: Dense, reference: ArrayLike<number>): number =>
  volumeInside(front, reference, (inside) => inside);

/** Volume of the front of the points inside the reference. */
function volumeInside(
  points: Dense,
  reference: ArrayLike<number>,
  frontOf: (inside: Dense) => Dense,
): number {
  if (points.columns !== reference.length || points.columns === 0)
    throw new RangeError(
      `hypervolume: expected ${points.columns} reference values, received ${reference.length}`,
    );
  const bounds = Float64Array.from(reference);
  if (bounds.some(Number.isNaN))
    throw new RangeError("hypervolume: expected a reference of numbers, received NaN");
  const inside = pickRows(points, rowsInside(points, bounds));
  if (inside.rows === 0) return 0;
  const infinite = (x: number): boolean => !Number.isFinite(x);
  if (bounds.some(infinite) || inside.data.some(infinite)) return Number.POSITIVE_INFINITY;
  return volume(frontOf(inside), bounds);
}

function rowsInside({ rows, columns, data }: Dense, bounds: Float64Array): number[] {
  const inside: number[] = [];
  for (let i = 0; i < rows; i++) {
    let c = 0;
    for (; c < columns && !(data[i * columns + c] >= bounds[c]); c++)
      if (Number.isNaN(data[i * columns + c]))
        throw new RangeError(`hypervolume: expected numbers, received NaN in row ${i}`);
    if (c === columns) inside.push(i);
  }
  return inside;
}

function volume(points: Dense, bounds: Float64Array): number {
  if (points.columns === 1) return bounds[0] - points.data.reduce((a, b) => Math.min(a, b));
  if (points.columns === 2) return area(points, bounds);
  if (points.columns === 3) return sweptVolume(points, bounds);
  return points.columns === 4 ? stackedVolume(points, bounds) : slices(points, bounds);
}

/** Strips between neighbouring x. */
function area(points: Dense, bounds: Float64Array): number {
  const total = compensatedSum();
  let lowest = bounds[1];
  for (const i of lexicographicOrder(points, [0, 1])) {
    const y = points.data[2 * i + 1];
    if (y >= lowest) continue;
    total.add((bounds[0] - points.data[2 * i]) * (lowest - y));
    lowest = y;
  }
  return total.value;
}

/**
 * Five objectives and more. From the worst value of the last objective on, each point adds what the better
 * ones leave it: its own box less the volume of those points cut to the box, both with one objective fewer,
 * times its distance to the bound. The depth of the recursion is the number of objectives.
 */
function slices(points: Dense, bounds: Float64Array): number {
  const last = points.columns - 1;
  const order = lexicographicOrder(points, [last]).reverse();
  const lower = bounds.subarray(0, last);
  const total = compensatedSum();
  for (const [k, i] of order.entries()) {
    const box = points.data.subarray(i * points.columns, i * points.columns + last);
    const rest = dense(order.length - k - 1, last);
    for (let j = k + 1; j < order.length; j++)
      for (let c = 0; c < last; c++)
        rest.data[(j - k - 1) * last + c] = Math.max(box[c], points.data[order[j] * points.columns + c]);
    let exclusive = 1;
    for (let c = 0; c < last; c++) exclusive *= lower[c] - box[c];
    if (rest.rows > 0) exclusive -= volume(pickRows(rest, nonDominated(rest)), lower);
    total.add(exclusive * (bounds[last] - points.data[i * points.columns + last]));
  }
  return total.value;
}

/** Hypervolume of four objectives within the bounds: new volume in three, times distance to the bound. */
function stackedVolume(points: Dense, bounds: Float64Array): number {
  const total = compensatedSum();
  exclusiveVolumes(points, bounds, (volume, row) => {
    total.add(volume * (bounds[3] - points.data[4 * row + 3]));
  });
  return total.value;
}

/** Hypervolume of three objectives within the bounds: upwards in z over a staircase in (x, y). O(n log n). */
function sweptVolume(points: Dense, bounds: Float64Array): number {
  const { data } = points;
  const { ranks, distinct } = denseRanks(points, 0);
  const stairs = createStaircase(distinct, bounds[0], bounds[1]);
  const total = compensatedSum();
  const covered = compensatedSum();
  let z = bounds[2];
  for (const i of lexicographicOrder(points, [2])) {
    const gain = stairs.add(ranks[i], data[3 * i], data[3 * i + 1]);
    if (gain === 0) continue;
    const next = data[3 * i + 2];
    if (covered.value > 0) total.add(covered.value * (next - z));
    z = next;
    covered.add(gain);
  }
  return total.value + covered.value * (bounds[2] - z);
}

/** A sum whose error does not grow with the number of terms. Source: Neumaier, ZAMM 54, 1974, from memory. */
export interface CompensatedSum {
  add(term: number): void;
  readonly value: number;
}

export function compensatedSum(): CompensatedSum {
  let sum = 0;
  let lost = 0;
  return {
    add(term) {
      const next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    },
    get value() {
      return sum + lost;
    },
  };
}
