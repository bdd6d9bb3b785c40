// The loops over the pairs of a query and a key that some of a head's buckets show.

import { type Dense, dot } from "../base/dense.ts";

/** One head's operands where the loops read them, with the lists that they work on. */
export interface PlacedPairs {
  /** Keys that a query is multiplied with, and what comes out: at most one entry a key. */
  readonly keys: Int32Array;
  readonly products: Float64Array;
  /** Rows of v and what each weighs, and their sum, as wide as v. */
  readonly slots: Int32Array;
  readonly weights: Float64Array;
  readonly sum: Float64Array;
  /** products[n] = q_query · k_keys[n] for the first `count` keys. */
  multiply(query: number, count: number): void;
  /** sum = Σ weights[n] · v_slots[n] over the first `count` rows. */
  weigh(count: number): void;
}

/** Multiplies queries by listed keys and sums listed values. All kernels add in one order: results are the same bits. */
export interface PairKernel {
  readonly name: string;
  /** Takes a head's operands (tokens × width each), for lists of at most `capacity` rows. What was placed before must not be used any more. */
  place(q: Dense, k: Dense, v: Dense, capacity: number): PlacedPairs;
}

/** The loops in TypeScript. */
export const plainPairKernel: PairKernel = {
  name: "typescript",
  place(q, k, v, capacity) {
    const lists = {
      keys: new Int32Array(k.rows),
      products: new Float64Array(k.rows),
      slots: new Int32Array(capacity),
      weights: new Float64Array(capacity),
      sum: new Float64Array(v.columns),
    };
    const { keys, products } = lists;
    return {
      ...lists,
      multiply(query, count) {
        const { columns } = q;
        for (let n = 0; n < count; n++)
          products[n] = dot(q.data, query * columns, k.data, keys[n] * columns, columns);
      },
      weigh: (count) => weighRows(lists, count, v.data),
    };
  },
};

/** Two rows a pass, so that the sum is loaded half as often. */
function weighRows(
  { slots, weights, sum }: Pick<PlacedPairs, "slots" | "weights" | "sum">,
  count: number,
  values: Float64Array,
): void {
  const width = sum.length;
  sum.fill(0);
  let n = 0;
  for (; n + 1 < count; n += 2) {
    const a = slots[n] * width;
    const b = slots[n + 1] * width;
    const wa = weights[n];
    const wb = weights[n + 1];
    for (let c = 0; c < width; c++) sum[c] += wa * values[a + c] + wb * values[b + c];
  }
  for (; n < count; n++) for (let c = 0; c < width; c++) sum[c] += weights[n] * values[slots[n] * width + c];
}
