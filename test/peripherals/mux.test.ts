import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { bind } from "./bind.ts";

const priceAt = (nm: number) => {
  const { area, actions } = bind<"select">("mux", "pass-gate").cost(createTechnology(nanometres(nm)));
  return { area, energy: actions.select.energy };
};

/**
 * Transistors of low standby power of DNN+NeuroSim V1.4, Technology.cpp: supply (V), on-currents of n and p (A/m), ideal and fringe
 * capacitance of a gate (F/m).
 */
const TRANSISTORS = {
  65: [1.1, 400, 238.7, 1.1926e-9, 9.62148e-10],
  32: [0.9, 600.2, 400, 8.375279e-10, 6.856677e-10],
} as const;

describe("a pass gate at another node", () => {
  it("is at 65 nm as wide as its transistors need for the same resistance, by hand", () => {
    const energy = (node: 65 | 32): number => {
      const [volts, n, , ideal, fringe] = TRANSISTORS[node];
      return (volts / n) * (1.2 * ideal + fringe) * volts ** 2;
    };
    const area = (node: 65 | 32): number => {
      const [volts, n, p] = TRANSISTORS[node];
      return (volts / n + volts / p) * node;
    };
    const [own, base] = [priceAt(65), priceAt(32)];
    expect(Math.abs(own.energy / base.energy / (energy(65) / energy(32)) - 1)).toBeLessThan(2e-3);
    expect(Math.abs(own.area / base.area / (area(65) / area(32)) - 1)).toBeLessThan(2e-3);
  });

  it("is at 22 nm what runs of arrays with a transistor a cell took: 0.23 for 0.38 pJ, 214 for 369 µm²", () => {
    const [own, base] = [priceAt(22), priceAt(32)];
    expect(own.energy / base.energy).toBeCloseTo(0.23 / 0.38, 3);
    expect(own.area / base.area).toBeCloseTo(214 / 369, 3);
  });

  it("costs a little less at a node that is a little smaller, from 65 to 7 nm", () => {
    fc.assert(
      fc.property(fc.double({ min: 7.01, max: 65, noNaN: true }), (nm) => {
        const [own, less] = [priceAt(nm), priceAt(nm * 0.9999)];
        for (const key of ["area", "energy"] as const) {
          expect(less[key]).toBeLessThanOrEqual(own[key]);
          expect(own[key] / less[key]).toBeLessThan(1.0005);
        }
      }),
      { examples: [[22], [22.001], [32], [32.002]] },
    );
  });
});
