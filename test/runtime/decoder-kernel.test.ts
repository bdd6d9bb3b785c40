import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type DecoderKernel, plainDecoderKernel } from "../../src/attention/decoder-kernel.ts";
import { type Dense, dense, row } from "../../src/base/dense.ts";
import { createRng, normals } from "../../src/base/rng.ts";
import { loadDecoderKernel } from "../../src/runtime/decoder-kernel.ts";

const wasm = loadDecoderKernel();
const kernels: [string, DecoderKernel][] = [
  ["plain", plainDecoderKernel],
  ["WebAssembly", wasm],
];
const random = (rows: number, columns: number, label: string | number): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(label)));
const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const worst = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
const head = (length: number, seed: number, width = 6, valueWidth = 5) => ({
  q: random(length, width, seed),
  k: random(length, width, seed + 1),
  v: random(length, valueWidth, seed + 2),
});
const upTo = (x: Dense, rows: number): Dense => dense(rows, x.columns, x.data.slice(0, rows * x.columns));
const cases = fc.record({
  length: fc.integer({ min: 1, max: 41 }),
  width: fc.integer({ min: 1, max: 19 }),
  valueWidth: fc.integer({ min: 0, max: 11 }),
  self: fc.constantFrom("allowed" as const, "last-resort" as const),
  scale: fc.double({ min: 0.01, max: 30, noNaN: true }),
  seed: fc.nat(1000),
});
/** Every third key up to i, the first one three times: some keys for each query. */
const thirds = (i: number, keys: Int32Array, repeats: Float64Array): number => {
  let count = 0;
  for (let j = i % 3; j <= i; j += 3) {
    repeats[count] = count === 0 ? 3 : 1;
    keys[count++] = j;
  }
  return count;
};

describe.each(kernels)("the %s kernel", (_, kernel) => {
  it("multiplies: x Wᵀ, for sizes that fill no quad and for more rows and outputs than one block", () => {
    for (const [rows, outputs, depth] of [
      [3, 9, 7],
      [1, 1, 1],
      [300, 261, 70],
    ]) {
      const [x, w] = [random(rows, depth, "x"), random(outputs, depth, "w")];
      const y = kernel.product(x, w.data, outputs);
      expect([y.rows, y.columns]).toEqual([rows, outputs]);
      for (let i = 0; i < rows; i += 7)
        for (let o = 0; o < outputs; o++)
          expect(Math.abs(y.data[i * outputs + o] - inner(row(x, i), row(w, o)))).toBeLessThan(1e-12);
    }
  });

  it("gives each row bits that no later token can change", () => {
    const { q, k, v } = head(23, 5);
    const masking = { self: "allowed", scale: 0.4 } as const;
    const all = kernel.attend(q, k, v, masking);
    const picked = kernel.attendPicked({ q, k, v, scale: 0.4 }, thirds);
    const product = kernel.product(q, k.data, 9);
    for (const length of [1, 2, 3, 4, 5, 22]) {
      const [a, b, c] = [q, k, v].map((x) => upTo(x, length));
      expect(kernel.attend(a, b, c, masking).output.data).toEqual(all.output.data.subarray(0, length * 5));
      const some = kernel.attendPicked({ q: a, k: b, v: c, scale: 0.4 }, thirds);
      expect(some.output.data).toEqual(picked.output.data.subarray(0, length * 5));
      expect(some.logSum).toEqual(picked.logSum.subarray(0, length));
      expect(kernel.product(a, k.data, 9).data).toEqual(product.data.subarray(0, length * 9));
    }
    // Not even numbers that are none reach back.
    for (const x of [k, v]) x.data.fill(Number.NaN, 21 * x.columns);
    const disturbed = kernel.attend(q, k, v, masking).output.data;
    expect(disturbed.subarray(0, 21 * 5)).toEqual(all.output.data.subarray(0, 21 * 5));
    expect(disturbed.subarray(21 * 5).every(Number.isNaN)).toBe(true);
  });
});

describe("both kernels agree to rounding", () => {
  it("on attention over all keys", () => {
    fc.assert(
      fc.property(cases, ({ length, width, valueWidth, self, scale, seed }) => {
        const { q, k, v } = head(length, seed, width, valueWidth);
        const [a, b] = kernels.map(([, kernel]) => kernel.attend(q, k, v, { self, scale }));
        expect(worst(a.output.data, b.output.data)).toBeLessThan(1e-12 * (1 + scale * width));
        expect(worst(a.logSum, b.logSum)).toBeLessThan(1e-12 * (1 + scale * width));
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it("on attention over picked keys", () => {
    fc.assert(
      fc.property(cases, ({ length, width, valueWidth, scale, seed }) => {
        const operands = { ...head(length, seed, width, valueWidth), scale };
        const [a, b] = kernels.map(([, kernel]) => kernel.attendPicked(operands, thirds));
        expect(worst(a.output.data, b.output.data)).toBeLessThan(1e-12 * (1 + scale * width));
        expect(worst(a.logSum, b.logSum)).toBeLessThan(1e-12 * (1 + scale * width));
      }),
      { seed: 22, numRuns: 200 },
    );
  });
});

it("the WebAssembly kernel takes memory that grows as L, not as L²", () => {
  const pagesOf = (length: number): number => {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
    const { q, k, v } = head(length, 1, 8, 8);
    loadDecoderKernel().attend(q, k, v, { self: "allowed", scale: 1 });
    const pages = grow.mock.calls.reduce((sum, [more]) => sum + more, 0);
    grow.mockRestore();
    return pages;
  };
  const [short, long] = [pagesOf(2048), pagesOf(8192)];
  expect(short).toBeGreaterThan(5);
  expect(long / short).toBeLessThan(4.5);
});

it("the exponential of the WebAssembly kernel is right to a few units in the last place, and zero far below", () => {
  // Key 0 has the score 0 and key j the score −x_j; values of one column single a key out.
  const scores = [0, -1e-300, -1e-9, -0.1, -0.34657, -0.34658, -1, -17.3, -300, -700, -707.9, -709, -1e6];
  const count = scores.length;
  const q = dense(count, 1, new Float64Array(count).fill(1));
  const k = dense(count, 1, Float64Array.from(scores));
  const v = dense(count, count);
  for (let j = 0; j < count; j++) v.data[j * count + j] = 1;
  const { output } = wasm.attend(q, k, v, { self: "allowed", scale: 1 });
  const last = row(output, count - 1);
  const sum = scores.reduce((total, x) => total + Math.exp(x), 0);
  scores.forEach((x, j) => {
    const expected = Math.exp(x) / sum;
    if (x < -708) expect(last[j]).toBe(0);
    else expect(Math.abs(last[j] / expected - 1)).toBeLessThan(2e-15);
  });
});
