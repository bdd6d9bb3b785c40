import { describe, expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

const D = 64;

/** Multiply-accumulates of attention, and of a hash that projects by them, for one head. */
function workOf(length: number, chunk: number, rounds: number, kind: "lsh" | "exact", causal = false) {
  const { design, workload } = configOf(
    `{ workload: { layers: 1, heads: 1, headWidth: ${D}, length: ${length},
         attention: { kind: "${kind}", hash: "cross-polytope", factorise: "never", rounds: ${rounds}, chunk: ${chunk}, buckets: "2L/chunk",
           duplicates: "count", localWindow: 0, sink: 0, sharedQK: true, causal: ${causal} } },
       design: { hashing: { unit: "digital" }, digital: { projection: { model: "dense-int8" } } } }`,
  );
  const { counts } = mapWorkload(design, workload);
  const of = (operation: string, component: string): number =>
    counts
      .filter(
        (c) =>
          c.operation === operation && c.component === component && ["mac", "project"].includes(c.action),
      )
      .reduce((sum, c) => sum + c.count, 0);
  return { attention: of("score", "mac") + of("weigh", "mac"), hash: of("hash", "projection") * D };
}

describe.each([16, 32, 64])("chunks of %i", (c) => {
  it("an unfactorised hash costs as much as the chunks' attention at L = 4c², half at half of it", () => {
    for (const r of [1, 4, 8]) {
      const there = workOf(4 * c * c, c, r, "lsh");
      expect(there.hash).toBe(there.attention);
      const before = workOf(2 * c * c, c, r, "lsh");
      expect(before.hash).toBe(before.attention / 2);
    }
  });

  it("its gain over exact attention is L / (2rc + rL/2c), which stays below 2c/r", () => {
    for (const r of [1, 8])
      for (const L of [4 * c, 1024 * c, 2 ** 20]) {
        const lsh = workOf(L, c, r, "lsh");
        const gain = workOf(L, c, r, "exact").attention / (lsh.attention + lsh.hash);
        expect(gain).toBeCloseTo(L / (2 * r * c + (r * L) / (2 * c)), 9);
        expect(gain).toBeLessThan((2 * c) / r);
      }
  });

  it("without the hash attention breaks even at L = 2rc, and at 4rc − 1 where exact attention skips what is masked", () => {
    for (const r of [2, 8]) {
      const L = 2 * r * c;
      expect(workOf(L, c, r, "lsh").attention).toBe(workOf(L, c, r, "exact").attention);
      // L(L + 1)/2 pairs against 2rcL: L = 4rc − 1, which no chunk divides; at 4rc exact attention has L/2 pairs more.
      const causal = 4 * r * c;
      const pairs = (work: { attention: number }): number => work.attention / (2 * D);
      expect(pairs(workOf(causal, c, r, "exact", true)) - pairs(workOf(causal, c, r, "lsh", true))).toBe(
        causal / 2,
      );
    }
  });
});
