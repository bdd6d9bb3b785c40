// A node at a clock: what of a unit pays for registers, what for the supply, and what for neither.

import { describe, expect, it } from "vitest";
import { kelvin, nanometres, type ScalingClass } from "#base";
import { clockFactors, clockingOf, largestClock } from "../src/clocking.ts";
import { leakageDensity, NOMINAL_LAWS, scalingFactor } from "../src/scaling.ts";
import { createTechnology, leakageFactor } from "../src/technology.ts";

const MEASURED = { clock: 1e9, node: nanometres(40) };
const AT_28 = nanometres(28);

describe("a clock above the measured one", () => {
  it.each([
    ["of registers alone", 0.6],
    ["of registers and a higher supply", 0.98],
  ])("%s is paid by logic and its wires, in supply by memories, and by nothing else", (_, share) => {
    const clock = share * largestClock(MEASURED, AT_28);
    const { stages, supply } = clockingOf("unit", clock, MEASURED, AT_28);
    const own = createTechnology(AT_28);
    const fast = own.clocked("unit", clock, MEASURED);
    const of = (term: "energyFactor" | "areaFactor" | "delayFactor", scaling: ScalingClass): number =>
      fast[term](scaling, nanometres(45)) / own[term](scaling, nanometres(45));
    const square = supply ** 2;
    // A stage more takes .6 of the energy and a quarter of the area in registers.
    const registered = (1 + 0.6 * (stages - 1)) * square;
    expect(stages).toBeGreaterThan(1);
    expect(of("energyFactor", "logic")).toBeCloseTo(registered, 9);
    expect(of("energyFactor", "wire")).toBeCloseTo(registered, 9);
    expect(of("energyFactor", "sram")).toBeCloseTo(square, 9);
    for (const scaling of ["analog", "charge", "dram", "memristor"] as const)
      expect(of("energyFactor", scaling), scaling).toBe(1);
    expect(of("areaFactor", "logic")).toBeCloseTo(1 + 0.25 * (stages - 1), 9);
    for (const scaling of ["wire", "sram", "analog"] as const)
      expect(of("areaFactor", scaling), scaling).toBe(1);
    expect(of("delayFactor", "logic")).toBe(1);
    expect(fast.leakageFactor / own.leakageFactor).toBeCloseTo(supply ** 3, 9);
    expect(fast.stages).toBe(stages);
  });

  it("takes constants of its own where they are drawn", () => {
    const laws = { ...NOMINAL_LAWS, stageEnergy: 0.9 };
    const clock = 0.6 * largestClock(MEASURED, AT_28);
    const { stages } = clockingOf("unit", clock, MEASURED, AT_28);
    const fast = createTechnology(AT_28, { laws }).clocked("unit", clock, MEASURED);
    expect(fast.energyFactor("logic", AT_28)).toBeCloseTo(1 + 0.9 * (stages - 1), 9);
    expect(clockFactors({ stages, supply: 1 }).logic).toBeCloseTo(1 + 0.6 * (stages - 1), 9);
  });
});

describe("a node", () => {
  it("scales by the laws, and leaks by its density and its temperature", () => {
    const hot = createTechnology(nanometres(16), { temperature: kelvin(360) });
    expect(hot.energyFactor("sram", AT_28)).toBe(scalingFactor("sram", "energy", AT_28, nanometres(16)));
    expect(hot.areaFactor("logic", AT_28)).toBe(scalingFactor("logic", "area", AT_28, nanometres(16)));
    expect(hot.delayFactor("logic", AT_28)).toBeCloseTo(16 / 28, 12);
    // From 15.9 to 251 nW in a hundred kelvin.
    expect(hot.leakageFactor).toBeCloseTo((251 / 15.9) ** 0.6, 9);
    expect(leakageFactor(kelvin(250))).toBeCloseTo((15.9 / 251) ** 0.5, 9);
    expect(hot.leakageDensity).toBe(leakageDensity(nanometres(16)));
  });

  it("leaks an area by powers of the node, through what libraries leak at 45 nm and are taken to at 7 nm", () => {
    expect(leakageDensity(AT_28)).toBeCloseTo(1, 12);
    expect(leakageDensity(nanometres(45))).toBeCloseTo(15 / 6.4, 9);
    expect(leakageDensity(nanometres(65))).toBeCloseTo(15 / 6.4, 9);
    expect(leakageDensity(nanometres(7))).toBeCloseTo(NOMINAL_LAWS.leakageAt7, 9);
    expect(leakageDensity(nanometres(14))).toBeCloseTo(Math.sqrt(NOMINAL_LAWS.leakageAt7), 6);
  });
});
