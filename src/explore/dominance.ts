import type { Dense } from "../base/dense.ts";

/** Nowhere larger and somewhere smaller: smaller is better in each objective. */
export function dominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  let smaller = false;
  for (let c = 0; c < a.length; c++) {
    if (!(a[c] <= b[c])) return false;
    if (a[c] < b[c]) smaller = true;
  }
  return smaller;
}

/** Nowhere larger. */
export function weaklyDominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let c = 0; c < a.length; c++) if (!(a[c] <= b[c])) return false;
  return true;
}

/** Throws RangeError that names the first row with a NaN; infinities are numbers. */
export function requireNumbers(points: Dense, place: string): void {
  for (let i = 0; i < points.data.length; i++)
    if (Number.isNaN(points.data[i]))
      throw new RangeError(
        `${place}: expected numbers, received NaN in row ${Math.floor(i / points.columns)}`,
      );
}
