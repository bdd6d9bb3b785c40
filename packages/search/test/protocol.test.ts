import { describe, expect, test } from "vitest";
import { createRng } from "#base";
import { nsga2Search } from "../src/nsga2.ts";
import {
  latinHypercubeSearch,
  type Outcome,
  randomSearch,
  type Search,
  type SearchPoint,
} from "../src/search.ts";
import { sobolSearch } from "../src/sobol.ts";

const COUNT = 137;
const SEARCHES: readonly [string, (seed: number) => Search][] = [
  ["random", (seed) => randomSearch(3, COUNT, createRng(seed))],
  ["sobol", (seed) => sobolSearch(3, COUNT, createRng(seed))],
  ["latin-hypercube", (seed) => latinHypercubeSearch(3, COUNT, createRng(seed))],
  ["nsga2", (seed) => nsga2Search({ axes: 3, population: 20, evaluations: COUNT }, createRng(seed))],
  [
    "nsga2 on lists",
    (seed) =>
      nsga2Search({ axes: 3, population: 20, evaluations: COUNT, levels: [9, null, 5] }, createRng(seed)),
  ],
];

/** Two conflicting objectives, a constraint, and some points without numbers. */
const outcomeOf = ({ coordinates: [x, y, z] }: SearchPoint): Outcome | null =>
  x + y > 1.7
    ? null
    : { objectives: [x + z * z, (1 - x) ** 2 + Math.abs(y - 0.3)], violation: Math.max(0, 0.2 - z) };

/** Asks in batches; tells what is open in an order of its own, up to `late` points behind. */
function run(search: Search, batch: number, late: number, order: number): SearchPoint[] {
  const rng = createRng(order);
  const all: SearchPoint[] = [];
  const open: SearchPoint[] = [];
  while (!search.isDone) {
    const asked = search.ask(batch);
    expect(asked.length).toBeLessThanOrEqual(batch);
    all.push(...asked);
    open.push(...asked);
    while (open.length > (asked.length === 0 ? 0 : late)) {
      const [point] = open.splice(rng.integer(open.length), 1);
      search.tell(point.index, outcomeOf(point));
    }
  }
  expect(search.ask(5)).toEqual([]);
  return all;
}

describe.each(SEARCHES)("%s", (_, create) => {
  test("asks the same points whatever the batch and the order of tells; another seed asks others", () => {
    const plain = run(create(1), 1, 0, 0);
    expect(plain.map(({ index }) => index)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
    expect(plain.flatMap(({ coordinates }) => coordinates).every((u) => u >= 0 && u < 1)).toBe(true);
    for (const [batch, late, order] of [
      [1, 5, 1],
      [7, 13, 2],
      [64, 30, 3],
      [1000, 0, 4],
    ])
      expect(run(create(1), batch, late, order)).toEqual(plain);
    expect(run(create(2), 1, 0, 0)).not.toEqual(plain);
  });

  test("refuses an outcome of a point that is not open", () => {
    const search = create(1);
    expect(() => search.tell(0, null)).toThrow(RangeError);
    search.ask(2);
    expect(() => search.tell(2, null)).toThrow(/received.* index 2/);
    expect(() => search.tell(0.5, null)).toThrow(RangeError);
    search.tell(1, null);
    expect(() => search.tell(1, null)).toThrow(RangeError);
    expect(search.isDone).toBe(false);
  });

  test("is done only when the last point is told", () => {
    const search = create(3);
    let left = COUNT;
    while (!search.isDone) {
      for (const point of search.ask(10)) {
        expect(search.isDone).toBe(false);
        search.tell(point.index, outcomeOf(point));
        left--;
      }
    }
    expect(left).toBe(0);
  });
});

test.each([
  ["random", randomSearch],
  ["sobol", sobolSearch],
])("%s: the first points do not depend on how many follow", (_, create) => {
  const points = (count: number) => create(4, count, createRng(8)).ask(100);
  expect(points(100)).toEqual(points(5000));
});

test("no points: done at once; a count that is none is refused", () => {
  for (const create of [randomSearch, sobolSearch, latinHypercubeSearch]) {
    const none = create(2, 0, createRng(1));
    expect(none.isDone).toBe(true);
    expect(none.ask(3)).toEqual([]);
    expect(() => create(2, 2.5, createRng(1))).toThrow(RangeError);
  }
});
