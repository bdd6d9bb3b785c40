import { expect, test } from "vitest";
import { crossPolytopeCollision } from "../../src/attention/collision-law.ts";

const law = (degrees: number, n: number): number =>
  crossPolytopeCollision(Math.cos((degrees * Math.PI) / 180), n);

// One projection is a sign. Two make a square, whose corners are the signs of y₁ + y₂ and y₁ − y₂.
test("one and two projections: 1 − θ/π and its square", () => {
  let checked = 0;
  for (let degrees = 0.5; degrees < 180; degrees += 7.25, checked++) {
    const sign = 1 - degrees / 180;
    expect(Math.abs(law(degrees, 1) - sign)).toBeLessThan(1e-12);
    expect(Math.abs(law(degrees, 2) - sign ** 2)).toBeLessThan(1e-8);
  }
  expect(checked).toBe(25);
});

// The double integral over u and v with F by strips, composite 16-point Gauss–Legendre rules in 80-bit arithmetic (C).
test("more projections: a high-order integral in Cartesian coordinates", () => {
  const cases = [
    [40, 4, 0.502156863384049],
    [10, 8, 0.832476860212415],
    [10, 128, 0.744807028200143],
    [20, 128, 0.534168205727486],
    [70, 128, 0.034734803551041],
    [5, 1024, 0.839509971804825],
    [20, 1024, 0.459599008241958],
    [70, 1024, 0.011597836058967],
  ] as const;
  for (const [degrees, n, expected] of cases) expect(Math.abs(law(degrees, n) - expected)).toBeLessThan(1e-9);
  expect(cases.length).toBe(8);
});

test("1 − P falls linearly with a small angle; 1/(2n) at a right angle; the ends", () => {
  for (const n of [4, 64, 512]) {
    expect((1 - law(0.01, n)) / (1 - law(0.02, n))).toBeCloseTo(0.5, 3);
    expect(Math.abs(law(90, n) - 1 / (2 * n))).toBeLessThan(1e-9);
    expect(crossPolytopeCollision(1, n)).toBe(1);
    expect(crossPolytopeCollision(-1, n)).toBeLessThan(1e-12);
  }
  expect(() => crossPolytopeCollision(0.5, 0)).toThrow("at least 1 projection, received 0");
});
