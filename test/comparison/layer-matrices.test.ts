import { describe, expect, it } from "vitest";
import { cellsOf, matrixCounts, stagesOf } from "../../src/comparison/layer-matrices.ts";
import { weightArrays } from "../../src/comparison/layer-parts.ts";

/** Cells of two bits in arrays of 128 × 128, inputs in eight phases. */
const { behaviour } = weightArrays();

/** Lines, cells and columns that a walk over the arrays of a matrix meets. */
function walked(inputs: number, outputs: number) {
  const { rows, columns, slices, lines, phases } = behaviour;
  const found = { arrays: 0, cells: 0, drives: 0, reads: 0, conversions: 0 };
  const wide = outputs * slices * lines;
  for (let top = 0; top < inputs; top += rows)
    for (let left = 0; left < wide; left += columns) {
      found.arrays++;
      found.cells += rows * columns;
      for (let phase = 0; phase < phases; phase++) {
        // Lines without an input are not driven.
        found.drives += Math.min(rows, inputs - top);
        found.reads += Math.min(rows, inputs - top) * Math.min(columns, wide - left);
        found.conversions += Math.min(columns, wide - left) / lines;
      }
    }
  return found;
}

it.each([
  [1600, 1600],
  [1600, 6400],
  [768, 64],
  [129, 33],
  [5, 200],
])("a vector of %i inputs and %i outputs meets what a walk over its arrays meets", (inputs, outputs) => {
  const counts = matrixCounts(inputs, outputs, behaviour);
  const own = walked(inputs, outputs);
  expect(counts).toMatchObject(own);
  // All parts of an output are added to the first.
  expect(counts.adds).toBe(own.conversions - outputs);
});

it("a converter of 16 columns takes sixteen turns a phase, and no more than an array has columns", () => {
  const of = (columnsPerConverter: number, lines: number) =>
    matrixCounts(64, 64, { ...behaviour, columnsPerConverter, lines }).turns / behaviour.phases;
  expect([16, 128, 1000].map((columns) => of(columns, 1))).toEqual([16, 128, 128]);
  // Two lines of a pair are one column.
  expect([16, 128].map((columns) => of(columns, 2))).toEqual([16, 64]);
});

describe("the steps of a layer", () => {
  const shape = { heads: 12, kvHeads: 3, headWidth: 32 };
  const widths = { modelWidth: 384, hiddenWidth: 1000, gated: true };

  it("have grouped heads' narrower keys and values, and a gate of the same inputs", () => {
    const stages = stagesOf(widths, shape, behaviour);
    expect(stages.map(({ block, matrices }) => [block, matrices])).toEqual([
      [
        "queryKeyValue",
        [
          [384, 384],
          [384, 96],
          [384, 96],
        ],
      ],
      ["outputProjection", [[384, 384]]],
      [
        "up",
        [
          [384, 1000],
          [384, 1000],
        ],
      ],
      ["down", [[1000, 384]]],
    ]);
    expect(stages.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [384, 576],
      [384, 384],
      [384, 2000],
      [1000, 384],
    ]);
    expect(stagesOf({ ...widths, gated: false }, shape, behaviour)[2].outputs).toBe(1000);
    const words = 384 * 576 + 384 * 384 + 3 * 384 * 1000;
    expect(cellsOf(stages, behaviour)).toBe(words * behaviour.slices * behaviour.lines);
  });
});
