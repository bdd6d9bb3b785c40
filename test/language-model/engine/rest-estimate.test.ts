import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { attendShifted } from "../../../packages/transformer/src/shifted-attention.ts";
import { restEstimator } from "../../../src/language-model/engine/lane-selection.ts";

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n] - b[n]));
  return most;
};

describe("attention beyond the listed keys", () => {
  const [width, count] = [6, 40];
  const rng = createRng("operands");
  const draw = (): Float32Array => Float32Array.from({ length: count * width }, () => rng.normal());
  const operands = { keys: draw(), values: draw(), width, scale: 0.4 };
  const list = Int32Array.from([0, 3, 4, 17, 30, 38, 39]);
  const chosen = { count: 7, slots: 7, causal: count, lowest: 0, farFrom: 1, farTo: 5 };
  const meanOf = (indices: readonly number[]): number[] =>
    Array.from({ length: width }, (_, c) =>
      indices.reduce((sum, j) => sum + operands.values[j * width + c] / indices.length, 0),
    );

  it("the rest of a query without preferences is the plain mean of all values, whatever was listed", () => {
    const query = new Float32Array(width);
    const out = Float32Array.from(meanOf([...list]));
    restEstimator(operands, ["test"])(query, count - 1, chosen, list, Math.log(list.length), out);
    expect(far(out, meanOf(Array.from({ length: count }, (_, j) => j)))).toBeLessThan(1e-6);
  });

  it("the rest has the mass of the keys left out, in the mean over draws within 4 standard errors", () => {
    const query = Float32Array.from({ length: width }, () => rng.normal());
    const logit = (j: number): number =>
      operands.scale * query.reduce((sum, x, c) => sum + x * operands.keys[j * width + c], 0);
    const left = Array.from({ length: count }, (_, j) => j).filter((j) => !list.includes(j));
    const sumOf = (some: readonly number[]): number => some.reduce((sum, j) => sum + Math.exp(logit(j)), 0);
    const truth = sumOf(left) / sumOf([...list]);
    const found: number[] = [];
    const target = meanOf(left);
    for (let n = 0; n < 400; n++) {
      const out = new Float32Array(width);
      restEstimator(operands, [n])(query, count - 1, chosen, list, Math.log(sumOf([...list])), out);
      // out = R v̄ / (1 + R)
      const share = out[0] / target[0];
      found.push(share / (1 - share));
    }
    const mean = found.reduce((a, b) => a + b, 0) / found.length;
    const deviation = Math.sqrt(found.reduce((a, x) => a + (x - mean) ** 2, 0) / found.length);
    expect(Math.abs(mean - truth)).toBeLessThan((4 * deviation) / Math.sqrt(found.length));
  });

  it("shifts act on weights and not on the mass", () => {
    const query = Float32Array.from({ length: width }, () => rng.normal());
    const shift = (k: number): number => (k % 3) / 2;
    const out = new Float32Array(width);
    const logSum = attendShifted(operands, query, list, 7, shift, out);
    const logit = (j: number): number =>
      operands.scale * query.reduce((sum, x, c) => sum + x * operands.keys[j * width + c], 0);
    const weights = [...list].map((j, k) => Math.exp(logit(j) + shift(k)));
    const all = weights.reduce((a, b) => a + b, 0);
    const expected = Array.from({ length: width }, (_, c) =>
      [...list].reduce((sum, j, k) => sum + (weights[k] * operands.values[j * width + c]) / all, 0),
    );
    expect(far(out, expected)).toBeLessThan(1e-6);
    expect(logSum).toBeCloseTo(Math.log([...list].reduce((sum, j) => sum + Math.exp(logit(j)), 0)), 5);
  });
});
