import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { lineDensity, opacity } from "../src/page/density.ts";
import { pixelOf, plotPoints } from "../src/page/scatter/scatter-points.ts";

describe("lines counted a cell", () => {
  it("are all there in every column of every gap, without holes", () => {
    const rng = createRng(1);
    const [count, width, height] = [200, 41, 30];
    const rows = Array.from({ length: 3 }, () =>
      Int16Array.from({ length: count }, () => rng.integer(height)),
    );
    const mask = Uint8Array.from({ length: count }, (_, n) => n % 2);
    const { counts } = lineDensity(rows, [0, 20, 40], mask, width, height);
    // A line puts at least one count into each column, and as many as it has rows to cross.
    for (let column = 0; column < 40; column++) {
      let sum = 0;
      for (let row = 0; row < height; row++) sum += counts[row * width + column];
      expect(sum).toBeGreaterThanOrEqual(count / 2);
    }
  });

  it("start and end where their designs stand, twins as one line of their number", () => {
    const rows = [Int16Array.of(0, 0, 5), Int16Array.of(9, 9, -1)];
    const { counts, most } = lineDensity(rows, [0, 10], Uint8Array.of(1, 1, 1), 11, 10);
    expect(counts[0]).toBe(2);
    expect(most).toBe(2);
    // One row a column on the diagonal; the design without a value draws nothing.
    expect(counts.reduce((sum, x) => sum + x, 0)).toBe(20);
  });

  it("are opaquer the more they are, and the fewest are seen", () => {
    expect(opacity(1, 1)).toBe(1);
    expect(opacity(1, 10_000)).toBeCloseTo(0.15, 9);
    expect(opacity(10_000, 10_000)).toBeCloseTo(1, 9);
    expect(opacity(100, 10_000)).toBeGreaterThan(opacity(10, 10_000));
  });
});

describe("points as squares of pixels", () => {
  it("stand where they belong, and not outside", () => {
    const data = new Uint32Array(25);
    const places = { xs: Float32Array.of(2, 0, Number.NaN), ys: Float32Array.of(3, 0, 1) };
    const pixel = pixelOf([0x12, 0x34, 0x56]);
    plotPoints({ width: 5, height: 5, data }, places, 1, Uint8Array.of(1, 1, 1), 1, 1, pixel);
    const set = [...data].flatMap((value, n) => (value === pixel ? [[n % 5, Math.floor(n / 5)]] : []));
    expect(set).toEqual([
      [1, 2],
      [2, 2],
      [1, 3],
      [2, 3],
    ]);
    expect([...new Uint8Array(Uint32Array.of(pixel).buffer)]).toEqual([0x12, 0x34, 0x56, 255]);
  });
});
