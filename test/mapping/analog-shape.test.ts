import { expect, it } from "vitest";
import { createRng } from "#base";
import type { Design } from "../../src/design/design.ts";
import { arrayShape, arraysOf, convertersOf, dynamicCensus } from "../../src/mapping/rivals.ts";
import type { Sizes } from "../../src/mapping/sizes.ts";

const designOf = (behaviour: Record<string, number>): Design =>
  ({ cores: 3, baselines: { analog: { behaviour } } }) as unknown as Design;

it("arrays hold keys a column an element's slice, and values a row a token, laid out one by one", () => {
  const rng = createRng(5).fork("arrays");
  let narrow = 0;
  for (let n = 0; n < 300; n++) {
    const [rows, columns, slices, lines] = [
      1 + rng.integer(40),
      1 + rng.integer(70),
      1 + rng.integer(4),
      1 + rng.integer(2),
    ];
    const columnsPerConverter = 1 + rng.integer(8);
    const [width, length] = [1 + rng.integer(90), 1 + rng.integer(300)];
    const design = designOf({ rows, columns, slices, lines, columnsPerConverter });
    const sizes = { width, length } as Sizes;
    // Columns that an element takes in a row, laid side by side from array to array.
    const arraysFor = (elements: number): number => {
      let arrays = 0;
      for (let left = elements * slices * lines; left > 0; left -= columns) arrays++;
      return arrays;
    };
    const stacked = (height: number): number => {
      let arrays = 0;
      for (let left = height; left > 0; left -= rows) arrays++;
      return arrays;
    };
    let keys = 0;
    while ((keys + 1) * slices * lines <= columns) keys++;
    if (keys === 0) narrow++;
    // An array that is narrower than a key holds a part of one.
    expect(arrayShape(sizes, design)).toEqual({ keys: keys || 1, across: arraysFor(width) });
    expect(arraysOf(sizes, design)).toEqual({
      keys: stacked(width) * arraysFor(length),
      values: stacked(length) * arraysFor(width),
    });
    let converters = 0;
    for (let left = columns / lines; left > 1e-9; left -= columnsPerConverter) converters++;
    expect(convertersOf(design)).toBe(converters);
    const { dynamicArray, dynamicDac, dynamicAdc } = dynamicCensus(design, 7, 1);
    expect([dynamicArray, dynamicDac, dynamicAdc]).toEqual([7 * rows * columns, 7 * rows, 7 * converters]);
  }
  expect(narrow).toBeGreaterThan(10);
});
