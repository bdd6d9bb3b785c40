import { describe, expect, test } from "vitest";
import { createRng, type Dense, dense, normals, row } from "#base";
import { exactAttention } from "../../src/attention/exact-attention.ts";

const random = (rows: number, columns: number, label: string): Dense =>
  dense(rows, columns, normals(rows * columns, createRng(label)));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const inner = (a: Float64Array, b: Float64Array): number => sum([...a].map((x, i) => x * b[i]));

describe("exact attention", () => {
  const [q, k, v] = ["q", "k", "v"].map((label) => random(23, 6, label));

  test.each([
    { causal: true, self: "allowed" },
    { causal: true, self: "last-resort" },
    { causal: false, self: "allowed" },
    { causal: false, self: "last-resort" },
  ] as const)("equals softmax over the whole score matrix, %o", ({ causal, self }) => {
    const { output, logSum } = exactAttention(q, k, v, { causal, self, scale: 0.4 });
    for (let i = 0; i < 23; i++) {
      const sees = (j: number): boolean => {
        if (causal && i === 0) return j === 0;
        return (!causal || j <= i) && (self === "allowed" || j !== i);
      };
      const weights = Array.from({ length: 23 }, (_, j) =>
        sees(j) ? Math.exp(inner(row(q, i), row(k, j)) * 0.4) : 0,
      );
      expect(logSum[i]).toBeCloseTo(Math.log(sum(weights)), 12);
      for (let c = 0; c < 6; c++)
        expect(output.data[i * 6 + c]).toBeCloseTo(
          sum(weights.map((w, j) => w * v.data[j * 6 + c])) / sum(weights),
          12,
        );
    }
  });

  test("a unit that normalises nothing weighs every visible score by itself", () => {
    const masking = { causal: true, self: "last-resort", scale: 0.4 } as const;
    const unnormalised = (score: number): number => Math.exp(score - 1) / 7;
    const plain = exactAttention(q, k, v, masking, { unnormalised });
    const soft = exactAttention(q, k, v, masking);
    expect(plain.logSum).toEqual(soft.logSum);
    // Σ e^(s − 1) / 7 · v is the softmax's output times its sum over 7e.
    plain.output.data.forEach((x, n) => {
      const sum = Math.exp(soft.logSum[Math.floor(n / 6)]);
      expect(x).toBeCloseTo((soft.output.data[n] * sum) / (7 * Math.E), 12);
    });
  });

  test("scores of ±1e6 do not overflow", () => {
    const large = dense(
      5,
      6,
      random(5, 6, "large").data.map((x) => x * 1e3),
    );
    const { output } = exactAttention(large, large, v, { causal: true, self: "allowed", scale: 1 });
    expect(output.data.every(Number.isFinite)).toBe(true);
  });
});
