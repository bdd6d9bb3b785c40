import { dot } from "./dense.ts";

/**
 * out[outOffset + r] = scale · Σ_c a[aOffset + c] rows[r · length + c] for r = 0 … count − 1: one vector
 * against consecutive rows. Four rows share each load of `a`, which makes it about half again as fast as
 * `dot` row by row; the order of the sums is fixed.
 */
export function rowProducts(
  a: Float64Array,
  aOffset: number,
  rows: Float64Array,
  count: number,
  length: number,
  scale: number,
  out: Float64Array,
  outOffset: number,
): void {
  let r = 0;
  for (; r + 3 < count; r += 4) {
    const r0 = r * length;
    const r1 = r0 + length;
    const r2 = r1 + length;
    const r3 = r2 + length;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < length; c++) {
      const x = a[aOffset + c];
      s0 += x * rows[r0 + c];
      s1 += x * rows[r1 + c];
      s2 += x * rows[r2 + c];
      s3 += x * rows[r3 + c];
    }
    out[outOffset + r] = scale * s0;
    out[outOffset + r + 1] = scale * s1;
    out[outOffset + r + 2] = scale * s2;
    out[outOffset + r + 3] = scale * s3;
  }
  for (; r < count; r++) out[outOffset + r] = scale * dot(a, aOffset, rows, r * length, length);
}
