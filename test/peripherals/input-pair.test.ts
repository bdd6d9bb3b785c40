import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology, transistorAt } from "#technology";
import { bind } from "./bind.ts";

const technology = createTechnology(nanometres(65));

describe.each([
  // What its energy charges to 1.1 V, or its own capacitor.
  ["charge", "comparator", "decide", 1, 41.7e-15 / 1.21],
  ["comparator-tree", "wta", "compete", 2, 41.7e-15 / 1.21],
  ["time-domain", "wta", "compete", 1, 20e-15],
] as const)("the offset of %s", (model, family, action, pairs, capacitance) => {
  const priceAt = (amperes: number, noise = "10 nA"): { area: number; energy: number } => {
    const { area, actions } = bind(family, model, { offset: `${amperes} A`, noise }).cost(technology);
    return { area, energy: (actions as Record<string, { energy: number }>)[action].energy };
  };
  const own = priceAt(50e-9);

  it("of a fifth takes 25 times the gates, by hand", () => {
    // 50 nA for 10 ns are 15 mV on 34 fF: a device of (3.4 mV µm / 15 mV)² = 0.055 µm².
    const matching = 2.2e-9 + ((Math.SQRT2 * 3.9e-9 - 2.2e-9) * 37) / 102;
    const more = priceAt(10e-9);
    const area = pairs * 2 * ((matching * capacitance) / (50e-9 * 10e-9)) ** 2 * 24;
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
