import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recallCheckpoint, score, seedsFrom } from "../language-model/recall-models.ts";
import { sharedData } from "../language-model/shared-data.ts";

/** Sequences of each published length: their first seed and their number. */
const SETS = {
  512: { seed: 6000, count: 16, retrievable: 331 },
  1024: { seed: 7000, count: 16, retrievable: 1221 },
  2048: { seed: 8000, count: 8, retrievable: 2050 },
  4096: { seed: 9000, count: 4, retrievable: 3112 },
} as const;

type Length = keyof typeof SETS;

/** Pooled over the sets: NLL of all tokens, of the retrievable ones, and how many of these come out right. */
const PUBLISHED: Record<string, Partial<Record<Length, readonly [number, number, number]>>> = {
  "model.bin": {
    512: [4.593174, 0.000174, 331],
    1024: [4.453884, 0.000168, 1221],
    2048: [4.200903, 0.000166, 2050],
    4096: [3.922864, 0.000165, 3112],
  },
  "model-sharedqk.bin": {
    512: [4.629351, 0.000555, 331],
    1024: [4.484402, 0.000538, 1221],
    2048: [4.234861, 0.000599, 2050],
    4096: [3.953667, 0.008569, 3109],
  },
  "model-plain.bin": {
    512: [4.639292, 0.000136, 331],
    1024: [4.494342, 0.000131, 1221],
    2048: [4.243786, 0.005893, 2049],
  },
  "model-capped.bin": {
    512: [4.644139, 0.000141, 331],
    1024: [4.501188, 0.000172, 1221],
    2048: [4.24986, 0.011218, 2048],
  },
};

describe.each(Object.entries(PUBLISHED))("%s under exact attention", (file, figures) => {
  const path = sharedData(`recall-lm/${file}`);
  const lengths = Object.keys(figures).map(Number) as Length[];
  test.skipIf(!existsSync(path)).each(lengths)("all sequences of %i", (length) => {
    const { seed, count, retrievable } = SETS[length];
    const published = figures[length] as readonly [number, number, number];
    const received = score(recallCheckpoint(path), seedsFrom(seed, count), length);
    expect(Math.abs(received.all - published[0])).toBeLessThan(1e-4);
    expect(Math.abs(received.retrievable - published[1])).toBeLessThan(1e-4);
    expect([received.retrieved, received.of]).toEqual([published[2], retrievable]);
  });
});
