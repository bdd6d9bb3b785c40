import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import { nearFront, nonDominated } from "#pareto";
import { promoted } from "../src/point-outcome.ts";

const rng = createRng("near front");
const cloud = (rows: number, columns: number) =>
  dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => rng.uniform()),
  );

it("takes what promotion takes, where that is few", () => {
  const points = cloud(800, 3);
  expect(nearFront(points, 0.05, 2000)).toEqual(promoted(points.data as Float64Array, 3, 0.05));
});

it("of too many near the front takes the whole front first, and never more than asked for", () => {
  const points = cloud(60_000, 3);
  const rows = nearFront(points, 0.25, 1000);
  expect(rows).toHaveLength(1000);
  const front = [...nonDominated(points)];
  expect(front.length).toBeLessThan(1000);
  expect(front.every((row) => rows.includes(row))).toBe(true);
});

it("of a front that alone is too long takes some from end to end, in time", () => {
  const count = 50_000;
  const points = dense(
    count,
    2,
    Float64Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? k / 2 : count - (k - 1) / 2)),
  );
  const rows = nearFront(points, 0.25, 500);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.length).toBeLessThanOrEqual(500);
  expect(rows[0]).toBeLessThan(count / 100);
  expect(rows.at(-1)).toBeGreaterThan(0.99 * count);
});
