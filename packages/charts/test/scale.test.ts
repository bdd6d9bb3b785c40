import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandScale, isOverDecades, numberScale } from "../src/scale.ts";

const numbers = fc.array(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 20 });

describe("the scale of an axis", () => {
  it("places every value between its ends, in order, and finds it again", () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, isLog) => {
        const scale = numberScale(values, isLog);
        const sorted = [...values].sort((a, b) => a - b);
        const positions = sorted.map(scale.position);
        for (const [n, position] of positions.entries()) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(1);
          if (n > 0) expect(position).toBeGreaterThanOrEqual(positions[n - 1]);
          const spread = isLog ? sorted[n] : Math.max(sorted[sorted.length - 1] - sorted[0], sorted[n]);
          expect(Math.abs(scale.value(position) - sorted[n])).toBeLessThanOrEqual(1e-6 * spread);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("has ticks at round numbers within the axis, no more than are asked for", () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), fc.integer({ min: 2, max: 12 }), (values, isLog, most) => {
        const ticks = numberScale(values, isLog).ticks(most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const { position } of ticks) {
          expect(position).toBeGreaterThanOrEqual(-1e-9);
          expect(position).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 200, seed: 2 },
    );
    expect(
      numberScale([0, 10], false)
        .ticks(6)
        .map(({ value }) => value),
    ).toEqual([0, 2, 4, 6, 8, 10]);
    expect(
      numberScale([1e-3, 1e3], true)
        .ticks(8)
        .map(({ value }) => value),
    ).toEqual([1e-3, 1e-2, 0.1, 1, 10, 100, 1000]);
  });

  it("has no place for what is no number, nor a logarithm for zero", () => {
    expect(numberScale([1, 2], false).position(Number.NaN)).toBeNaN();
    expect(numberScale([1, 2], false).position(Number.POSITIVE_INFINITY)).toBeNaN();
    expect(numberScale([1, 200], true).position(0)).toBeNaN();
    expect(numberScale([0, 200], true).kind).toBe("linear");
    expect(numberScale([3], true).position(3)).toBeCloseTo(0.5, 9);
  });

  it("is logarithmic over decades of positive numbers", () => {
    expect(isOverDecades([1, 10])).toBe(true);
    expect(isOverDecades([1, 9.9])).toBe(false);
    expect(isOverDecades([0, 1e6])).toBe(false);
    expect(isOverDecades([Number.NaN])).toBe(false);
  });

  it("gives every word a band of its own", () => {
    const scale = bandScale(3);
    expect([0, 1, 2].map((place) => scale.value(scale.position(place)))).toEqual([0, 1, 2]);
    expect(scale.position(3)).toBeNaN();
  });
});
