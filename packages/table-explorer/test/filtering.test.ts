import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandScale, numberScale } from "#charts";
import { nonDominated } from "#pareto";
import { filterOf, movedTo } from "../src/page/parallel-brush.ts";
import { frontLine, frontOrder } from "../src/page/scatter/scatter.ts";
import { nearest, neighbour } from "../src/page/scatter/scatter-pointer.ts";
import { countOf, type Filter, passes, passing } from "../src/page/state.ts";

const value = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Number.NaN));
const ones = (count: number): Uint8Array => new Uint8Array(count).fill(1);

describe("filters", () => {
  it("keep a design that passes each, as one by one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { maxLength: 30 }),
        fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
        fc.uniqueArray(fc.integer({ min: 0, max: 6 })),
        (rows, [from, to], places) => {
          const filters = new Map<number, Filter>([
            [0, { kind: "range", from, to }],
            [1, { kind: "places", places: new Set(places) }],
          ]);
          const columns = [0, 1].map((at) => rows.map((row) => row[at]));
          const mask = passing(columns, rows.length, filters);
          expect([...mask]).toEqual(
            rows.map((row) => ([...filters].every(([at, filter]) => passes(filter, row[at])) ? 1 : 0)),
          );
          expect(countOf(mask)).toBe([...mask].filter((kept) => kept === 1).length);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it("come from a drag along an axis, either way; a click keeps all", () => {
    const axis = (scale: ReturnType<typeof numberScale>) => ({
      column: 0,
      x: 0,
      scale,
      rows: new Int16Array(),
    });
    const linear = axis(numberScale([0, 100], false));
    const [up, down] = [filterOf(linear, 0, 0.2, 0.8), filterOf(linear, 0, 0.8, 0.2)];
    expect(up).toEqual(down);
    expect(up?.kind === "range" && up.from < 20 && up.to > 75).toBe(true);
    expect(filterOf(linear, 0, 0.5, 0.501)).toBeNull();
    expect(filterOf(axis(bandScale(4)), 4, 0.1, 0.4)).toEqual({ kind: "places", places: new Set([0, 1]) });
    expect(filterOf(axis(bandScale(4)), 4, 0.52, 0.56)).toEqual({ kind: "places", places: new Set([2]) });
  });
});

it("an axis is moved past its neighbours, and not past the ends", () => {
  expect(movedTo([5, 6, 7, 8], 5, 2)).toEqual([6, 7, 5, 8]);
  expect(movedTo([5, 6, 7, 8], 8, 0)).toEqual([8, 5, 6, 7]);
  expect([movedTo([5, 6], 5, -1), movedTo([5, 6], 6, 2)]).toEqual([
    [5, 6],
    [5, 6],
  ]);
});

describe("the front of two columns", () => {
  it("is that of explore, twins included, by ascending x", () => {
    const senses = fc.constantFrom("min" as const, "max" as const);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 40 }),
        senses,
        senses,
        (points, senseX, senseY) => {
          const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
          const order = frontOrder(xs, ys, [senseX, senseY]);
          const line = frontLine(order, xs, ys, [senseX, senseY], ones(points.length));
          const [signX, signY] = [senseX, senseY].map((sense) => (sense === "min" ? 1 : -1));
          const data = Float64Array.from(points.flatMap(([x, y]) => [signX * x, signY * y]));
          expect([...line].sort((a, b) => a - b)).toEqual(
            nonDominated({ rows: points.length, columns: 2, data }),
          );
          expect(line.map((n) => xs[n])).toEqual(line.map((n) => xs[n]).sort((a, b) => a - b));
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });

  it("is looked for among the kept designs alone", () => {
    const [xs, ys] = [
      [1, 2, 3],
      [1, 2, 0],
    ];
    const order = frontOrder(xs, ys, ["min", "min"]);
    expect(frontLine(order, xs, ys, ["min", "min"], Uint8Array.of(0, 1, 1))).toEqual([1, 2]);
  });
});

describe("pointing", () => {
  const [xs, ys] = [Float32Array.of(0, 10, 10, 30, Number.NaN), Float32Array.of(0, 0, 5, 0, 0)];

  it("finds the nearest kept design within reach", () => {
    expect(nearest(xs, ys, ones(5), 11, 4, 14)).toBe(2);
    expect(nearest(xs, ys, Uint8Array.of(1, 1, 0, 1, 1), 11, 4, 14)).toBe(1);
    expect(nearest(xs, ys, ones(5), 100, 100, 14)).toBe(-1);
  });

  it("walks through all kept designs in both directions and stays at the end", () => {
    const walk = (direction: 1 | -1): number[] => {
      const path: number[] = [];
      for (let at = neighbour(xs, ones(5), -1, direction); path[path.length - 1] !== at; )
        at = neighbour(xs, ones(5), path[path.push(at) - 1], direction);
      return path;
    };
    expect(walk(1)).toEqual([0, 1, 2, 3]);
    expect(walk(-1)).toEqual([3, 2, 1, 0]);
  });
});
