import { expect, it } from "vitest";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

it("bit lines of every block of rows are held where the parts of a sum are converted", () => {
  const holds = (rows: number): number => {
    const { design, workload } =
      configOf(`{ workload: { headWidth: 64, heads: 2, kvHeads: 2, layers: 1, length: 256 },
      design: { hashing: { unit: "crossbar", array: { rows: ${rows}, rowSplit: "digital" },
        readout: { family: "adc", model: "low-resolution", bits: 4 } } } }`);
    return mapWorkload(design, workload)
      .counts.filter((c) => c.component === "inputStage" && c.action === "hold")
      .reduce((all, { count }) => all + count, 0);
  };
  expect(holds(64)).toBeGreaterThan(0);
  expect([32, 16].map((rows) => holds(rows) / holds(64))).toEqual([2, 4]);
});
