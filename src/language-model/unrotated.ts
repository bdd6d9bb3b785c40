import type { Vectors } from "../attention/selectors/selector.ts";

/** Rotation angles by position. */
export interface Rotation {
  /** Pairs of dimensions that rotate; others carry no position. */
  readonly pairs: number;
  /** Whether (i, i + pairs) rotate together, or (2i, 2i + 1). */
  readonly halves: boolean;
  /** Positions × pairs. */
  readonly cosines: ArrayLike<number>;
  readonly sines: ArrayLike<number>;
}

/** Undoes the position rotation of vectors: (a, b) ← (a cos + b sin, b cos − a sin). Keeps lengths. */
export function unrotated(
  { rows, width, data }: Vectors,
  positionOf: (row: number) => number,
  { pairs, halves, cosines, sines }: Rotation,
): Float32Array {
  const out = data.slice(0, rows * width);
  const [step, distance] = halves ? [1, pairs] : [2, 1];
  for (let t = 0; t < rows; t++) {
    const angle = positionOf(t) * pairs;
    for (let i = 0; i < pairs; i++) {
      const at = t * width + step * i;
      const [a, b] = [data[at], data[at + distance]];
      const [cos, sin] = [cosines[angle + i], sines[angle + i]];
      out[at] = a * cos + b * sin;
      out[at + distance] = b * cos - a * sin;
    }
  }
  return out;
}
