import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import { type Dense, row } from "../../base/dense.ts";

export interface Gather {
  /** Row r of the result is row order[r] of `rows`: tokens brought into sorted order. */
  gather(rows: Dense, order: Int32Array): Dense;
  /** Row order[r] of the result is row r of `rows`: the inverse, results brought back. */
  scatter(rows: Dense, order: Int32Array): Dense;
}

/** Action `move`: one row moved by its index, either way. */
export type GatherModel = Model<"move", Gather>;

export const defineGather = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "move", Gather, C>, "family">,
): GatherModel => define({ ...definition, family: "gather" });

/** Moves by index alone: every unit moves rows without touching them. Throws RangeError unless `order` permutes. */
export const MOVES: Gather = {
  gather: (rows, order) => {
    checkPermutation(order, rows.rows);
    const moved = new Float64Array(rows.data.length);
    order.forEach((from, to) => {
      moved.set(row(rows, from), to * rows.columns);
    });
    return { ...rows, data: moved };
  },
  scatter: (rows, order) => {
    checkPermutation(order, rows.rows);
    const moved = new Float64Array(rows.data.length);
    order.forEach((to, from) => {
      moved.set(row(rows, from), to * rows.columns);
    });
    return { ...rows, data: moved };
  },
};

function checkPermutation(order: Int32Array, count: number): void {
  if (order.length !== count)
    throw new RangeError(`gather: expected ${count} indices, one a row, received ${order.length}`);
  const seen = new Uint8Array(count);
  for (const index of order) {
    if (index < 0 || index >= count || seen[index] === 1)
      throw new RangeError(
        `gather: expected each index of [0, ${count}) once, received ${index}${seen[index] === 1 ? " twice" : ""}`,
      );
    seen[index] = 1;
  }
}
