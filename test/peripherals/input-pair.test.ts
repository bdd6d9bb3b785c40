import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nanometres } from "../../src/base/units.ts";
import { createTechnology, transistorAt } from "../../src/technology/technology.ts";
import { bind } from "./bind.ts";

const technology = createTechnology(nanometres(65));

describe.each([
  ["charge", "comparator", "decide", 1],
  ["comparator-tree", "wta", "compete", 2],
  ["time-domain", "wta", "compete", 1],
] as const)("the offset of %s", (model, family, action, pairs) => {
  const priceAt = (amperes: number, noise = "10 nA"): { area: number; energy: number } => {
    const { area, actions } = bind(family, model, { offset: `${amperes} A`, noise }).cost(technology);
    return { area, energy: (actions as Record<string, { energy: number }>)[action].energy };
  };
  const own = priceAt(50e-9);

  it("of a fifth takes 25 times the gates, by hand", () => {
    // 50 nA are 5 mV at 10 µS: a device of (3.5 mV µm / 5 mV)² = 0.49 µm².
    const more = priceAt(10e-9);
    const area = pairs * 2 * 0.49e-12 * 24;
    expect((more.area - own.area) / area).toBeCloseTo(1, 9);
    const energy = area * 0.023 * transistorAt(nanometres(65)).supply ** 2;
    expect((more.energy - own.energy) / energy).toBeCloseTo(1, 9);
  });

  it("costs more the smaller it is, a little more for a little less, and saves nothing where it is large", () => {
    fc.assert(
      fc.property(fc.double({ min: -11.9, max: -3.1, noNaN: true }), (exponent) => {
        const at = 10 ** exponent;
        const [less, more] = [priceAt(at * 1.0001), priceAt(at)];
        for (const key of ["area", "energy"] as const) {
          expect(more[key]).toBeGreaterThanOrEqual(less[key]);
          expect(more[key] / less[key]).toBeLessThan(1.0003);
          expect(less[key]).toBeGreaterThanOrEqual(own[key] * (1 - 1e-12));
        }
      }),
    );
    expect(priceAt(1e-6).area / own.area).toBeCloseTo(1, 12);
    expect(priceAt(1e-6).energy / own.energy).toBeCloseTo(1, 12);
  });

  it("is never none, and less noise costs energy too", () => {
    expect(() => bind(family, model, { offset: "0 A" })).toThrow(
      /expected a quantity in \[1e-12 A, 0.001 A\]|expected a quantity/,
    );
    expect(priceAt(50e-9, "5 nA").energy).toBeGreaterThan(1.5 * own.energy);
  });
});
