import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dense } from "../src/dense.ts";
import { denseRanks, lexicographicOrder } from "../src/dominance.ts";
import { dominanceTree } from "../src/dominance-tree.ts";
import { createRankSet } from "../src/staircase.ts";
import { dominatesByDefinition, rowsOf, toDense } from "./brute-force.ts";
import { createRng } from "./random.ts";

describe("lexicographic order", () => {
  // From 1500 rows on, rows are sorted by buckets of bits; below, by comparisons.
  test.each([0, 1, 1499, 1500, 4000])("%i rows: as a comparison sort, ties in file order", (rows) => {
    const rng = createRng(`order ${rows}`);
    const odd = [
      -Infinity,
      Infinity,
      -0,
      0,
      Number.MIN_VALUE,
      -Number.MIN_VALUE,
      1e308,
      -1e308,
      1,
      -1,
      -1 - 2 ** -52,
      -1 + 2 ** -53,
    ];
    const points = dense(rows, 3);
    for (let k = 0; k < points.data.length; k++)
      points.data[k] =
        k % 3 === 0 ? odd[rng.integer(odd.length)] : k % 3 === 1 ? rng.integer(4) : rng.normal();
    for (const keys of [[0, 1, 2], [1, 0], [2], []]) {
      const expected = Array.from({ length: rows }, (_, i) => i).sort((a, b) => {
        const key = keys.find((c) => points.data[3 * a + c] !== points.data[3 * b + c]);
        return key === undefined ? a - b : points.data[3 * a + key] < points.data[3 * b + key] ? -1 : 1;
      });
      expect([...lexicographicOrder(points, keys)]).toEqual(expected);
    }
  });

  test("dense ranks count the distinct smaller values; −0 is 0", () => {
    const { ranks, distinct } = denseRanks(dense(6, 1, Float64Array.of(5, -0, 5, -Infinity, 0, 7)), 0);
    expect([...ranks]).toEqual([2, 1, 2, 0, 1, 3]);
    expect(distinct).toBe(4);
  });
});

test("a rank set finds the largest member below, at every size of words over words", () => {
  for (const size of [1, 31, 32, 33, 1024, 1025, 40_000]) {
    const rng = createRng(size);
    const set = createRankSet(size);
    const members = new Set<number>();
    for (let step = 0; step < 600; step++) {
      const rank = rng.integer(size);
      if (rng.uniform() < 0.6) {
        set.add(rank);
        members.add(rank);
      } else {
        set.remove(rank);
        members.delete(rank);
      }
      const query = rng.integer(size);
      expect(set.has(query)).toBe(members.has(query));
      expect(set.below(query)).toBe(Math.max(-1, ...[...members].filter((m) => m < query)));
    }
  }
});

test("a dominance tree answers as the definition, for its own points and others, copies and infinities", () => {
  const coordinate = fc.constantFrom(-Infinity, -0, 0, 1, 2, 3, 4, Infinity);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }).chain((columns) => {
        const row = fc.array(coordinate, { minLength: columns, maxLength: columns });
        return fc.tuple(
          fc.constant(columns),
          fc.array(row, { maxLength: 120 }),
          fc.array(row, { maxLength: 10 }),
        );
      }),
      ([columns, rows, others]) => {
        const points = toDense(rows, columns);
        const tree = dominanceTree(points);
        for (const x of [...rowsOf(points), ...others])
          expect(tree.dominates(x)).toBe(rows.some((row) => dominatesByDefinition(row, x)));
      },
    ),
    { seed: 71, numRuns: 400 },
  );
});
