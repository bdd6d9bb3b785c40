import { expect, it } from "vitest";
import { withCache } from "../../src/comparison/cache-memory.ts";
import { configOf } from "../design-under-test.ts";

it.each([1, 4])(
  "a buffer holds keys and values of all layers and sequences twice, over %i cores",
  (cores) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: 1048576, batch: 3 },
       design: { cores: ${cores}, digital: { mac: { model: "int8" } } } }`,
    );
    // Two layers, three sequences, two key heads; a key and a value of 64 bytes each.
    const bytes = 2 * 3 * 2 * (2 * 64) * 1048576;
    expect(withCache(design, workload, null).digital.buffer.behaviour.capacity).toBe((2 * bytes) / cores);
  },
);
