import { type Dense, dense } from "../base/dense.ts";
import { lexicographicOrder, lowerBound } from "./lexicographic.ts";
import { nonDominated } from "./pareto.ts";

/**
 * Exact volume that the points dominate, up to the reference. Points: rows × objectives, smaller is better;
 * a point that is not strictly below the reference in every objective adds nothing. No such point: 0. A side
 * of infinite length: Infinity. Throws RangeError on NaN or a reference of another length.
 * Two and three objectives by sweeps; more by exclusive volumes, cut along the last objective.
 * Source: L. While, L. Bradstreet, L. Barone, IEEE Trans. Evol. Comput. 16(1), 2012 (WFG), from memory.
 */
export function hypervolume(points: Dense, reference: ArrayLike<number>): number {
  if (points.columns !== reference.length || points.columns === 0)
    throw new RangeError(
      `hypervolume: expected ${points.columns} reference values, received ${reference.length}`,
    );
  const bounds = Float64Array.from(reference);
  if (bounds.some(Number.isNaN))
    throw new RangeError("hypervolume: expected a reference of numbers, received NaN");
  const inside = pick(points, rowsInside(points, bounds));
  if (inside.rows === 0) return 0;
  const infinite = (x: number): boolean => !Number.isFinite(x);
  if (bounds.some(infinite) || inside.data.some(infinite)) return Number.POSITIVE_INFINITY;
  return volume(pick(inside, nonDominated(inside)), bounds);
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

function pick(points: Dense, rows: ArrayLike<number>): Dense {
  const { columns, data } = points;
  const out = dense(rows.length, columns);
  for (let i = 0; i < rows.length; i++)
    out.data.set(data.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
  return out;
}

function volume(points: Dense, bounds: Float64Array): number {
  if (points.columns === 1) return bounds[0] - points.data.reduce((a, b) => Math.min(a, b));
  if (points.columns === 2) return area(points, bounds);
  return points.columns === 3 ? sweep(points, bounds) : slices(points, bounds);
}

/** Strips between neighbouring x. */
function area(points: Dense, bounds: Float64Array): number {
  let total = 0;
  let lowest = bounds[1];
  for (const i of lexicographicOrder(points, [0, 1])) {
    const y = points.data[2 * i + 1];
    if (y >= lowest) continue;
    total += (bounds[0] - points.data[2 * i]) * (lowest - y);
    lowest = y;
  }
  return total;
}

/** Upwards in z: the area that the points so far cover in (x, y), times the way to the next z. */
function sweep(points: Dense, bounds: Float64Array): number {
  const stairs = createStairs(points.rows, bounds);
  let total = 0;
  let z = bounds[2];
  let covered = 0;
  for (const i of lexicographicOrder(points, [2, 0, 1])) {
    const next = points.data[3 * i + 2];
    if (covered > 0) total += covered * (next - z);
    z = next;
    covered += stairs.add(points.data[3 * i], points.data[3 * i + 1]);
  }
  return total + covered * (bounds[2] - z);
}

/** A staircase of mutually non-dominated (x, y), x ascending and y descending. */
function createStairs(capacity: number, bounds: Float64Array): { add(x: number, y: number): number } {
  const xs = new Float64Array(capacity);
  const ys = new Float64Array(capacity);
  let size = 0;
  return {
    /** Adds a step; returns the area that it covers and no step before did. */
    add(x, y) {
      const at = lowerBound(xs, x, size);
      const above = at === 0 ? bounds[1] : ys[at - 1];
      if (above <= y || (at < size && xs[at] === x && ys[at] <= y)) return 0;
      let gain = 0;
      let from = x;
      let height = above;
      let end = at;
      // Steps that the new one dominates leave; each had kept part of the new rectangle.
      for (; end < size && ys[end] >= y; end++) {
        gain += (xs[end] - from) * (height - y);
        from = xs[end];
        height = ys[end];
      }
      gain += ((end < size ? xs[end] : bounds[0]) - from) * (height - y);
      xs.copyWithin(at + 1, end, size);
      ys.copyWithin(at + 1, end, size);
      size += at + 1 - end;
      xs[at] = x;
      ys[at] = y;
      return gain;
    },
  };
}

/**
 * Four objectives and more. From the worst value of the last objective on, each point adds what the better
 * ones leave it: its own box less the volume of those points cut to the box, both with one objective fewer,
 * times its way to the bound. The depth of the recursion is the number of objectives.
 */
function slices(points: Dense, bounds: Float64Array): number {
  const last = points.columns - 1;
  const order = lexicographicOrder(points, [last]).reverse();
  const lower = bounds.subarray(0, last);
  let total = 0;
  for (const [k, i] of order.entries()) {
    const box = points.data.subarray(i * points.columns, i * points.columns + last);
    const rest = dense(order.length - k - 1, last);
    for (let j = k + 1; j < order.length; j++)
      for (let c = 0; c < last; c++)
        rest.data[(j - k - 1) * last + c] = Math.max(box[c], points.data[order[j] * points.columns + c]);
    let exclusive = 1;
    for (let c = 0; c < last; c++) exclusive *= lower[c] - box[c];
    if (rest.rows > 0) exclusive -= volume(last > 3 ? pick(rest, nonDominated(rest)) : rest, lower);
    total += exclusive * (bounds[last] - points.data[i * points.columns + last]);
  }
  return total;
}
