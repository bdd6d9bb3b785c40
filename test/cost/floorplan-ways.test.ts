import { expect, it } from "vitest";
import { type BlockAreas, dieOf } from "../../src/cost/floorplan/die.ts";
import { floorplanOf } from "../../src/cost/floorplan/distances.ts";

const MM2 = 1e-6;

it("a way to the second die goes on for half of its side", () => {
  // 4 mm² of arrays behind the link.
  const areas: BlockAreas = { arrays: 4 * MM2, buffer: 9 * MM2, mac: 7 * MM2, link: 0.5 * MM2 };
  const plan = floorplanOf(dieOf(areas, 1));
  const [there, link] = [plan.lengths("buffer", "arrays"), plan.lengths("buffer", "link")];
  expect(there.length).toBeGreaterThan(0);
  there.forEach((length, n) => {
    expect(length - link[n]).toBeCloseTo(1e-3, 12);
  });
});

it("four cores are as far from the ring of pads as the points of their region, on average over both", () => {
  const die = dieOf({ arrays: 4 * MM2, buffer: 36 * MM2, mac: 28 * MM2, pads: 2 * MM2 }, 4);
  const { region, ring } = die;
  const [wide, high] = [die.width + ring, die.height + ring];
  const middles = Array.from({ length: 40 }, (_, n) => (n + 0.5) / 40);
  const mean = (from: number, side: number, place: number): number =>
    middles.reduce((all, s) => all + Math.abs(from + s * side + ring / 2 - place), 0) / 40;
  const x = (place: number): number => mean(region.x, region.width, place);
  const y = (place: number): number => mean(region.y, region.height, place);
  let sum = 0;
  for (const s of middles)
    for (const far of [0, 1])
      sum += wide * (x(s * wide) + y(far * high)) + high * (x(far * wide) + y(s * high));
  const [length] = floorplanOf(die).lengths("buffer", "pads");
  expect(length / (sum / (80 * (wide + high)))).toBeCloseTo(1, 3);
});
