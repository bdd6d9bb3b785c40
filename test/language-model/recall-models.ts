import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Checkpoint, parseCheckpoint, recallSequence, type Sidecar, TokenKind } from "#model-files";
import { forward, negativeLogLikelihood } from "./decoder.ts";

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Pooled figures of a few recall sequences under exact attention. */
export function score(checkpoint: Checkpoint, seeds: readonly number[], length: number) {
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

export const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

export const external = (
  over: Pick<Sidecar, "checkpoint" | "sha256" | "attention" | "positions">,
): Sidecar => ({
  format: "crosshash-model/1",
  name: over.checkpoint,
  description: "external evaluation data",
  layout: "llama2c-legacy",
  tokenizer: { kind: "ids" },
  licence: "see its source",
  source: "external evaluation data",
  ...over,
});

export const sharedKeys = { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" } as const;
export const separate = { variant: "separate", keyNormalisation: "none", mask: "causal" } as const;

/** Of the published digests; the figures that the tests compare with belong to exactly these bytes. */
const DIGESTS: Record<string, string> = {
  "model-capped.bin": "3f49082d2885b6ef5a26a8895525fb300808ae260be4af87c51b27d8163c6cf7",
  "model-plain.bin": "66b6bb615b250a288cf5a27fb79838b478cbad81d986c2717cab0b7b883a4e14",
  "model-sharedqk.bin": "5712501d214186ae1210eb46e074ddb9d49ab6938a1d67a542e195bb89abbc38",
  "model.bin": "9cde545c3d1fdb701670881db91e1b6e9165e64f6f338f18fa0a321f6184dad8",
};

/** A recall model beside the project: stored rotation tables, shared queries and keys where its name says so. */
export function recallCheckpoint(path: string): Checkpoint {
  const name = basename(path);
  const sidecar = external({
    checkpoint: name,
    sha256: DIGESTS[name],
    attention: name === "model-sharedqk.bin" ? sharedKeys : separate,
    positions: "stored-tables",
  });
  return parseCheckpoint(readFileSync(path), sidecar);
}
