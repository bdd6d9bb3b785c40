import type { Sense } from "../../../explore/objectives.ts";

/** Designs with both values in the order in which a front is looked for: the best x first, of equal x the best y. */
export function frontOrder(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  [senseX, senseY]: readonly [Sense, Sense],
): Int32Array {
  const [signX, signY] = [senseX, senseY].map((sense) => (sense === "min" ? 1 : -1));
  const order: number[] = [];
  for (let n = 0; n < xs.length; n++) if (Number.isFinite(xs[n]) && Number.isFinite(ys[n])) order.push(n);
  order.sort((a, b) => signX * (xs[a] - xs[b]) || signY * (ys[a] - ys[b]));
  return Int32Array.from(order);
}

/**
 * Designs on the front of two columns, by ascending x: those that no other design of the mask beats in both. Equal ones
 * are all on it. One pass over the order that `frontOrder` gives.
 */
export function frontLine(
  order: Int32Array,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  [senseX, senseY]: readonly [Sense, Sense],
  mask: Uint8Array,
): number[] {
  const sign = senseY === "min" ? 1 : -1;
  const line: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const n of order) {
    if (mask[n] === 0) continue;
    const y = sign * ys[n];
    const last = line[line.length - 1];
    const isTwin = last !== undefined && xs[last] === xs[n] && ys[last] === ys[n];
    if (y < best || isTwin) line.push(n);
    best = Math.min(best, y);
  }
  return senseX === "min" ? line : line.reverse();
}
