import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pickRows } from "../src/dominance.ts";
import { nonDominated } from "../src/front.ts";
import { crowdingDistances, prunedRows } from "../src/ranks.ts";
import { rowsOf, toDense } from "./brute-force.ts";

const coordinate = fc.constantFrom(-Infinity, -0, 0, 1, 2, 3, 4.5, 7, Infinity);
const fronts = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc
    .array(fc.array(coordinate, { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 14,
    })
    .map((rows) => {
      const all = toDense(rows, columns);
      return pickRows(all, nonDominated(all));
    }),
);

/** The definition, objective by objective, on the distinct rows of a front; rows that are no first copies get 0. */
function distancesByDefinition(rows: readonly (readonly number[])[]): number[] {
  const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, c) => x === b[c]);
  const first = rows.map((row, i) => rows.findIndex((other) => same(row, other)) === i);
  return rows.map((row, i) => {
    if (!first[i]) return 0;
    return row.reduce((total, _, c) => {
      const turned = (r: readonly number[]): number[] => [...r.slice(c), ...r.slice(0, c)];
      const less = (a: readonly number[], b: readonly number[]): boolean => {
        const k = a.findIndex((x, j) => x !== b[j]);
        return k >= 0 && a[k] < b[k];
      };
      const others = rows.filter((_, j) => first[j]).map(turned);
      const below = others.filter((other) => less(other, turned(row)));
      const above = others.filter((other) => less(turned(row), other));
      if (below.length === 0 || above.length === 0) return Number.POSITIVE_INFINITY;
      const values = others.map((other) => other[0]);
      const from = Math.max(...below.map((other) => other[0]));
      const to = Math.min(...above.map((other) => other[0]));
      if (from === to) return total;
      return to - from === Infinity
        ? Infinity
        : total + (to - from) / (Math.max(...values) - Math.min(...values));
    }, 0);
  });
}

describe("crowding distance", () => {
  test("by hand: ends Infinity, inner rows the sum over both objectives, not its mean", () => {
    const front = toDense(
      [
        [0, 10],
        [1, 6],
        [2, 5],
        [6, 1],
        [8, 0],
      ],
      2,
    );
    // (2 − 0)/8 + (10 − 5)/10; (6 − 1)/8 + (6 − 1)/10; (8 − 2)/8 + (5 − 0)/10
    const inner = [0.75, 1.125, 1.25];
    expect([...crowdingDistances(front)]).toEqual([Infinity, ...inner, Infinity]);
  });

  test("equals the definition with ties, copies and infinities", () => {
    fc.assert(
      fc.property(fronts, (front) => {
        const expected = distancesByDefinition(rowsOf(front));
        crowdingDistances(front).forEach((distance, row) => {
          if (Number.isFinite(expected[row])) expect(distance).toBeCloseTo(expected[row], 12);
          else expect(distance).toBe(Infinity);
        });
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  test("is carried along when rows change places", () => {
    fc.assert(
      fc.property(fronts, fc.nat(), (front, turn) => {
        const distinct = [...new Map(rowsOf(front).map((row) => [row.join(), row])).values()];
        const at = turn % distinct.length;
        const moved = [...distinct.slice(at), ...distinct.slice(0, at)].reverse();
        const before = crowdingDistances(toDense(distinct, front.columns));
        const after = crowdingDistances(toDense(moved, front.columns));
        moved.forEach((row, i) => {
          expect(after[i]).toBe(before[distinct.indexOf(row)]);
        });
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe("pruning", () => {
  test("takes the least crowded away one by one, distances anew each time", () => {
    fc.assert(
      fc.property(fronts, fc.nat(14), (front, count) => {
        const rows = Array.from({ length: front.rows }, (_, i) => i);
        while (rows.length > count) {
          const distances = [...crowdingDistances(pickRows(front, rows))];
          rows.splice(distances.lastIndexOf(Math.min(...distances)), 1);
        }
        expect(prunedRows(front, count)).toEqual(rows);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  test("thins a dense stretch instead of emptying it", () => {
    const dense = [0, 0.01, 0.02, 0.03, 0.04, 1].map((x) => [x, 1 - x]);
    expect(prunedRows(toDense(dense, 2), 3)).toEqual([0, 4, 5]);
  });
});
