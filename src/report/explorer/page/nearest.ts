/** The point nearest to (x, y) among those of the mask, no further than `reach`; −1 where there is none. */
export function nearest(
  xs: Float32Array,
  ys: Float32Array,
  mask: Uint8Array,
  x: number,
  y: number,
  reach: number,
): number {
  let found = -1;
  let least = reach * reach;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0) continue;
    const distance = (xs[n] - x) ** 2 + (ys[n] - y) ** 2;
    if (distance <= least) {
      least = distance;
      found = n;
    }
  }
  return found;
}

/** The point that follows `from` to the right, or with −1 to the left, among those of the mask; `from` at the end. */
export function neighbour(xs: Float32Array, mask: Uint8Array, from: number, direction: 1 | -1): number {
  let found = -1;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0 || Number.isNaN(xs[n]) || n === from) continue;
    const isAhead =
      from < 0 || direction * (xs[n] - xs[from]) > 0 || (xs[n] === xs[from] && direction * (n - from) > 0);
    if (!isAhead) continue;
    if (found < 0 || isBefore(xs, n, found, direction)) found = n;
  }
  return found < 0 ? from : found;
}

const isBefore = (xs: Float32Array, a: number, b: number, direction: 1 | -1): boolean =>
  direction * (xs[a] - xs[b]) < 0 || (xs[a] === xs[b] && direction * (a - b) < 0);
