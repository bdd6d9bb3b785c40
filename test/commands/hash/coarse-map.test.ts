import { expect, it } from "vitest";
import { dense } from "#base";
import { coarseMap } from "../../../src/commands/hash/report/charts.ts";

it("averages the numbers of each block, by hand, and leaves out what is none", () => {
  const map = dense(3, 4, Float64Array.of(1, 3, 5, 7, 1, 3, Number.NaN, 7, 9, 11, Number.NaN, Number.NaN));
  const { block, means } = coarseMap(map, 2, 2);
  expect([block, means.rows, means.columns]).toEqual([{ rows: 2, columns: 2 }, 2, 2]);
  // (1 + 3 + 1 + 3) / 4, (5 + 7 + 7) / 3, (9 + 11) / 2, none.
  expect([...means.data]).toEqual([2, 19 / 3, 10, Number.NaN]);
});

it("leaves a map that is small enough as it is", () => {
  const map = dense(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
  expect(coarseMap(map, 2, 3)).toEqual({ block: { rows: 1, columns: 1 }, means: map });
});
