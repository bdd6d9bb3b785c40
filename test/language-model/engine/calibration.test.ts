import { expect, it } from "vitest";
import { calibrationFrom, KEY_SAMPLES } from "../../../packages/transformer/src/lane-job.ts";
import { keysAt } from "../../../packages/transformer/src/memory-plan.ts";

it("keeps evenly spaced keys of the whole text, enough for a map, whatever the number of queries", () => {
  const d = { layers: 1, keyValueHeads: 2, heads: 2, headWidth: 8 } as Parameters<typeof calibrationFrom>[0];
  const length = 2 * KEY_SAMPLES;
  const memory = new SharedArrayBuffer(4 * 2 * 2 * length * d.headWidth);
  for (const head of [0, 1])
    new Float32Array(memory, keysAt(d, 0, length, 0, head, 0), length * d.headWidth).forEach((_, n, keys) => {
      keys[n] = Math.floor(n / d.headWidth) + 10_000 * head;
    });
  const captured = { queries: new Float32Array(0), samples: 3 };
  const { keys, keyMeans, samples } = calibrationFrom(
    d,
    memory,
    { address: 0, capacity: length },
    length,
    captured,
    KEY_SAMPLES,
  );
  expect(samples).toBe(3);
  // Ridge regression of 128 signs takes several keys a sign.
  expect(KEY_SAMPLES).toBeGreaterThanOrEqual(8 * 128);
  const ofHead = (head: number) =>
    Array.from({ length: KEY_SAMPLES }, (_, s) => keys[(head * KEY_SAMPLES + s) * d.headWidth]);
  for (const head of [0, 1])
    expect(ofHead(head)).toEqual(Array.from({ length: KEY_SAMPLES }, (_, s) => 2 * s + 10_000 * head));
  expect(keyMeans[0]).toBeCloseTo((length - 1) / 2, 9);
});
