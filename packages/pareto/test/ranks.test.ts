import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dense } from "../src/dense.ts";
import { nonDominated } from "../src/front.ts";
import { constrainedRanks, nonDominatedRanks } from "../src/ranks.ts";
import { dominatesByDefinition, ranksByPeeling, toDense } from "./brute-force.ts";
import { createRng } from "./random.ts";

const coordinate = fc.constantFrom(-Infinity, -1, -0, 0, 1, 2, 3, 4, Infinity);
const pointSets = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.array(coordinate, { minLength: columns, maxLength: columns }), { maxLength: 40 }),
    ),
  );

describe("non-dominated ranks", () => {
  test("equal the fronts peeled off one after another, in one to five objectives", () => {
    fc.assert(
      fc.property(pointSets, ([columns, rows]) => {
        expect([...nonDominatedRanks(toDense(rows, columns))]).toEqual(ranksByPeeling(rows));
      }),
      { seed: 31, numRuns: 1500 },
    );
  });

  test("do not change under monotone maps of an objective", () => {
    fc.assert(
      fc.property(pointSets, ([columns, rows]) => {
        const mapped = rows.map((row) => row.map((x, c) => (c % 2 === 0 ? Math.atan(x) : x * 3)));
        expect(nonDominatedRanks(toDense(mapped, columns))).toEqual(
          nonDominatedRanks(toDense(rows, columns)),
        );
      }),
      { seed: 32, numRuns: 300 },
    );
  });

  test.each([2, 3, 4, 6])("%i objectives, 5000 points: rank 0 is the front, the rest peels on", (columns) => {
    const rng = createRng(`ranks ${columns}`);
    const points = dense(5000, columns);
    for (let k = 0; k < points.data.length; k++) points.data[k] = rng.integer(1000);
    const ranks = nonDominatedRanks(points);
    let left = Array.from({ length: points.rows }, (_, i) => i);
    for (let rank = 0; left.length > 0; rank++) {
      const part = toDense(
        left.map((i) => [...points.data.subarray(i * columns, (i + 1) * columns)]),
        columns,
      );
      const front = new Set(nonDominated(part).map((k) => left[k]));
      expect(left.filter((i) => ranks[i] === rank)).toEqual([...front]);
      left = left.filter((i) => !front.has(i));
    }
  });

  test("NaN is refused with its row", () =>
    expect(() => nonDominatedRanks(dense(2, 1, Float64Array.of(0, Number.NaN)))).toThrow("NaN in row 1"));
});

describe("ranks under constraint domination", () => {
  test("equal peeling by the rule of pairs", () => {
    const violation = fc.constantFrom(0, 0, 0, 0.5, 2, Infinity, Number.NaN);
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate, violation), { maxLength: 25 }), (individuals) => {
        const worst = (v: number): number => (Number.isNaN(v) ? Infinity : v);
        const better = ([a, b, v]: number[], [c, d, w]: number[]): boolean =>
          worst(v) < worst(w) || (v === 0 && w === 0 && dominatesByDefinition([a, b], [c, d]));
        const ranks = new Array<number>(individuals.length).fill(-1);
        for (let rank = 0; ranks.includes(-1); rank++) {
          const left = [...ranks.keys()].filter((i) => ranks[i] < 0);
          const front = left.filter((i) => !left.some((j) => better(individuals[j], individuals[i])));
          for (const i of front) ranks[i] = rank;
        }
        const points = toDense(
          individuals.map(([a, b]) => [a, b]),
          2,
        );
        const violations = Float64Array.from(individuals, ([, , v]) => v);
        expect([...constrainedRanks(points, violations)]).toEqual(ranks);
      }),
      { seed: 33, numRuns: 800 },
    );
  });
});
