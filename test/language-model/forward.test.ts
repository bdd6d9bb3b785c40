import { describe, expect, test } from "vitest";
import { type DecoderKernel, plainDecoderKernel } from "../../src/attention/decoder-kernel.ts";
import { dense, row } from "../../src/base/dense.ts";
import { parseCheckpoint } from "../../src/language-model/checkpoint.ts";
import { rotaryTables, rotate, standardRotary } from "../../src/language-model/decoder.ts";
import { capture, exact, forward, type LayerActivations } from "../../src/language-model/forward.ts";
import { negativeLogLikelihood } from "../../src/language-model/likelihood.ts";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const inner = (a: Float64Array, b: Float64Array): number => sum([...a].map((x, i) => x * b[i]));

test("rotated dot products depend on the distance alone", () => {
  const rotary = standardRotary(8, 10000);
  const tables = rotaryTables(rotary, 40);
  const q = dense(
    40,
    8,
    Float64Array.from({ length: 320 }, (_, i) => Math.sin(1 + (i % 8))),
  );
  const k = dense(
    40,
    8,
    Float64Array.from({ length: 320 }, (_, i) => Math.cos(i % 8)),
  );
  rotate(q, rotary, tables);
  rotate(k, rotary, tables);
  for (const p of [7, 20, 39])
    expect(inner(row(q, p), row(k, p - 7))).toBeCloseTo(inner(row(q, 7), row(k, 0)), 12);
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

  test("captures what a forward pass sees, without the attention of the last layer", () => {
    const seen: LayerActivations[] = [];
    forward(checkpoint, tokens, undefined, { visit: (layer) => seen.push(layer) });
    let attended = 0;
    const counting: DecoderKernel = {
      ...plainDecoderKernel,
      attend: (...given) => {
        attended++;
        return plainDecoderKernel.attend(...given);
      },
    };
    expect(capture(checkpoint, tokens, counting).layers).toEqual(seen);
    // Four heads of the first of two layers.
    expect(attended).toBe(4);
  });

  test("another attention takes the place of the exact one, head by head", () => {
    const visited: string[] = [];
    const own = exact(checkpoint);
    const same = forward(checkpoint, tokens, (head, layer, index) => {
      visited.push(`${layer}.${index}`);
      return own(head, layer, index);
    });
    expect(visited).toEqual(["0.0", "0.1", "0.2", "0.3", "1.0", "1.1", "1.2", "1.3"]);
    expect(same.data).toEqual(forward(checkpoint, tokens).data);
  });

  test("probabilities over the vocabulary sum to one", () => {
    const final = forward(checkpoint, [4]);
    const probabilities = Array.from({ length: 11 }, (_, id) =>
      Math.exp(-negativeLogLikelihood(checkpoint, final, [4, id]).nll[0]),
    );
    expect(sum(probabilities)).toBeCloseTo(1, 12);
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
