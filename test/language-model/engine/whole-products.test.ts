import { expect, it } from "vitest";
import { createRng } from "#base";
import { loadTransformerKernel } from "../../../src/runtime/kernels.ts";
import { everyCase } from "../../law.ts";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true });
const kernel = loadTransformerKernel(memory);
const [DIGITS, CELLS, OUT] = [1 << 16, 1 << 18, 1 << 19];

/** Whole numbers of 16 bits, rows × depth, at an address, `group` rows together and eight numbers of each in turn. */
function place(rows: readonly number[][], group: number, address: number): void {
  const depth = rows[0].length;
  const to = new Int16Array(memory.buffer, address, rows.length * depth);
  for (const [r, row] of rows.entries())
    for (const [c, x] of row.entries())
      to[(r - (r % group)) * depth + 8 * group * Math.floor(c / 8) + 8 * (r % group) + (c % 8)] = x;
}

/** Largest digit, largest cell, depth and the rows over which a sum of them fits in 32 bits. */
const CASES: readonly (readonly [number, number, number, number])[] = [
  [1, 32_767, 128, 32_768],
  [255, 32_767, 256, 128],
  [16_256, 32_767, 40, 8],
  [32_767, 32_767, 24, 8],
  [3, 5000, 8, 4096],
];

it("products of whole numbers of 16 bits are those of plain loops, as far as single precision goes", () => {
  const rng = createRng("whole products");
  everyCase(CASES, 5, ([digit, cell, depth, chunk]) => {
    const some = (rows: number, most: number, isSigned: boolean): number[][] =>
      Array.from({ length: rows }, () =>
        Array.from(
          { length: depth },
          () => rng.integer(most + 1) * (isSigned && rng.integer(2) === 0 ? -1 : 1),
        ),
      );
    const [digits, cells] = [some(8, digit, false), some(6, cell, digit < 300)];
    // The largest sums that there are.
    digits[0].fill(digit);
    cells[0].fill(cell);
    cells[1].fill(-cell);
    place(digits, 4, DIGITS);
    place(cells, 2, CELLS);
    const wide = 16;
    const out = new Float32Array(memory.buffer, OUT, 8 * wide).fill(Number.NaN);
    const multiply = (adds: 0 | 1): void =>
      kernel.multiplyWhole(DIGITS, 2, CELLS, 3, depth, chunk, 0.25, OUT, 4 * wide, adds);
    for (const times of [1, 2] as const) {
      multiply(times === 1 ? 0 : 1);
      for (const [r, row] of digits.entries())
        for (const [c, column] of cells.entries()) {
          const sum = row.reduce((so, x, n) => so + x * column[n], 0);
          const size = row.reduce((so, x, n) => so + Math.abs(x * column[n]), 1);
          expect(Math.abs(out[r * wide + c] - times * 0.25 * sum) / size).toBeLessThan(1e-6);
        }
      expect(out[6]).toBeNaN();
    }
  });
});
