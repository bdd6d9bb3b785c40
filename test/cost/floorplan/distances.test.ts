// Ways between blocks of several cores and of what they share, against sums over points of the blocks.

import { describe, expect, it } from "vitest";
import { type BlockAreas, type Die, dieOf } from "../../../src/cost/floorplan/die.ts";
import { floorplanOf, splitArea, touching } from "../../../src/cost/floorplan/distances.ts";

const MM2 = 1e-6;
const FOUR: BlockAreas = { buffer: 36 * MM2, mac: 28 * MM2, softmax: 4 * MM2, projection: 8 * MM2 };

/** Mean of |u − p| over 400 points between two ends. */
const mean = (from: number, width: number, p: number): number =>
  Array.from({ length: 400 }, (_, n) => Math.abs(from + (width * (n + 0.5)) / 400 - p)).reduce(
    (a, b) => a + b,
  ) / 400;

/** Middle of a shared block along the width, from its rectangles. */
function middle(die: Die, block: string): number {
  const { rectangles = [] } = die.shared.find((one) => one.block === block) ?? {};
  const area = rectangles.reduce((sum, { width, height }) => sum + width * height, 0);
  return rectangles.reduce((sum, { x, width, height }) => sum + (x + width / 2) * width * height, 0) / area;
}

describe("what four cores share", () => {
  const areas: BlockAreas = {
    ...FOUR,
    search: 30 * MM2,
    topK: 2 * MM2,
    arrays: 20 * MM2,
    dynamicArrays: 90 * MM2,
  };
  const die = dieOf(areas, 4);
  const plan = floorplanOf(die);

  it("lies around them where the die would be wider than twice its height, each slice at its middle", () => {
    expect(die.height).toBeGreaterThan(die.region.height);
    expect(die.width / die.height).toBeCloseTo(2, 9);
    expect(die.region.y + die.region.height / 2).toBeCloseTo(die.height / 2, 12);
    for (const { block, x } of die.shared) expect(x, block).toBeCloseTo(middle(die, block), 12);
    // From left to right in the order of their distance.
    const from = die.shared.map(({ block }) => middle(die, block));
    expect(from).toEqual([...from].sort((a, b) => a - b));
  });

  it("is as far from a block of every core as from the points of their region, and no nearer than squares that touch", () => {
    const { x, y, width, height } = die.region;
    for (const shared of ["search", "topK", "arrays", "dynamicArrays"] as const)
      for (const own of ["buffer", "mac", "softmax", "projection"] as const) {
        const way = mean(x, width, middle(die, shared)) + mean(y, height, die.height / 2);
        const least = (Math.sqrt((areas[own] ?? 0) / 4) + Math.sqrt(areas[shared] ?? 0)) / 2;
        const found = plan.lengths(own, shared);
        for (const length of found) expect(length / Math.max(way, least)).toBeCloseTo(1, 4);
        expect(plan.lengths(shared, own)).toEqual(found);
      }
  });

  it("is as far from one another as its middles, or squares that touch", () => {
    const way = Math.abs(middle(die, "dynamicArrays") - middle(die, "search"));
    const [length] = plan.lengths("search", "dynamicArrays");
    expect(length / Math.max(way, touching(30 * MM2, 90 * MM2))).toBeCloseTo(1, 9);
    expect([...new Set(plan.lengths("search", "link"))]).toEqual([0]);
  });
});

describe("blocks of a core", () => {
  it("are as far apart in four cores as in one of a quarter of their areas", () => {
    const quarter = Object.fromEntries(Object.entries(FOUR).map(([block, area]) => [block, area / 4]));
    const [many, one] = [floorplanOf(dieOf(FOUR, 4)), floorplanOf(dieOf(quarter, 1))];
    for (const [from, to] of [
      ["buffer", "mac"],
      ["mac", "softmax"],
      ["buffer", "projection"],
    ] as const)
      many.lengths(from, to).forEach((length, n) => {
        expect(length / one.lengths(from, to)[n]).toBeCloseTo(1, 9);
      });
  });

  it("are left of the strip of their hash unit, half-way up", () => {
    // 16 mm² in a square of 4 mm, and a strip of 4 mm²: 1 mm wide; its middle at 4.5 mm, 2 mm up.
    const plan = floorplanOf(dieOf({ buffer: 16 * MM2, projection: 4 * MM2 }, 1));
    expect(plan.die.strip).toBeCloseTo(1e-3, 12);
    // Squares of 4 mm and 2 mm that touch are 3 mm apart, further than 2.5 mm.
    expect(plan.lengths("buffer", "projection")[0]).toBeCloseTo(3e-3, 12);
    const narrow = floorplanOf(dieOf({ buffer: 16 * MM2, projection: 0.04 * MM2 }, 1));
    expect(narrow.lengths("buffer", "projection")[0]).toBeCloseTo(2.1e-3, 12);
  });
});

it("an area that is split fills its rectangle in its shares, across the longer side", () => {
  const within = { x: 1, y: 2, width: 8, height: 4 };
  const named = [
    { name: "a", area: 4 },
    { name: "none", area: 0 },
    { name: "b", area: 3 },
    { name: "c", area: 1 },
  ];
  expect(splitArea(named, within)).toEqual([
    { name: "a", x: 1, y: 2, width: 4, height: 4 },
    { name: "b", x: 5, y: 2, width: 3, height: 4 },
    { name: "c", x: 8, y: 2, width: 1, height: 4 },
  ]);
  const high = splitArea(named.slice(2), { ...within, width: 2 });
  expect(high.map(({ y, height }) => [y, height])).toEqual([
    [2, 3],
    [5, 1],
  ]);
});
