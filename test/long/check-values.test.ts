import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadModel } from "#local-io";
import { parseCheckpoint, recallSequence } from "#model-files";
import { capture, forward, negativeLogLikelihood } from "../language-model/decoder.ts";
import {
  external,
  mean,
  recallCheckpoint,
  score,
  seedsFrom,
  separate,
  sharedKeys,
} from "../language-model/recall-models.ts";
import { sharedData } from "../language-model/shared-data.ts";

const recallModel = resolve(import.meta.dirname, "..", "..", "models", "recall-lm");
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

/** First sequence of each length: NLL of all tokens and of the retrievable ones, as published with the models. */
const FIRST_SEQUENCES = {
  "model-sharedqk.bin": { 512: [4.59231, 0.000521], 1024: [4.403294, 0.00051] },
  "model-plain.bin": { 512: [4.57814, 0.000128], 1024: [4.414366, 0.000132] },
  "model-capped.bin": { 512: [4.582233, 0.000142], 1024: [4.417987, 0.00015] },
} as const;
const FIRST_SEED = { 512: 6000, 1024: 7000 } as const;

describe("models that lie beside the project (skipped where absent)", () => {
  for (const [file, figures] of Object.entries(FIRST_SEQUENCES)) {
    const path = sharedData(`recall-lm/${file}`);
    const lengths = [512, 1024] as const;
    test.skipIf(!existsSync(path)).each(lengths)(`${file}: first sequence of %i`, (length) => {
      const { all, retrievable } = score(recallCheckpoint(path), [FIRST_SEED[length]], length);
      expect(all).toBeCloseTo(figures[length][0], 5);
      expect(retrievable).toBeCloseTo(figures[length][1], 5);
    });
  }

  const shared = sharedData("recall-lm/model-sharedqk.bin");
  test.skipIf(!existsSync(shared))("keys of the shared-QK model have a norm of 8 = √64", () => {
    const { layers } = capture(recallCheckpoint(shared), recallSequence(6000, 64).tokens);
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
