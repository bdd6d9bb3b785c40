import { describe, expect, it } from "vitest";
import { InfeasibleError, nanometres } from "#base";
import { createTechnology } from "#technology";
import { chargeVariance, drawnEnergy } from "../../../src/arrays/weights/reads.ts";
import { type WeightSettings, weightsSchema } from "../../../src/arrays/weights/settings.ts";
import { layerPrices, weightArrays } from "../../../src/comparison/layer-parts.ts";
import { POINT } from "../../comparison/neighbours.ts";
import { configOf } from "../../design-under-test.ts";

const technology = createTechnology(nanometres(32));
const settings = (given: Readonly<Record<string, unknown>> = {}): WeightSettings =>
  weightsSchema.parse(given);
const readEnergy = (given: Readonly<Record<string, unknown>>): number =>
  weightArrays(settings(given)).cost(technology).actions.read.energy;

/** ISAAC: 0.3 mW a crossbar over 100 ns and 128 × 128 cells. */
const PUBLISHED = (0.3e-3 * 100e-9) / 128 ** 2;

describe("a read of a cell", () => {
  it("has the published energy at the defaults, whose currents draw as much", () => {
    expect(readEnergy({})).toBe(PUBLISHED);
    // Half of the word lines at 83.5 mV on cells of 10 µS, of which 0.05 + 0.95 / 2 on average.
    const drawn = 0.5 * 0.0835 ** 2 * 10e-6 * (0.05 + 0.95 / 2) * 100e-9;
    expect(drawnEnergy(settings())).toBeCloseTo(drawn, 20);
    expect(drawn / PUBLISHED).toBeCloseTo(1, 2);
  });

  it("takes energy in proportion to conductance and time, and to the square of the voltage", () => {
    const ratio = (given: Readonly<Record<string, unknown>>): number => readEnergy(given) / PUBLISHED;
    expect(ratio({ onResistance: "1 Mohm" })).toBeCloseTo(0.1, 9);
    expect(ratio({ readTime: "40 ns" })).toBeCloseTo(0.4, 9);
    expect(ratio({ readVoltage: "0.167 V" })).toBeCloseTo(4, 9);
    // Two bits: digits 0, 1, 2 and 3 thirds of the voltage, (0 + 1 + 4 + 9) / 9 / 4 of the squares for (0 + 1) / 2.
    expect(ratio({ lineBits: 2 })).toBeCloseTo((14 / 36) * 2, 9);
    // Cells of a pair: one at the lowest level, the other at a quarter on average.
    expect(ratio({ pairing: "differential", onOff: 20 })).toBeCloseTo(
      (0.05 + 0.95 / 8) / (0.05 + 0.95 / 2),
      9,
    );
  });

  it("has the noise of its charge: shot noise of the driven half and kT/C of the column, by hand at 300 K", () => {
    const [q, k] = [1.602176634e-19, 1.380649e-23];
    const full = (0.0835 / 100e3) * 100e-9;
    const one = (64 * 0.525 * q + (128 * k * 300) / 0.0835) / full;
    const level = 3 / 0.95;
    const at300 = (given: Readonly<Record<string, unknown>>): number =>
      chargeVariance(settings(given), 300 as Parameters<typeof chargeVariance>[1]);
    expect(at300({}) / (level ** 2 * one)).toBeCloseTo(1, 9);
    // Ten times less charge; digits of two bits, of which the largest is the full drive.
    expect(at300({ onResistance: "1 Mohm" }) / at300({})).toBeCloseTo(10, 9);
    expect(at300({ lineBits: 2 }) / at300({})).toBeCloseTo(9, 9);
    expect(at300({ pairing: "differential" }) / at300({})).toBeLessThan(2);
  });

  it("must collect a charge above its noise: too little is no array", () => {
    const { design } = configOf(`{ workload: { preset: "bert-base", length: 128 } }`);
    const prices = (given: Readonly<Record<string, unknown>>) => () =>
      layerPrices(design, weightArrays(settings(given)), POINT);
    expect(prices({ onResistance: "10 Mohm" })).not.toThrow();
    expect(prices({ onResistance: "1 Gohm" })).toThrow(InfeasibleError);
    expect(prices({ onResistance: "1 Gohm" })).toThrow(/design\.weights\.readTime/);
    expect(prices({ readTime: "1 ps" })).toThrow(/lines settle/);
    // Six bits need a sixteenth of the charge of eight.
    expect(prices({ onResistance: "300 Mohm" })).toThrow(InfeasibleError);
    expect(prices({ onResistance: "300 Mohm", adcBits: 6 })).not.toThrow();
  });
});
