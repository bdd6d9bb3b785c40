import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Attended, exactAttention } from "../../../src/attention/exact-attention.ts";
import { type Dense, dense, dot } from "../../../src/base/dense.ts";
import { createRng, normals } from "../../../src/base/rng.ts";
import {
  headAttention,
  type PickedOperands,
  type PickKeys,
} from "../../../src/language-model/engine/head-attention.ts";
import { loadDecoderKernel } from "../../../src/runtime/kernels.ts";

const heads = headAttention(loadDecoderKernel());
const random = (rows: number, columns: number, label: string | number): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(label)));
const worst = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
const head = (length: number, seed: number, width = 6, valueWidth = 5) => ({
  q: random(length, width, seed),
  k: random(length, width, seed + 1),
  v: random(length, valueWidth, seed + 2),
});
const upTo = (x: Dense, rows: number): Dense => dense(rows, x.columns, x.data.slice(0, rows * x.columns));
const cases = fc.record({
  length: fc.integer({ min: 1, max: 141 }),
  width: fc.integer({ min: 1, max: 19 }),
  valueWidth: fc.integer({ min: 0, max: 21 }),
  self: fc.constantFrom("allowed" as const, "last-resort" as const),
  scale: fc.double({ min: 0.01, max: 4, noNaN: true }),
  seed: fc.nat(1000),
});
/** Every third key up to i, the first one three times: some keys for each query. */
const thirds: PickKeys = (i, keys, repeats) => {
  let count = 0;
  for (let j = i % 3; j <= i; j += 3) {
    repeats[count] = count === 0 ? 3 : 1;
    keys[count++] = j;
  }
  return count;
};

/** The definition in double precision: repeats weigh outputs, and are left out of the denominator that is told. */
function picked({ q, k, v, scale }: PickedOperands, pick: PickKeys): Attended {
  const [output, logSum] = [dense(q.rows, v.columns), new Float64Array(q.rows)];
  const [keys, repeats] = [new Int32Array(k.rows), new Int32Array(k.rows)];
  for (let i = 0; i < q.rows; i++) {
    const chosen = Array.from({ length: pick(i, keys, repeats) }, (_, n) => ({
      j: keys[n],
      times: repeats[n],
      weight: Math.exp(scale * dot(q.data, i * q.columns, k.data, keys[n] * k.columns, k.columns)),
    }));
    const total = chosen.reduce((sum, { weight, times }) => sum + weight * times, 0);
    for (const { j, weight, times } of chosen)
      for (let c = 0; c < v.columns; c++)
        output.data[i * v.columns + c] += (weight * times * v.data[j * v.columns + c]) / total;
    logSum[i] = Math.log(chosen.reduce((sum, { weight }) => sum + weight, 0));
  }
  return { output, logSum };
}

describe("attention of one head on the kernel", () => {
  it("gives each row bits that no later token can change", () => {
    const { q, k, v } = head(70, 5);
    const masking = { self: "allowed", scale: 0.4 } as const;
    const all = heads.attend(q, k, v, masking);
    const some = heads.attendPicked({ q, k, v, scale: 0.4, most: 80 }, thirds);
    for (const length of [1, 2, 3, 4, 5, 32, 33, 65, 69]) {
      const [a, b, c] = [q, k, v].map((x) => upTo(x, length));
      expect(heads.attend(a, b, c, masking).output.data).toEqual(all.output.data.subarray(0, length * 5));
      const few = heads.attendPicked({ q: a, k: b, v: c, scale: 0.4, most: 80 }, thirds);
      expect(few.output.data).toEqual(some.output.data.subarray(0, length * 5));
      expect(few.logSum).toEqual(some.logSum.subarray(0, length));
    }
  });

  it("over all keys is exact attention to single precision", () => {
    fc.assert(
      fc.property(cases, ({ length, width, valueWidth, self, scale, seed }) => {
        const { q, k, v } = head(length, seed, width, valueWidth);
        const a = heads.attend(q, k, v, { self, scale });
        const b = exactAttention(q, k, v, { self, scale, causal: true });
        expect(worst(a.output.data, b.output.data)).toBeLessThan(2e-6 * (1 + scale * width));
        expect(worst(a.logSum, b.logSum)).toBeLessThan(2e-6 * (1 + scale * width));
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it("over picked keys is their definition to single precision", () => {
    fc.assert(
      fc.property(cases, ({ length, width, valueWidth, scale, seed }) => {
        const operands = { ...head(length, seed, width, valueWidth), scale, most: length + 2 };
        const [a, b] = [heads.attendPicked(operands, thirds), picked(operands, thirds)];
        expect(worst(a.output.data, b.output.data)).toBeLessThan(2e-6 * (1 + scale * width));
        expect(worst(a.logSum, b.logSum)).toBeLessThan(2e-6 * (1 + scale * width));
      }),
      { seed: 22, numRuns: 200 },
    );
  });

  it("takes memory that grows as L, not as L²", () => {
    const pagesOf = (length: number): number => {
      const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
      const { q, k, v } = head(length, 1, 8, 8);
      headAttention(loadDecoderKernel()).attend(q, k, v, { self: "allowed", scale: 1 });
      const pages = grow.mock.calls.reduce((sum, [more]) => sum + more, 0);
      grow.mockRestore();
      return pages;
    };
    const [short, long] = [pagesOf(2048), pagesOf(8192)];
    expect(short).toBeGreaterThan(3);
    expect(long / short).toBeLessThan(4.5);
  });
});
