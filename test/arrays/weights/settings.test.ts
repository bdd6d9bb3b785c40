import { describe, expect, it } from "vitest";
import { slicesOf, weightsSchema } from "../../../src/arrays/weights/settings.ts";
import { cellsOf, matrixCounts, stagesOf } from "../../../src/comparison/layer-matrices.ts";
import { weightArrays } from "../../../src/comparison/layer-parts.ts";

const behaviourOf = (given: Readonly<Record<string, unknown>>) =>
  weightArrays(weightsSchema.parse(given)).behaviour;

describe("arrays of weights as a config states them", () => {
  it("take the cells that a weight's bits need; a pair of lines has its sign", () => {
    const slices = (weightBits: number, cellBits: number, pairing: "single" | "differential") =>
      slicesOf({ weightBits, cellBits, pairing });
    expect(slices(8, 2, "single")).toBe(4);
    expect(slices(8, 3, "single")).toBe(3);
    expect(slices(9, 2, "differential")).toBe(4);
    expect(slices(9, 4, "differential")).toBe(2);
    expect(slices(8, 1, "differential")).toBe(7);
  });

  it("are priced with them: 256 × 100 weights of 9 bits in pairs of 4-bit cells, inputs of 10 bits by 2", () => {
    const array = behaviourOf({
      ...{ rows: 64, columns: 80, weightBits: 9, cellBits: 4, pairing: "differential" },
      ...{ inputBits: 10, lineBits: 2, adcBits: 6, columnsPerConverter: 16 },
    });
    expect(array.outputBits).toBe(6);
    expect(matrixCounts(256, 100, array)).toEqual({
      // Four blocks of rows, 100 · 2 · 2 / 80 of columns; five phases.
      arrays: 4 * 5,
      cells: 4 * 5 * 64 * 80,
      drives: 256 * 5 * 5,
      reads: 256 * 100 * 2 * 2 * 5,
      conversions: 100 * 2 * 4 * 5,
      adds: 100 * 2 * 4 * 5 - 100,
      turns: 16 * 5,
    });
  });

  it("take as many columns again for cells in parallel, of the step that has them, and no more conversions", () => {
    const behaviour = behaviourOf({ copies: { down: 3 } });
    const widths = { modelWidth: 256, hiddenWidth: 512, gated: false };
    const shape = { heads: 4, kvHeads: 4, headWidth: 64 };
    const plain = stagesOf(widths, shape, behaviourOf({}));
    const stages = stagesOf(widths, shape, behaviour);
    expect(stages.slice(0, 3)).toEqual(plain.slice(0, 3));
    const [one, three] = [plain[3].counts[0], stages[3].counts[0]];
    expect(three).toMatchObject({
      ...{ arrays: 3 * one.arrays, cells: 3 * one.cells, reads: 3 * one.reads, drives: 3 * one.drives },
      ...{ conversions: one.conversions, adds: one.adds },
    });
    expect(cellsOf(stages, behaviour) - cellsOf(plain, behaviourOf({}))).toBe(2 * 512 * 256 * 4);
  });

  it("are by default those of ISAAC", () => {
    expect(behaviourOf({})).toMatchObject({
      ...{ rows: 128, columns: 128, slices: 4, lines: 1, phases: 8, outputBits: 8, columnsPerConverter: 128 },
      readTime: 100e-9,
    });
  });
});
