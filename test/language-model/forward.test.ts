import { describe, expect, test } from "vitest";
import { type Dense, dense, row } from "#base";
import { parseCheckpoint } from "#model-files";
import { standardFrequencies } from "../../packages/model-files/src/stored/shape.ts";
import type { LayerActivations } from "../../packages/transformer/src/forward.ts";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { maskingOf } from "../../src/language-model/activations.ts";
import { unrotated } from "../../src/language-model/unrotated.ts";
import { capture, forward, negativeLogLikelihood } from "./decoder.ts";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

/** Attention in double precision is that of the model to single precision. */
function expectNear(one: Dense, other: Dense): void {
  one.data.forEach((x, n) => {
    expect(x).toBeCloseTo(other.data[n], 5);
  });
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const inner = (a: Float32Array, b: Float32Array): number => sum([...a].map((x, i) => x * b[i]));

test("dot products of vectors turned back from their positions depend on the distance alone", () => {
  const frequencies = [...standardFrequencies(8, 10000)];
  const angles = Array.from({ length: 40 }, (_, p) => frequencies.map((frequency) => p * frequency)).flat();
  const rotation = { pairs: 4, halves: false, cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
  const turned = (of: (i: number) => number): Float32Array => {
    const data = Float32Array.from({ length: 320 }, (_, i) => of(i % 8));
    return unrotated({ rows: 40, width: 8, data }, (t) => t, rotation);
  };
  const [q, k] = [turned((c) => Math.sin(1 + c)), turned((c) => Math.cos(c))];
  const at = (data: Float32Array, p: number): Float32Array => data.subarray(8 * p, 8 * p + 8);
  for (const p of [7, 20, 39])
    expect(inner(at(q, p), at(k, p - 7))).toBeCloseTo(inner(at(q, 7), at(k, 0)), 5);
});

describe("forward", () => {
  const bytes = tinyCheckpoint();
  const checkpoint = parseCheckpoint(bytes, sidecarFor(bytes));
  const tokens = [1, 5, 3, 10, 0, 5, 5, 2];

  test("a later token changes no earlier position", () => {
    const before = forward(checkpoint, tokens);
    const after = forward(checkpoint, [...tokens.slice(0, 5), 9, 9, 9]);
    expect(after.data.subarray(0, 40)).toEqual(before.data.subarray(0, 40));
    expect(after.data.subarray(40)).not.toEqual(before.data.subarray(40));
  });

  test("captures q, k, v of each head; grouped heads hold one key matrix", () => {
    const { layers } = capture(checkpoint, tokens);
    expect(layers.map(({ heads }) => heads.map((head) => head.keyValueHead))).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
    const [first, second, third] = layers[0].heads;
    expect([first.q.rows, first.q.columns, first.k.columns, first.v.columns]).toEqual([8, 2, 2, 2]);
    expect(second.k).toBe(first.k);
    expect(third.k).not.toBe(first.k);
  });

  test("captures what a forward pass sees", () => {
    const seen: LayerActivations[] = [];
    forward(checkpoint, tokens, undefined, { visit: (layer) => seen.push(layer) });
    expect(capture(checkpoint, tokens).layers).toEqual(seen);
  });

  test("another attention takes the place of the exact one, head by head", () => {
    const visited: string[] = [];
    const same = forward(checkpoint, tokens, ({ q, k, v }, layer, index) => {
      visited.push(`${layer}.${index}`);
      return exactAttention(q, k, v, maskingOf(checkpoint)).output;
    });
    expect(visited).toEqual(["0.0", "0.1", "0.2", "0.3", "1.0", "1.1", "1.2", "1.3"]);
    expectNear(same, forward(checkpoint, tokens));
    const other = forward(checkpoint, tokens, ({ v }) => dense(v.rows, v.columns));
    expect(row(other, 7)).not.toEqual(row(same, 7));
  });

  test("an attention may run the model itself", () => {
    const nested = forward(checkpoint, tokens, ({ q, k, v }) => {
      capture(checkpoint, [3, 3, 3, 3, 3, 3, 3, 3]);
      return exactAttention(q, k, v, maskingOf(checkpoint)).output;
    });
    expectNear(nested, forward(checkpoint, tokens));
  });

  test("probabilities over the vocabulary sum to one", () => {
    const final = forward(checkpoint, [4]);
    const probabilities = Array.from({ length: 11 }, (_, id) =>
      Math.exp(-negativeLogLikelihood(checkpoint, final, [4, id]).nll[0]),
    );
    expect(sum(probabilities)).toBeCloseTo(1, 6);
    const best = probabilities.indexOf(Math.max(...probabilities));
    expect(negativeLogLikelihood(checkpoint, final, [4, best]).correct[0]).toBe(1);
  });

  test.each([
    [[], "expected 1 to 16 tokens, received 0"],
    [new Array(17).fill(1), "expected 1 to 16 tokens, received 17"],
    [[1, 11], "expected token ids in [0, 10], received 11 at 1"],
    [[1.5], "expected token ids in [0, 10], received 1.5 at 0"],
  ] as [number[], string][])("refuses %j", (bad, message) => {
    expect(() => forward(checkpoint, bad)).toThrow(message);
  });
});
