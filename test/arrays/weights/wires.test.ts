import { describe, expect, it } from "vitest";
import { weightsSchema } from "../../../src/arrays/weights/settings.ts";
import { weightWires, wireSpread } from "../../../src/arrays/weights/wires.ts";

const settings = (given: Readonly<Record<string, unknown>>) =>
  weightsSchema.parse({ onResistance: "10 kohm", onOff: 4, ...given });

describe("wires of an array of weights", () => {
  it("leave of one cell what its two segments leave, at the mean level of its kind", () => {
    // Half of an offset weight's range above the lowest quarter, an eighth of a pair's.
    for (const [pairing, level] of [
      ["single", 0.25 + 0.75 / 2],
      ["differential", 0.25 + 0.75 / 8],
    ] as const) {
      const [share] = weightWires(settings({ rows: 1, columns: 1, pairing }), 50);
      expect(share).toBeCloseTo(1 / (1 + (2 * 50 * level) / 10_000), 6);
    }
  });

  it("take more the farther a cell is from its driver and from its converter", () => {
    const [rows, columns] = [12, 10];
    const shares = weightWires(settings({ rows, columns }), 20);
    const at = (i: number, j: number): number => shares[i * columns + j];
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        expect(at(i, j)).toBeLessThan(1);
        if (j > 0) expect(at(i, j)).toBeLessThan(at(i, j - 1));
        // The converter is at the bottom.
        if (i > 0) expect(at(i, j)).toBeGreaterThan(at(i - 1, j));
      }
  });

  it("take twice as much of twice the resistance, to first order", () => {
    const lost = (segment: number): number =>
      1 - Math.min(...weightWires(settings({ rows: 16, columns: 16 }), segment));
    expect(lost(0.02) / lost(0.01)).toBeCloseTo(2, 2);
  });

  it("vary over the rows of a column as the first order says, where little is lost", () => {
    for (const [rows, segment] of [
      [64, 0.05],
      [100, 0.02],
    ]) {
      const own = settings({ rows, columns: 8 });
      const shares = weightWires(own, segment);
      const column = Array.from({ length: rows }, (_, i) => shares[8 * i + 3]);
      const mean = column.reduce((sum, x) => sum + x, 0) / rows;
      const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows);
      expect(deviation / mean / wireSpread(own, segment)).toBeGreaterThan(0.93);
      expect(deviation / mean / wireSpread(own, segment)).toBeLessThan(1.07);
    }
  });
});
