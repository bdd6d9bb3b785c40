import { expect, it } from "vitest";
import { valueAt } from "../src/lookup-table.ts";

// A table of x y at uneven points: linear along each axis, so that bilinear interpolation is exact everywhere.
const first = Float64Array.of(0, 1, 3, 10);
const second = Float64Array.of(-1, 2, 4);
const product = {
  first,
  second,
  values: Float64Array.from([...first].flatMap((x) => [...second].map((y) => x * y))),
};

it.each([
  [0.5, 0],
  [2, 3],
  [7, 3.5],
  [12, 5],
  [-1, -3],
  [3, 2],
])("gives x y of a table of products at (%d, %d)", (x, y) => {
  expect(valueAt(product, x, y)).toBeCloseTo(x * y, 12);
});

it("goes from point to point of a bent curve, and on along its last piece", () => {
  const bent = {
    first: Float64Array.of(0),
    second: Float64Array.of(0, 1, 3, 4),
    values: Float64Array.of(0, 1, 9, 16),
  };
  // By hand: between (1, 1) and (3, 9) at 2 it is 5; past (4, 16), 7 a unit.
  expect([0.5, 2, 3.5, 5, -1].map((y) => valueAt(bent, 99, y))).toEqual([0.5, 5, 12.5, 23, -1]);
});
