import { expect, test } from "vitest";
import { fours, plainSweep, type SymmetricSweep } from "../src/symmetric-sweep.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { createRng } from "./random.ts";

/** Size, first pivot and their number: single pivots, parts of groups of four, and more than a block of 32. */
const CASES = [
  [1, 0, 1],
  [7, 2, 3],
  [12, 0, 5],
  [40, 7, 13],
  [66, 0, 33],
  [70, 37, 33],
  [100, 35, 64],
  [129, 1, 128],
] as const;

/** Writes the lower triangle of a positive definite matrix, and returns all of it. */
function write({ data, stride }: SymmetricSweep, size: number): Float64Array {
  const rng = createRng(`sweep ${size}`);
  const whole = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const value = i === j ? size + rng.uniform() : 2 * rng.uniform() - 1;
      data[i * stride + j] = whole[i * size + j] = whole[j * size + i] = value;
    }
  return whole;
}

const lowerOf = ({ data, stride }: SymmetricSweep, size: number): number[] =>
  Array.from({ length: size }, (_, i) => [...data.subarray(i * stride, i * stride + i + 1)]).flat();

test.each(CASES)(
  "the compiled sweep of %i lines, from %i, %i pivots, is the plain one, on used memory too",
  (size, first, count) => {
    const kernel = loadSolverKernel();
    const plain = plainSweep(size);
    write(plain, size);
    plain.sweep(fours(size), first, count);
    for (let n = 0; n < 2; n++)
      kernel.withSweep(size, (matrix) => {
        expect(lowerOf(matrix, size).every((value) => value === 0)).toBe(true);
        write(matrix, size);
        matrix.sweep(fours(size), first, count);
        const expected = lowerOf(plain, size);
        lowerOf(matrix, size).forEach((value, k) => {
          expect(Math.abs(value - expected[k])).toBeLessThan(1e-12);
        });
        // What an earlier use left must not count.
        if (n === 0) matrix.data.fill(Number.NaN);
      });
  },
);

test("a sweep of all pivots leaves minus the inverse", () => {
  const size = 45;
  loadSolverKernel().withSweep(size, (matrix) => {
    const whole = write(matrix, size);
    matrix.sweep(fours(size), 0, size);
    const { data, stride } = matrix;
    const inverse = (i: number, j: number): number => -data[Math.max(i, j) * stride + Math.min(i, j)];
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += whole[i * size + k] * inverse(k, j);
        expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-12);
      }
  });
});
