import { describe, expect, it } from "vitest";
import { dense } from "../../src/base/dense.ts";
import { createRng, normals } from "../../src/base/rng.ts";
import type { Checkpoint } from "../../src/language-model/decoder.ts";
import { attendedCosine } from "../../src/language-model/lm-trial.ts";
import { recallKinds, recallSequence } from "../../src/language-model/recall-grammar.ts";
import { distributionDistance, negativeLogLikelihood } from "./decoder.ts";

/** Two words whose logits are the first two of four hidden values. */
const twoWords: Checkpoint = {
  name: "two words",
  dimensions: {
    ...{ width: 4, hidden: 4, layers: 0, heads: 1, keyValueHeads: 1, headWidth: 8, keyValueWidth: 8 },
    ...{ vocabulary: 2, context: 32, tiedClassifier: false },
  },
  attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
  normalisation: { kind: "rms", epsilon: 1e-5 },
  activation: "silu",
  embedding: new Float32Array(8),
  positionEmbedding: null,
  layers: [],
  finalNorm: { gain: new Float32Array(4).fill(1), bias: null },
  classifier: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0),
  rotary: null,
};

describe("distributionDistance", () => {
  it("of a hand-computed pair: p = (2/3, 1/3) against q = (1/4, 3/4)", () => {
    const exact = dense(1, 4, Float64Array.of(Math.log(2), 0, 0, 0));
    const other = dense(1, 4, Float64Array.of(0, Math.log(3), 0, 0));
    const { nll, divergence, agrees, correct } = distributionDistance(twoWords, exact, other, [0, 1]);
    expect(divergence[0]).toBeCloseTo((2 / 3) * Math.log(8 / 3) + (1 / 3) * Math.log(4 / 9), 6);
    expect(nll[0]).toBeCloseTo(Math.log(4 / 3), 6);
    expect([agrees[0], correct[0]]).toEqual([0, 1]);
  });

  it("to itself is zero everywhere, and its likelihood is the model's", () => {
    const state = dense(20, 4, normals(80, createRng(1)));
    const tokens = Array.from({ length: 21 }, (_, t) => t % 2);
    const own = distributionDistance(twoWords, state, state, tokens);
    expect(own.divergence.every((x) => x === 0)).toBe(true);
    expect(own.agrees.every((x) => x === 1)).toBe(true);
    const likelihood = negativeLogLikelihood(twoWords, state, tokens);
    own.nll.forEach((x, t) => {
      expect(x).toBeCloseTo(likelihood.nll[t], 12);
    });
    expect(own.correct).toEqual(likelihood.correct);
  });

  it("refuses states and texts of different lengths", () => {
    const state = dense(3, 4);
    expect(() => distributionDistance(twoWords, state, state, [0, 1])).toThrow(
      "expected states of one length",
    );
  });
});

describe("attendedCosine", () => {
  it("weighs cosines by attention: a query between a parallel and an opposite key", () => {
    // Logits 1 and −1 at scale 1: attention e/(e + 1/e) on cosine 1, the rest on −1; that is tanh 1.
    const k = dense(2, 1, Float64Array.of(1, -1));
    const q = dense(2, 1, Float64Array.of(1, 1));
    const { weighted, top, topMass } = attendedCosine(
      { q, k },
      { query: q, key: k },
      { self: "allowed", scale: 1 },
    );
    // The first query sees its own key alone.
    expect(weighted).toBeCloseTo((1 + Math.tanh(1)) / 2, 12);
    expect(top).toBeCloseTo(1, 12);
    expect(topMass).toBeCloseTo((1 + Math.E / (Math.E + 1 / Math.E)) / 2, 12);
  });
});

describe("recallKinds", () => {
  it.each([7000, 7001, 500_000])("reads off the ids what the generator of seed %i knew", (seed) => {
    const { tokens, kinds } = recallSequence(seed, 2000);
    expect(recallKinds(tokens)).toEqual(kinds);
  });
});
