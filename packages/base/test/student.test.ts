import { describe, expect, test } from "vitest";
import { studentQuantile, studentTail } from "../src/statistics.ts";

describe("two-sided tail of Student's t", () => {
  test("closed forms with one, two and four degrees of freedom", () => {
    for (const t of [1e-6, 0.1, 1, 3, 12.7, 1e3]) {
      const [one, two] = [1 - (2 * Math.atan(t)) / Math.PI, 1 - t / Math.sqrt(2 + t * t)];
      expect(Math.abs(studentTail(t, 1) - one)).toBeLessThan(1e-12);
      expect(Math.abs(studentTail(-t, 2) - two)).toBeLessThan(1e-12);
      const s = t / Math.sqrt(4 + t * t);
      expect(Math.abs(studentTail(t, 4) - (1 - 1.5 * (s - s ** 3 / 3)))).toBeLessThan(1e-12);
    }
  });

  test.each([
    // SciPy 1.17, 2 t.sf(|t|, ν).
    [2.228138852, 10, 0.04999999999883647],
    [4.586893859, 10, 0.0009999999995441197],
    [50, 3, 1.761715204127197e-5],
    [100, 30, 1.984611796727031e-39],
    [2, 2.5, 0.1573914957579659],
    [0.001, 5, 0.9992407867721976],
  ])("t = %d, ν = %d", (t, freedom, p) =>
    expect(Math.abs(studentTail(t, freedom) / p - 1)).toBeLessThan(1e-9),
  );

  test("is 0.05 at the tabled quantiles, and normal without end of freedom", () => {
    for (let freedom = 1; freedom <= 20; freedom++)
      expect(studentTail(studentQuantile(freedom), freedom)).toBeCloseTo(0.05, 12);
    expect(studentTail(1.959963985, Number.POSITIVE_INFINITY)).toBeCloseTo(0.05, 6);
  });

  // Closed forms: tan(0.475 π), 0.95 √(2 / (1 − 0.95²)); the others from tables of eight digits.
  test("quantiles are those of closed forms and tables", () => {
    expect(studentQuantile(1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 9);
    expect(studentQuantile(2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 9);
    expect(studentQuantile(10)).toBeCloseTo(2.22813885, 8);
    expect(studentQuantile(30)).toBeCloseTo(2.04227246, 8);
    expect(studentQuantile(120)).toBeCloseTo(1.97993041, 8);
    expect(studentQuantile(0)).toBe(Number.POSITIVE_INFINITY);
  });

  test("ends: 1 at zero, 0 at infinity; no freedom and NaN are refused", () => {
    expect(studentTail(0, 3)).toBe(1);
    expect(studentTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(() => studentTail(1, 0)).toThrow("positive degrees of freedom, received 0");
    expect(() => studentTail(Number.NaN, 1)).toThrow(RangeError);
  });
});
