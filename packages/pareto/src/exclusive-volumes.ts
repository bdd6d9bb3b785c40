import type { Dense } from "./dense.ts";
import { lexicographicOrder } from "./dominance.ts";

/** Steps of a window's staircase before it grows. */
const STEPS = 64;

/**
 * For each point, ascending in the last of four objectives, calls `add` with its row and the volume in the
 * first three that only it covers so far. Points: n × 4, mutually non-dominated, strictly below the bounds.
 *
 * Points so far are kept by z, without those that a later one covers in the first three objectives. A point
 * is first bounded to a window: the nearest x and y where a point of no larger z ends its rectangle. Points
 * are then followed upwards in z while the window's free area shrinks; those outside take one comparison.
 * O(n · a) steps for a kept points, at most n; all terms are positive. Source: HV4D⁺, A. P. Guerreiro, C. M.
 * Fonseca, IEEE Trans. Evol. Comput. 22(3), 2018, from its description, with a walk for stored neighbours.
 */
export function exclusiveVolumes(
  points: Dense,
  bounds: ArrayLike<number>,
  add: (volume: number, row: number) => void,
): void {
  const { rows } = points;
  const { xs, ys, zs, place } = orderedByZ(points);
  // Points kept so far, by z: without gaps, as most steps look at the next entry.
  const [keptX, keptY, keptZ] = [0, 1, 2].map(() => new Float64Array(rows + 1));
  const keptPlace = new Int32Array(rows + 1);
  let size = 0;
  const candidates = new Int32Array(rows);
  const window = createWindow();
  for (const row of lexicographicOrder(points, [3, 2])) {
    const at = place[row];
    const x = xs[at];
    const y = ys[at];
    const begin = placeIn(keptPlace, size, at);
    let endX = bounds[0];
    let endY = bounds[1];
    let inside = 0;
    // From the nearest z down: points near in z end the rectangle sooner; those outside take one comparison.
    for (let i = begin - 1; i >= 0; i--) {
      const otherX = keptX[i];
      const otherY = keptY[i];
      if (otherX < endX && otherY < endY) {
        if (otherX <= x) endY = otherY;
        else if (otherY <= y) endX = otherX;
        else candidates[inside++] = i;
      }
    }
    window.open(x, y, endX, Math.max(y, endY));
    for (let n = 0; n < inside; n++) {
      const other = candidates[n];
      if (keptX[other] < endX && keptY[other] < endY) window.cut(keptX[other], keptY[other]);
    }
    let area = window.area();
    let volume = 0;
    let from = zs[at];
    let i = begin;
    let end = begin;
    for (; i < size && area > 0; i++) {
      const otherX = keptX[i];
      const otherY = keptY[i];
      if (otherX < endX && otherY < endY) {
        volume += area * (keptZ[i] - from);
        from = keptZ[i];
        window.cut(otherX, otherY);
        area = window.area();
        endX = window.endX;
        endY = window.endY;
      }
      // The new point covers it from now on.
      if (otherX >= x && otherY >= y) continue;
      if (end !== i) {
        keptX[end] = otherX;
        keptY[end] = otherY;
        keptZ[end] = keptZ[i];
        keptPlace[end] = keptPlace[i];
      }
      end++;
    }
    // The entries that were looked at end at `end`, the others begin at i; the point itself goes to `begin`.
    open(keptX, begin, end, i, size, x);
    open(keptY, begin, end, i, size, y);
    open(keptZ, begin, end, i, size, zs[at]);
    open(keptPlace, begin, end, i, size, at);
    size += end + 1 - i;
    add(volume + area * (bounds[2] - from), row);
  }
}

/** The first three coordinates by the third, then by the fourth, and the place of each row in that order. */
function orderedByZ(points: Dense) {
  const { rows, data } = points;
  const byZ = lexicographicOrder(points, [2, 3]);
  const [xs, ys, zs] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const place = new Int32Array(rows);
  for (let n = 0; n < rows; n++) {
    const row = byZ[n];
    place[row] = n;
    xs[n] = data[4 * row];
    ys[n] = data[4 * row + 1];
    zs[n] = data[4 * row + 2];
  }
  return { xs, ys, zs, place };
}

/** How many of the first `size` places are below `at`. */
function placeIn(places: Int32Array, size: number, at: number): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Moves values from `next` on to `end` + 1 and from `begin` to `end` one up; puts a value at `begin`. */
function open(
  values: Float64Array | Int32Array,
  begin: number,
  end: number,
  next: number,
  size: number,
  value: number,
): void {
  if (next !== end + 1) values.copyWithin(end + 1, next, size);
  values.copyWithin(begin + 1, begin, end);
  values[begin] = value;
}

/** The uncovered part of the rectangle from a corner (x, y) to two ends: below a staircase. */
interface Window {
  /** Points at an end or beyond it cut nothing off. */
  readonly endX: number;
  readonly endY: number;
  open(x: number, y: number, endX: number, endY: number): void;
  /** Removes the part above and right of a point. */
  cut(x: number, y: number): void;
  area(): number;
}

function createWindow(): Window {
  let [cornerX, cornerY, endX, endY] = [0, 0, 0, 0];
  // Steps strictly within both ends, x ascending and y descending.
  let [stepX, stepY] = [new Float64Array(STEPS), new Float64Array(STEPS)];
  let size = 0;
  const replace = (first: number, last: number, x: number, y: number): void => {
    if (size + 1 > stepX.length) [stepX, stepY] = [doubled(stepX), doubled(stepY)];
    if (last !== first + 1) {
      stepX.copyWithin(first + 1, last, size);
      stepY.copyWithin(first + 1, last, size);
    }
    size += first + 1 - last;
    stepX[first] = x;
    stepY[first] = y;
  };
  return {
    get endX() {
      return endX;
    },
    get endY() {
      return endY;
    },
    open(x, y, toX, toY) {
      [cornerX, cornerY, endX, endY] = [x, y, toX, toY];
      size = 0;
    },
    cut(x, y) {
      if (x <= cornerX && y <= cornerY) {
        // Nothing is left.
        [endX, endY, size] = [cornerX, cornerY, 0];
        return;
      }
      let first = 0;
      if (x <= cornerX) {
        endY = y;
        while (first < size && stepY[first] >= y) first++;
        stepX.copyWithin(0, first, size);
        stepY.copyWithin(0, first, size);
        size -= first;
        return;
      }
      if (y <= cornerY) {
        endX = x;
        while (size > 0 && stepX[size - 1] >= x) size--;
        return;
      }
      while (first < size && stepX[first] < x) first++;
      if (first > 0 && stepY[first - 1] <= y) return;
      let last = first;
      while (last < size && stepY[last] >= y) last++;
      // A step at the same x that reaches lower covers it.
      if (last < size && last === first && stepX[first] === x) return;
      replace(first, last, x, y);
    },
    area() {
      let area = 0;
      let from = cornerX;
      let height = endY - cornerY;
      for (let n = 0; n < size; n++) {
        area += (stepX[n] - from) * height;
        from = stepX[n];
        height = stepY[n] - cornerY;
      }
      return area + (endX - from) * height;
    },
  };
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
