import { describe, expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import { type Checkpoint, modelOf, recallKinds, recallSequence } from "#model-files";
import { negativeLogLikelihood } from "./decoder.ts";
import { smallEngine } from "./engine/small-engine.ts";

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

describe("scores of states", () => {
  const engine = smallEngine(modelOf(twoWords));
  const states = (data: readonly number[]) => ({
    rows: data.length / 4,
    width: 4,
    data: Float32Array.from(data),
  });

  it("of a hand-computed pair: p = (2/3, 1/3) against q = (1/4, 3/4)", async () => {
    const exact = states([Math.log(2), 0, 0, 0]);
    const other = states([0, Math.log(3), 0, 0]);
    const { nll, best, divergence, agrees } = await (await engine).score(other, [1], exact);
    expect(divergence?.[0]).toBeCloseTo((2 / 3) * Math.log(8 / 3) + (1 / 3) * Math.log(4 / 9), 6);
    expect(nll[0]).toBeCloseTo(Math.log(4 / 3), 6);
    expect([agrees?.[0], best[0]]).toEqual([0, 1]);
  });

  it("have no distance to themselves, and are the likelihoods of the model alone", async () => {
    const own = states([...normals(80, createRng(1))]);
    const targets = Array.from({ length: 20 }, (_, t) => (t + 1) % 2);
    const { nll, best, divergence, agrees } = await (await engine).score(own, targets, own);
    expect(divergence?.every((x) => x === 0)).toBe(true);
    expect(agrees?.every((x) => x === 1)).toBe(true);
    const final = dense(20, 4, Float64Array.from(own.data));
    const likelihood = negativeLogLikelihood(twoWords, final, [0, ...targets]);
    expect(nll).toEqual(likelihood.nll);
    expect([...best].map((id, t) => Number(id === targets[t]))).toEqual([...likelihood.correct]);
  });
});

describe("recallKinds", () => {
  it.each([7000, 7001, 500_000])("reads off the ids what the generator of seed %i knew", (seed) => {
    const { tokens, kinds } = recallSequence(seed, 2000);
    expect(recallKinds(tokens)).toEqual(kinds);
  });
});
