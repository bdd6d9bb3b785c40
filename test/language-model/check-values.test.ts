import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type Checkpoint, parseCheckpoint } from "../../src/language-model/checkpoint.ts";
import { capture, forward } from "../../src/language-model/forward.ts";
import { negativeLogLikelihood } from "../../src/language-model/likelihood.ts";
import { recallSequence, TokenKind } from "../../src/language-model/recall-grammar.ts";
import type { Sidecar } from "../../src/language-model/sidecar.ts";
import { loadModel } from "../../src/runtime/model-files.ts";
import { sharedData } from "./shared-data.ts";

const recallModel = resolve(import.meta.dirname, "..", "..", "models", "recall-lm");
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Pooled figures of a few recall sequences under exact attention. */
function score(checkpoint: Checkpoint, seeds: readonly number[], length: number) {
  const all: number[] = [];
  const retrievable: number[] = [];
  let retrieved = 0;
  for (const seed of seeds) {
    const { tokens, kinds } = recallSequence(seed, length);
    const final = forward(checkpoint, tokens.slice(0, -1));
    const { nll, correct } = negativeLogLikelihood(checkpoint, final, tokens);
    all.push(...nll);
    for (let t = 0; t < length; t++) {
      if (kinds[t + 1] !== TokenKind.retrievableValue) continue;
      retrievable.push(nll[t]);
      retrieved += correct[t];
    }
  }
  return { all: mean(all), retrievable: mean(retrievable), retrieved, of: retrievable.length };
}

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

// The published figures come from a float32 implementation in another language.
describe("recall-lm against its published check values", async () => {
  const { checkpoint } = await loadModel(recallModel);

  test("first sequence of 512", () => {
    const { all, retrievable } = score(checkpoint, [6000], 512);
    expect(all).toBeCloseTo(4.538076, 5);
    expect(retrievable).toBeCloseTo(0.000188, 5);
  });

  test("all 16 sequences of 512, pooled", () => {
    const figures = score(checkpoint, seedsFrom(6000, 16), 512);
    expect(figures.all).toBeCloseTo(4.593174, 5);
    expect(figures.retrievable).toBeCloseTo(0.000174, 5);
    expect([figures.retrieved, figures.of]).toEqual([331, 331]);
  });

  test("first sequence of 1024", () => {
    const { all, retrievable } = score(checkpoint, [7000], 1024);
    expect(all).toBeCloseTo(4.355169, 5);
    expect(retrievable).toBeCloseTo(0.000173, 5);
  });
});

const external = (over: Pick<Sidecar, "checkpoint" | "sha256" | "attention" | "positions">): Sidecar => ({
  format: "crosshash-model/1",
  name: over.checkpoint,
  description: "external evaluation data",
  layout: "llama2c-legacy",
  tokenizer: { kind: "ids" },
  licence: "see its source",
  source: "external evaluation data",
  ...over,
});

const sharedKeys = { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" } as const;
const separate = { variant: "separate", keyNormalisation: "none", mask: "causal" } as const;

describe("models that lie beside the project (skipped where absent)", () => {
  const shared = sharedData("recall-lm/model-sharedqk.bin");
  test.skipIf(!existsSync(shared))("shared-QK recall model", () => {
    const sidecar = external({
      checkpoint: "model-sharedqk.bin",
      sha256: "5712501d214186ae1210eb46e074ddb9d49ab6938a1d67a542e195bb89abbc38",
      attention: sharedKeys,
      positions: "stored-tables",
    });
    const checkpoint = parseCheckpoint(readFileSync(shared), sidecar);
    const first = score(checkpoint, [6000], 512);
    expect(first.all).toBeCloseTo(4.59231, 5);
    expect(first.retrievable).toBeCloseTo(0.000521, 5);
    const pooled = score(checkpoint, seedsFrom(6000, 16), 512);
    expect(pooled.all).toBeCloseTo(4.629351, 5);
    expect(pooled.retrievable).toBeCloseTo(0.000555, 5);
    expect(pooled.retrieved).toBe(331);
    // Every key has a norm of 8 = √64.
    const { layers } = capture(checkpoint, recallSequence(6000, 64).tokens);
    const k = layers[1].heads[0].k;
    for (let i = 0; i < k.rows; i++)
      expect(Math.hypot(...k.data.subarray(i * 64, i * 64 + 64))).toBeCloseTo(8, 3);
  });

  const stories = sharedData("stories260k/stories260K.bin");
  test.skipIf(!existsSync(stories))("stories260K: grouped queries, computed RoPE", () => {
    const sidecar = external({
      checkpoint: "stories260K.bin",
      sha256: "b0a507e7ad0f626624f17112325e66691f9076d622e1d3274d103d00299f2696",
      attention: separate,
      positions: { ropeBase: 10000 },
    });
    const checkpoint = parseCheckpoint(readFileSync(stories), sidecar);
    const sequences = JSON.parse(
      readFileSync(sharedData("stories260k/selftext_T0.9.json"), "utf8"),
    ) as number[][];
    const nll = sequences.flatMap((tokens) => [
      ...negativeLogLikelihood(checkpoint, forward(checkpoint, tokens.slice(0, -1)), tokens).nll,
    ]);
    expect(mean(nll)).toBeCloseTo(1.1065, 4);
    const { heads } = capture(checkpoint, [1, 403, 407]).layers[0];
    expect(heads.map(({ keyValueHead }) => keyValueHead)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(heads[1].k).toBe(heads[0].k);
  });

  const characters = sharedData("charlm-sharedqk/model.bin");
  test.skipIf(!existsSync(characters))("shared-QK character model", () => {
    const sidecar = external({
      checkpoint: "model.bin",
      sha256: "ae41f3829b597554359e82513ca5dbd74c3699e5d238fe584cfec1d117845fa2",
      attention: sharedKeys,
      positions: "stored-tables",
    });
    const checkpoint = parseCheckpoint(readFileSync(characters), sidecar);
    const text = readFileSync(sharedData("tinyshakespeare/input.txt"));
    const tokens = [...text.subarray(1_003_854, 1_003_854 + 1025)];
    const { nll } = negativeLogLikelihood(checkpoint, forward(checkpoint, tokens.slice(0, -1)), tokens);
    expect(mean([...nll])).toBeCloseTo(1.72592, 5);
  });
});
