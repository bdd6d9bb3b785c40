// What one head keeps on the chip, by hand: it decides the share of a gather that the buffer serves, and the slots.

import { describe, expect, it } from "vitest";
import { backwardWorkingSetBits, sizesOf, workingSetBits } from "../../src/mapping/sizes.ts";
import { configOf } from "../design-under-test.ts";

const [LENGTH, ROUNDS] = [1024, 4];
// 64 elements of 8 bits; running outputs and gradients of 16; a scalar of 32 bits; positions of ten.
const [ROW, SUM, SCALAR, INDEX] = [64 * 8, 64 * 16, 32, 10];

const bits = (of: typeof workingSetBits, rest: string, attention: string): number => {
  const { design, workload } = configOf(
    `{ workload: { layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: ${LENGTH}, ${rest}
         attention: { rounds: ${ROUNDS}, chunk: 64, localWindow: 32, sink: 1, ${attention} } },
       design: { digital: { mac: { model: "int8" } } } }`,
  );
  return of(sizesOf(design, workload), workload);
};

describe("the working set of a head", () => {
  it("of a decode: lists, keys and values found and near, and a running output", () => {
    // Lists of all keys of a bucket, 1024 / 32 of them; each other key is found as often as it collides.
    const listed = LENGTH / ((2 * LENGTH) / 64);
    const found = (LENGTH - 33) * ROUNDS * (listed / LENGTH);
    const own = bits(workingSetBits, 'phase: "decode",', 'duplicates: "count", collisions: 1');
    expect(own).toBeCloseTo(ROUNDS * listed * INDEX + 2 * (found + 33) * ROW + SUM + SCALAR, 6);
  });

  it("of a backward pass: operands, sums of gradients, and permutations of queries and of keys", () => {
    // Queries, keys, values and the output's gradient; two scalars a query; gradients of the first three.
    const rows = 4 * ROW + 2 * SCALAR + 3 * SUM;
    // Of each round and of queries and keys each: a position, and the id (32 buckets) where it is hashed again.
    const orders = 2 * ROUNDS;
    const stored = bits(backwardWorkingSetBits, "", 'backwardHashes: "stored"');
    const again = bits(backwardWorkingSetBits, "", 'backwardHashes: "recomputed"');
    expect(stored).toBe(LENGTH * (rows + orders * INDEX));
    expect(again).toBe(LENGTH * (rows + orders * (INDEX + Math.log2((2 * LENGTH) / 64))));
  });
});
