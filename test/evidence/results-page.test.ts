import { expect, it } from "vitest";
import {
  checkNumbers,
  pageNumbers,
  placeOf,
  unmarkedNumbers,
} from "../../evidence/published/results-page.ts";

const STORED = {
  ratios: { "a/b": { energy: 1.0234 } },
  designs: [
    { id: "one", energy_J: 594.4e-6 },
    { id: "two", energy_J: 1.2e-3, share: 0.2149 },
  ],
};
const page = [
  "# 12 µJ in a heading is not checked",
  "C takes × 1.02<!-- r.json#ratios.a/b.energy --> the energy of B, 594 µJ <!-- r.json#designs[id=one].energy_J -->,",
  "and 21 %<!-- r.json#designs[1].share --> of 2 048<!-- r.json#designs[7].share --> keys at 1.3 mJ<!-- r.json#designs[id=two].energy_J -->.",
  "```",
  "7 ms",
  "```",
  "It took 5 s and 3 % more.",
].join("\n");
const checked = checkNumbers(pageNumbers(page), (file) => (file === "r.json" ? STORED : undefined));

it("a number holds where it is the stored one to half a unit of its last digit", () => {
  expect(checked.map(({ line, printed, holds, stored }) => [line, printed, holds, stored])).toEqual([
    [2, "× 1.02", true, 1.0234],
    [2, "594 µJ", true, 594.4e-6],
    [3, "21 %", true, 0.2149],
    [3, "2 048", false, null],
    [3, "1.3 mJ", false, 1.2e-3],
  ]);
});

it("a number with a unit and no stored result is found, but in code and headings", () => {
  expect(unmarkedNumbers(page)).toEqual(["7: 5 s", "7: 3 %"]);
});

it("an entry may be found by several of its keys", () => {
  const list = {
    all: [
      { a: 1, b: 1 },
      { a: 1, b: 2, c: 5 },
    ],
  };
  expect(placeOf(list, "all[a=1,b=2].c")).toBe(5);
  expect(placeOf(list, "all[a=2,b=2].c")).toBeUndefined();
});

it("a place that is not there is undefined", () => {
  for (const path of ["designs[id=three].energy_J", "designs.one", "ratios[0]", "none.of.these"])
    expect(placeOf(STORED, path)).toBeUndefined();
});
