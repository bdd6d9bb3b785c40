// What of the arrays of keys and values works side by side for a query, and which chips have a second die.

import { describe, expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

// 8 query heads over 2 key heads; 64 elements in four slices; arrays of 128 × 128: 32 keys, or 128 values in two across.
const [L, D] = [1024, 64];

function mapped(workload: string, array = "", design = "") {
  const config = configOf(
    `{ workload: { layers: 3, heads: 8, kvHeads: 2, headWidth: ${D}, batch: 2, length: ${L}, ${workload} },
       design: { ${design} baselines: { analog: { model: "one-transistor", rows: 128, columns: 128, ${array} } } } }`,
  );
  const attention = { ...config.workload.attention, kind: "exact" as const };
  return mapWorkload({ ...config.design, platform: "analog" }, { ...config.workload, attention });
}

describe("arrays that hold keys and values", () => {
  const arrays = L / 32 + (L / 128) * 2;

  it.each([
    ["without a mask", "attention: { causal: false }", L, L / 32],
    // Queries see half of all, in the mean of 1 to 32 arrays of keys.
    ["with a mask", "attention: { causal: true }", (L + 1) / 2, (1 + L / 32) / 2],
    ["of a token", 'phase: "decode"', L, L / 32],
  ])("work side by side for the keys that a query sees, %s", (_, workload, seen, blocks) => {
    const { parallel } = mapped(workload);
    expect(parallel.dynamicArray).toBe(2 * L * D * 4);
    expect(Number(parallel.dynamicDac) / (D * blocks + 2 * seen)).toBeCloseTo(1, 12);
    expect(Number(parallel.dynamicAdc) / ((arrays * seen) / L)).toBeCloseTo(1, 12);
  });

  it("have as many converters as columns share one", () => {
    const [few, many] = [128, 8].map((shared) =>
      mapped("attention: { causal: false }", `columnsPerConverter: ${shared},`),
    );
    expect(few.census.dynamicAdc).toBe(2 * arrays);
    expect(many.census.dynamicAdc).toBe(2 * arrays * 16);
    expect(many.parallel.dynamicAdc).toBe(arrays * 16);
  });

  it("are two sets a core, and no more than heads; of a token one for every head of every layer and sequence", () => {
    const cells = 128 * 128;
    const sets = (cores: number, phase = "prefill"): number =>
      Number(mapped(`phase: "${phase}"`, "", `cores: ${cores},`).census.dynamicArray) / (arrays * cells);
    expect([1, 3, 6, 9].map((cores) => sets(cores))).toEqual([2, 6, 12, 12]);
    expect(sets(1, "decode")).toBe(12);
    expect(mapped("", "", "cores: 3,").rewrites).toBe(12 / 6);
    expect(mapped('phase: "decode"').rewrites).toBe(1 / L);
  });

  it("are on a second die where their node is another", () => {
    const link = (node: string): number =>
      Number(mapped("", "", 'logicNode: "28 nm",').census.link ?? 0) +
      Number(
        mapWorkload(
          {
            ...configOf(`{ design: { logicNode: "28 nm", baselines: { analogNode: "${node}" } } }`).design,
            platform: "analog",
          },
          configOf('{ workload: { attention: { kind: "exact" } } }').workload,
        ).census.link ?? 0,
      );
    expect([link("28 nm"), link("65 nm")]).toEqual([0, 1]);
  });
});
