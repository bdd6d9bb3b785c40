import type { Dense } from "../base/dense.ts";

/** Cosines and sines of the rotation angles, context × headWidth / 2, row-major. */
export interface RotaryTables {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Standard RoPE: pair i of position p turns by p · base^(−2i / headWidth). */
export function rotaryTables(context: number, headWidth: number, base: number): RotaryTables {
  const pairs = headWidth / 2;
  const cos = new Float64Array(context * pairs);
  const sin = new Float64Array(context * pairs);
  for (let p = 0; p < context; p++)
    for (let i = 0; i < pairs; i++) {
      const angle = p * base ** ((-2 * i) / headWidth);
      cos[p * pairs + i] = Math.cos(angle);
      sin[p * pairs + i] = Math.sin(angle);
    }
  return { cos, sin };
}

/** Turns the interleaved pairs (2i, 2i + 1) of one head, in place; row = position. */
export function rotate(head: Dense, tables: RotaryTables): void {
  const pairs = head.columns / 2;
  for (let p = 0; p < head.rows; p++)
    for (let i = 0; i < pairs; i++) {
      const at = p * head.columns + 2 * i;
      const a = head.data[at];
      const b = head.data[at + 1];
      const cos = tables.cos[p * pairs + i];
      const sin = tables.sin[p * pairs + i];
      head.data[at] = a * cos - b * sin;
      head.data[at + 1] = a * sin + b * cos;
    }
}
