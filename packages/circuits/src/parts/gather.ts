import { z } from "zod";
import {
  type Constant,
  type Definition,
  type Dense,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  quantity,
  row,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { idealUnit } from "../ideal.ts";
import { ADDERS, leakingAt, logicAt, REGISTERS, SYNTHESISED } from "../logic-prices.ts";

export interface Gather {
  /** Row r of the result is row order[r] of `rows`: sorts rows. */
  gather(rows: Dense, order: Int32Array): Dense;
  /** Row order[r] of the result is row r of `rows`: the inverse, which restores results. */
  scatter(rows: Dense, order: Int32Array): Dense;
}

/** Action `move`: one row moved by its index, in either direction. */
export type GatherModel = Model<"move", Gather>;

export const defineGather = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "move", Gather, C>, "family">,
): GatherModel => define({ ...definition, family: "gather" });

/** Moves rows by index without changing them. Throws RangeError unless `order` is a permutation. */
const MOVES: Gather = {
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

export const idealGather = defineGather({ ...idealUnit, behave: () => MOVES, cost: () => free(["move"]) });

/**
 * Permutation by index: an address adder and an index register, a row register, and a 1→4 crossbar that
 * routes the row to a bank [aladdin-2014]. The memory accesses belong to the memories.
 */
export const indexedGather = defineGather({
  model: "indexed",
  source: "aladdin-2014",
  params: z.object({
    rowBits: integer({ min: 1, max: 1 << 20 }, "bits of a row").prefault(512),
    indexBits: integer({ min: 1, max: 52 }, "bits of an index").prefault(16),
    portBits: integer({ min: 1, max: 65536 }, "bits moved a cycle").prefault(512),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: {
    crossbar: { nominal: 0.68e-12 / 32, source: "aladdin-2014", note: "J a bit through 1→4 at 40 nm" },
    crossbarArea: { nominal: 570e-12 / 32, source: "aladdin-2014", note: "m² a bit through 1→4 at 40 nm" },
    ...ADDERS,
    ...REGISTERS,
  },
  behave: () => MOVES,
  cost: ({ rowBits, indexBits, portBits, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    const area =
      (portBits * (k.crossbarArea + k.registerArea) + indexBits * (k.adderArea + k.registerArea)) *
      factor.area;
    const routed = rowBits * k.crossbar * technology.energyFactor("logic", nanometres(40));
    const moved = (rowBits * k.registerBit + indexBits * (k.adderBit + k.registerBit)) * factor.energy;
    const cycles = Math.ceil(rowBits / portBits);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        move: {
          energy: joules(routed + moved),
          latency: seconds((1 + cycles) / clock),
          interval: seconds(cycles / clock),
        },
      },
    };
  },
});
