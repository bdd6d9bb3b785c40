import { describe, expect, it } from "vitest";
import { contour, contourLevels } from "../src/heat-map.ts";
import { rampColour } from "../src/ramp.ts";

const grid = (rows: number, columns: number, of: (row: number, column: number) => number): number[][] =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => of(row, column)));

describe("a contour", () => {
  it("of a plane is the straight line where it takes the level", () => {
    const pieces = contour(
      grid(4, 5, (row, column) => 2 * column + row),
      3.5,
    );
    expect(pieces.length).toBeGreaterThan(3);
    for (const { column, row } of pieces.flat()) expect(2 * column + row).toBeCloseTo(3.5, 12);
  });

  it("of a hill is closed: every end is the end of two pieces", () => {
    const pieces = contour(
      grid(9, 9, (row, column) => -Math.hypot(row - 4.1, column - 3.9)),
      -2.5,
    );
    const ends = new Map<string, number>();
    for (const { column, row } of pieces.flat()) {
      const key = `${column.toFixed(9)} ${row.toFixed(9)}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
    expect(new Set(ends.values())).toEqual(new Set([2]));
    for (const { column, row } of pieces.flat())
      expect(Math.abs(Math.hypot(row - 4.1, column - 3.9) - 2.5)).toBeLessThan(0.1);
  });

  it("of a saddle has two pieces that do not cross, by the mean of the corners", () => {
    const high = contour(
      [
        [2, 0],
        [0, 2],
      ],
      0.9,
    );
    // The mean is above: the high corners are joined, and the pieces cut off the low ones.
    expect(high).toHaveLength(2);
    const near = high.map((piece) => piece.map(({ column, row }) => column - row));
    expect(near.some(([a, b]) => a > 0 && b > 0)).toBe(true);
    expect(near.some(([a, b]) => a < 0 && b < 0)).toBe(true);
    const low = contour(
      [
        [2, 0],
        [0, 2],
      ],
      1.1,
    ).map((piece) => piece.map(({ column, row }) => column + row - 1));
    expect(low.some(([a, b]) => a > 0 && b > 0)).toBe(true);
    expect(low.some(([a, b]) => a < 0 && b < 0)).toBe(true);
  });

  it("leaves out cells with a value that is no number", () => {
    expect(
      contour(
        [
          [0, Number.NaN],
          [2, 2],
        ],
        1,
      ),
    ).toEqual([]);
  });
});

describe("levels and colours of a heat map", () => {
  it("stand at even ratios between the ends", () => {
    expect(contourLevels([[1, 32]])).toEqual([2, 4, 8, 16]);
    expect(contourLevels([[5, 5]])).toEqual([]);
    expect(contourLevels([[Number.NaN]])).toEqual([]);
  });

  it("grow lighter with the value, so that it is read in grey", () => {
    const light = (colour: string): number =>
      [1, 3, 5].reduce(
        (sum, from) =>
          sum + [0.2126, 0.7152, 0.0722][(from - 1) / 2] * Number.parseInt(colour.slice(from, from + 2), 16),
        0,
      );
    const steps = Array.from({ length: 21 }, (_, n) => light(rampColour(n / 20)));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});
