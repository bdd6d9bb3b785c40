import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recallCheckpoint, score, seedsFrom } from "../language-model/recall-models.ts";
import { sharedData } from "../language-model/shared-data.ts";

type Length = 512 | 1024 | 2048 | 4096;

/** Seed of each length's first sequence. */
const FIRST_SEED: Record<Length, number> = { 512: 6000, 1024: 7000, 2048: 8000, 4096: 9000 };

interface Published {
  /** NLL of all tokens and of the retrievable ones, the 16 sequences of 512 pooled. */
  readonly pooled: readonly [number, number];
  /** The same of the first sequence. */
  readonly first: Partial<Record<Length, readonly [number, number]>>;
}

const PUBLISHED: Record<string, Published> = {
  "model.bin": {
    pooled: [4.593174, 0.000174],
    first: { 1024: [4.355169, 0.000173], 2048: [4.220034, 0.000173], 4096: [3.917359, 0.00016] },
  },
  "model-sharedqk.bin": {
    pooled: [4.629351, 0.000555],
    first: { 1024: [4.403294, 0.00051], 2048: [4.258679, 0.000624], 4096: [3.94968, 0.001541] },
  },
  "model-plain.bin": {
    pooled: [4.639292, 0.000136],
    first: { 1024: [4.414366, 0.000132], 2048: [4.266572, 0.016037] },
  },
  "model-capped.bin": {
    pooled: [4.644139, 0.000141],
    first: { 1024: [4.417987, 0.00015], 2048: [4.274055, 0.019891] },
  },
};

describe.each(Object.entries(PUBLISHED))("%s under exact attention", (file, { pooled, first }) => {
  const path = sharedData(`recall-lm/${file}`);
  const near = (received: number, published: number): void =>
    expect(Math.abs(received - published)).toBeLessThan(1e-4);

  test.skipIf(!existsSync(path))("all sequences of 512", () => {
    const received = score(recallCheckpoint(path), seedsFrom(FIRST_SEED[512], 16), 512);
    near(received.all, pooled[0]);
    near(received.retrievable, pooled[1]);
    expect([received.retrieved, received.of]).toEqual([331, 331]);
  });

  const lengths = Object.keys(first).map(Number) as Length[];
  test.skipIf(!existsSync(path)).each(lengths)("first sequence of %i", (length) => {
    const [all, retrievable] = first[length] as readonly [number, number];
    const received = score(recallCheckpoint(path), [FIRST_SEED[length]], length);
    near(received.all, all);
    near(received.retrievable, retrievable);
  });
});
