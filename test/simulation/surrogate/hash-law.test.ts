import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cornersOf, type HashLaw } from "../../../src/simulation/surrogate/hash-law.ts";

const QUIET: HashLaw = {
  noise: 0,
  absoluteShare: 0,
  offset: 0,
  common: 0,
  spread: 0,
  largeShare: 0,
  largePower: 0,
  largeNoise: 0,
};

describe("corners of a law", () => {
  it("are the law itself at a node, whatever shares of nothing say", () => {
    for (const law of [QUIET, { ...QUIET, absoluteShare: 0.4, largeShare: 0.03 }]) {
      const corners = cornersOf(law);
      expect(corners).toHaveLength(1);
      expect(corners[0].law).toEqual(QUIET);
    }
  });

  it("have weights that sum to 1, and their mean is the law in the coordinate of the noise", () => {
    const t = (s: number): number => s / Math.hypot(1, s);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (noise, offset, largePower) => {
          const corners = cornersOf({ ...QUIET, noise, offset, largePower, largeShare: 0.01 });
          expect(corners.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
          const mean = corners.reduce((sum, { law, weight }) => sum + weight * t(law.noise), 0);
          // Corners of little weight are left out.
          expect(Math.abs(mean - t(noise))).toBeLessThan(0.012);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});
