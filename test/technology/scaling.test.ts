import { describe, expect, it } from "vitest";
import type { ScalingClass } from "../../src/base/component.ts";
import { nanometres } from "../../src/base/units.ts";
import { lineResistance, metalPitch } from "../../src/technology/interconnect.ts";
import { SCALING_LAWS, scalingFactor } from "../../src/technology/scaling.ts";

const NODES = [7, 10, 14, 16, 20, 22, 28, 32, 40, 45, 55, 65];
const CLASSES = Object.keys(SCALING_LAWS) as ScalingClass[];
const factor = (scaling: ScalingClass, term: "energy" | "area" | "delay", from: number, to: number): number =>
  scalingFactor(scaling, term, nanometres(from), nanometres(to));

describe.each(CLASSES)("law of %s", (scaling) => {
  it.each(["energy", "area", "delay"] as const)(
    "%s: 1 at its base, reciprocal, composable, monotone",
    (term) => {
      for (const a of NODES) {
        expect(factor(scaling, term, a, a)).toBe(1);
        for (const b of NODES) {
          expect(factor(scaling, term, a, b) * factor(scaling, term, b, a)).toBeCloseTo(1, 12);
          if (b > a) expect(factor(scaling, term, a, b)).toBeGreaterThanOrEqual(1);
          for (const c of NODES)
            expect(factor(scaling, term, a, b) * factor(scaling, term, b, c)).toBeCloseTo(
              factor(scaling, term, a, c),
              10,
            );
        }
      }
    },
  );
});

describe("logic, from 32 nm", () => {
  // Factors of the published table and polynomials at 0.8 V.
  it.each([
    [22, 0.55, 0.446],
    [65, 3.3, 1.88],
    [7, 0.13, 0.143],
  ])("to %i nm: area %d, energy %d", (node, area, energy) => {
    expect(factor("logic", "area", 32, node)).toBeCloseTo(area, 2);
    expect(factor("logic", "energy", 32, node)).toBeCloseTo(energy, 2);
  });
});

it("refuses nodes outside the domain", () => {
  expect(() => factor("logic", "energy", 32, 5)).toThrow("in [7, 65] nm, received 5 nm");
  expect(() => factor("logic", "energy", 90, 32)).toThrow(RangeError);
});

it("a 2F × 2F cell takes 0.01254 µm² at 32 nm", () => {
  expect(metalPitch(nanometres(32)) ** 2 * 1e12).toBeCloseTo(0.01254, 5);
});

it.each([
  [65, 0.248],
  [45, 0.349],
  [32, 0.522],
  [22, 0.782],
  [7, 2.09],
])("a cell's length of line has at %i nm %d ohm", (node, resistance) => {
  expect(lineResistance(nanometres(node))).toBeCloseTo(resistance, 2);
});
