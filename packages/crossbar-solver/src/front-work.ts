import type { FrontPlan } from "./front-plan.ts";

/**
 * Multiply-adds of a plan's elimination: eliminating node p of a front takes one product for each pair (i, j)
 * of the nodes behind it, in the needed rows and columns. Exact, and known before anything is eliminated.
 */
export function eliminationProducts({ tape }: FrontPlan): number {
  let products = 0;
  for (let at = 0; at < tape.length; ) {
    const [, , size, count, rowsTo, columnsFrom, , edges, parts] = tape.subarray(at, at + 9);
    at += 9 + 2 * edges;
    for (let part = 0; part < parts; part++) at += 3 + 3 * tape[at + 2];
    for (let p = 0; p < count; p++)
      products +=
        pairs(p + 1, Math.min(count, rowsTo), size, 0) +
        pairs(Math.max(p + 1, count), rowsTo, size, columnsFrom);
  }
  return products;
}

/** Elements (i, j) of a strict upper triangle with i in [from, to) and j from `columnsFrom` on. */
function pairs(from: number, to: number, size: number, columnsFrom: number): number {
  const whole = Math.min(Math.max(from, columnsFrom - 1), to);
  const [above, below] = [Math.max(0, whole - from), Math.max(0, to - Math.max(whole, from))];
  // Σ (size − i − 1) over the rows below.
  const first = Math.max(whole, from);
  return above * (size - columnsFrom) + below * (size - 1) - (below * (2 * first + below - 1)) / 2;
}
