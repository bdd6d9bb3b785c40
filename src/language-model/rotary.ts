import type { Dense } from "../base/dense.ts";
import { power } from "../base/power.ts";

/** Cosines and sines of the rotation angles, positions × pairs, row-major. */
export interface RotaryTables {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Which dimensions turn together: (2i, 2i + 1), or (i, i + pairs) as in Hugging Face's Llama. */
export type PairLayout = "interleaved" | "halves";

/** How queries and keys turn with position. Dimensions from 2 × pairs on carry no position (partial RoPE). */
export interface Rotary {
  readonly pairs: number;
  readonly layout: PairLayout;
  /** Radians a position for each pair, or the angles' cosines and sines as a checkpoint stores them. */
  readonly angles:
    | { readonly kind: "frequencies"; readonly values: Float64Array }
    | ({ readonly kind: "stored" } & RotaryTables);
}

/** Standard RoPE over the first `width` dimensions of a head: pair i turns by base^(−2i / width) a position. */
export const standardRotary = (width: number, base: number, layout: PairLayout = "interleaved"): Rotary => ({
  pairs: width / 2,
  layout,
  angles: {
    kind: "frequencies",
    values: Float64Array.from({ length: width / 2 }, (_, i) => power(base, (-2 * i) / width)),
  },
});

/** Tables of the first `length` positions. */
export function rotaryTables({ pairs, angles }: Rotary, length: number): RotaryTables {
  if (angles.kind === "stored") return angles;
  const cos = new Float64Array(length * pairs);
  const sin = new Float64Array(length * pairs);
  for (let p = 0; p < length; p++)
    for (let i = 0; i < pairs; i++) {
      const angle = p * angles.values[i];
      cos[p * pairs + i] = Math.cos(angle);
      sin[p * pairs + i] = Math.sin(angle);
    }
  return { cos, sin };
}

/** Turns the pairs of one head, in place: (a, b) ← (a cos − b sin, a sin + b cos); row = position. */
export function rotate(head: Dense, { pairs, layout }: Rotary, { cos, sin }: RotaryTables): void {
  const step = layout === "interleaved" ? 2 : 1;
  const distance = layout === "interleaved" ? 1 : pairs;
  for (let p = 0; p < head.rows; p++)
    for (let i = 0; i < pairs; i++) {
      const at = p * head.columns + step * i;
      const a = head.data[at];
      const b = head.data[at + distance];
      const c = cos[p * pairs + i];
      const s = sin[p * pairs + i];
      head.data[at] = a * c - b * s;
      head.data[at + distance] = a * s + b * c;
    }
}
