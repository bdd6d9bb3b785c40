import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epsilonFront, epsilonNeighbourhood } from "../src/epsilon-front.ts";
import { dominatesByDefinition, frontByDefinition, toDense } from "./brute-force.ts";

const settings = { seed: 404, numRuns: 600 };
const pointSets = (value: fc.Arbitrary<number>, maxLength = 40) =>
  fc
    .integer({ min: 1, max: 4 })
    .chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { maxLength }),
      ),
    );
/** Quarters: exact in every sum and quotient below. */
const quarters = fc.integer({ min: -20, max: 20 }).map((k) => k / 4);
const withInfinities = fc.oneof({ weight: 8, arbitrary: quarters }, fc.constantFrom(-Infinity, Infinity));

describe("ε-front", () => {
  test("is part of the front, covers every point within ε, and holds one point a box", () => {
    fc.assert(
      fc.property(pointSets(withInfinities), fc.constantFrom(0, 0.25, 0.5, 2), ([columns, rows], side) => {
        const epsilon = Array.from({ length: columns }, (_, c) => (c === 1 ? side / 2 : side));
        const kept = epsilonFront(toDense(rows, columns), epsilon);
        const front = frontByDefinition(rows);
        expect(kept.filter((i) => !front.includes(i))).toEqual([]);
        for (const row of rows)
          expect(kept.some((i) => rows[i].every((x, c) => x <= row[c] + epsilon[c]))).toBe(true);
        const boxes = kept.map((i) =>
          rows[i].map((x, c) => (epsilon[c] === 0 ? x + 0 : Math.floor(x / epsilon[c]))).join(),
        );
        expect(new Set(boxes).size).toBe(kept.length);
        const corners = boxes.map((box) => box.split(",").map(Number));
        expect(frontByDefinition(corners)).toHaveLength(kept.length);
      }),
      settings,
    );
  });

  test("keeps the point nearest to its box's corner; ε = 0 keeps the first of each copy", () => {
    const rows = [
      [0.1, 0.8],
      [0.4, 0.4],
      [0.8, 0.1],
      [1.5, -0.5],
      [0.4, 0.4],
    ];
    expect(epsilonFront(toDense(rows, 2), [1, 1])).toEqual([1, 3]);
    expect(epsilonFront(toDense(rows, 2), [0, 0])).toEqual([0, 1, 2, 3]);
    // Three as near to the corner: the lexicographically first, and of its copies the first row.
    const ties = [
      [0.5, 0.25],
      [0.25, 0.5],
      [0.75, 0],
      [0.25, 0.5],
    ];
    expect(epsilonFront(toDense(ties, 2), [1, 1])).toEqual([1]);
    // A distance is in sides: twice as far in the first is as near as once in the second.
    expect(epsilonFront(toDense([ties[0], [0, 0.5]], 2), [2, 1])).toEqual([1]);
    expect(() => epsilonFront(toDense(rows, 2), [1])).toThrow("expected 2 values of ε, received 1");
    expect(() => epsilonFront(toDense(rows, 2), [1, -1])).toThrow("received -1");
  });
});

test("the ε-neighbourhood is what no point beats by ε in all, and by more in one", () => {
  fc.assert(
    fc.property(pointSets(withInfinities), fc.constantFrom(0, 0.25, 1), ([columns, rows], side) => {
      const epsilon = Array.from({ length: columns }, (_, c) => side * (c + 1));
      const expected = rows.flatMap((row, i) => {
        const moved = row.map((x, c) => x - epsilon[c]);
        return rows.some((other) => dominatesByDefinition(other, moved)) ? [] : [i];
      });
      expect(epsilonNeighbourhood(toDense(rows, columns), epsilon)).toEqual(expected);
    }),
    settings,
  );
});
