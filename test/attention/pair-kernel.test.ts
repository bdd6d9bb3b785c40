import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import { type PlacedPairs, plainPairKernel } from "../../src/attention/running-softmax.ts";
import { loadPairKernel } from "../../src/runtime/kernels.ts";

/** Widths on both sides of every step of the loops: one, two, four and eight columns. */
const WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 17, 30, 64, 70];

describe("loops over listed pairs", () => {
  const kernel = loadPairKernel();
  const rng = createRng("pairs");
  const random = (rows: number, columns: number) =>
    dense(rows, columns, Float64Array.from({ length: rows * columns }, rng.normal));

  it("are the same bits in WebAssembly as in TypeScript, for any width and count", () => {
    for (const width of WIDTHS)
      for (const valueWidth of [1, width, 13]) {
        const [queries, length, capacity] = [3, 20, 25];
        const operands = [random(queries, width), random(length, width), random(length, valueWidth)] as const;
        const both = [kernel, plainPairKernel].map((own) => own.place(...operands, capacity));
        for (const count of [0, 1, 2, 5, 20]) {
          const keys = Int32Array.from({ length: count }, () => rng.integer(length));
          for (let query = 0; query < queries; query++) {
            const [fast, plain] = both.map((own) => {
              own.keys.set(keys);
              own.multiply(query, count);
              return own.products.slice(0, count);
            });
            expect(fast, `${width} wide, ${count} keys`).toEqual(plain);
          }
        }
        for (const count of [0, 1, 2, 7, capacity]) {
          const slots = Int32Array.from({ length: count }, () => rng.integer(length));
          const weights = Float64Array.from({ length: count }, rng.uniform);
          const [fast, plain] = both.map((own) => weighed(own, slots, weights));
          expect(fast, `${valueWidth} wide, ${count} rows`).toEqual(plain);
        }
      }
  });

  it("are the sums that they stand for", () => {
    const [q, k, v] = [random(2, 6), random(9, 6), random(9, 5)];
    const placed = kernel.place(q, k, v, 4);
    placed.keys.set([8, 0]);
    placed.multiply(1, 2);
    [8, 0].forEach((key, n) => {
      let product = 0;
      for (let c = 0; c < 6; c++) product += q.data[6 + c] * k.data[key * 6 + c];
      expect(placed.products[n]).toBeCloseTo(product, 12);
    });
    const sum = weighed(placed, Int32Array.of(3, 3, 7), Float64Array.of(0.5, 2, -1));
    sum.forEach((x, c) => {
      expect(x).toBeCloseTo(2.5 * v.data[15 + c] - v.data[35 + c], 12);
    });
  });

  it("keep one head at a time, a larger one after a smaller", () => {
    kernel.place(random(1, 2), random(2, 2), random(2, 2), 2);
    const [q, k, v] = [random(5000, 8), random(5000, 8), random(5000, 8)];
    const placed = kernel.place(q, k, v, 5000);
    expect([placed.keys.length, placed.slots.length, placed.sum.length]).toEqual([5000, 5000, 8]);
    expect(weighed(placed, Int32Array.of(4999), Float64Array.of(1))).toEqual(v.data.slice(-8));
  });
});

function weighed(placed: PlacedPairs, slots: Int32Array, weights: Float64Array): Float64Array {
  placed.slots.set(slots);
  placed.weights.set(weights);
  placed.weigh(slots.length);
  return placed.sum.slice();
}
