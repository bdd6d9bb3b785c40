import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nanometres, type ScalingClass } from "#base";
import {
  LAW_CONSTANTS,
  NOMINAL_LAWS,
  SCALING_LAWS,
  scalingFactor,
  stillmakerArea,
  stillmakerEnergy,
  supplyOf,
} from "../../src/technology/scaling.ts";

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

it("laws compose over any three nodes of the domain", () => {
  const node = fc.double({ min: 7, max: 65, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...CLASSES),
      fc.constantFrom("energy" as const, "area" as const, "delay" as const),
      node,
      node,
      node,
      (scaling, term, a, b, c) => {
        const there = factor(scaling, term, a, b);
        expect(there * factor(scaling, term, b, a)).toBeCloseTo(1, 12);
        expect((there * factor(scaling, term, b, c)) / factor(scaling, term, a, c)).toBeCloseTo(1, 12);
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

describe("logic, from 32 nm", () => {
  // Factors as hwcomponents prints them: the published area table, the energy polynomials at 0.8 V, delay by node.
  it.each([
    [22, 0.55, 0.446, 0.6875],
    [65, 3.3, 1.88, 2.03],
    [7, 0.13, 0.143, 0.219],
  ])("to %i nm: area %d, energy %d, delay %d", (node, area, energy, delay) => {
    const printed = (x: number, like: number): number =>
      Number(x.toFixed(String(like).split(".")[1]?.length ?? 0));
    expect(printed(stillmakerArea(node), area)).toBe(area);
    expect(printed(stillmakerEnergy(node), energy)).toBe(energy);
    expect(printed(factor("logic", "delay", 32, node), delay)).toBe(delay);
  });

  // Coefficients a, b, c of [stillmaker-2017] as printed; E(0.8 V) = 0.64 a + 0.8 b + c, worked out by hand.
  it.each([
    [7, 0.065358],
    [10, 0.081614],
    [14, 0.096222],
    [16, 0.120272],
    [20, 0.1532],
    [45, 0.69302],
    [65, 0.8598],
  ])("to %i nm: energy %d over 0.456936", (node, energy) => {
    expect(Math.abs(stillmakerEnergy(node) - energy / 0.456936)).toBeLessThan(1e-9);
    // The law is an average over neighbouring nodes.
    if (node >= 28)
      expect(Math.abs(factor("logic", "energy", 32, node) / (energy / 0.456936) - 1)).toBeLessThan(0.04);
  });

  it.each([
    [7, 0.13],
    [10, 0.22],
    [14, 0.38],
    [16, 0.41],
    [20, 0.46],
    [45, 2.2],
    [65, 3.3],
  ])("to %i nm: area %d", (node, area) => {
    expect(stillmakerArea(node)).toBeCloseTo(area, 9);
    expect(Math.abs(factor("logic", "area", 32, node) / area - 1)).toBeLessThan(0.04);
  });
});

it("refuses nodes outside the domain", () => {
  expect(() => factor("logic", "energy", 32, 5)).toThrow("in [7, 65] nm, received 5 nm");
  expect(() => factor("logic", "energy", 90, 32)).toThrow(RangeError);
});

describe("laws below 28 nm", () => {
  const to7 = (laws = NOMINAL_LAWS): number =>
    scalingFactor("logic", "energy", nanometres(45), nanometres(7), laws);

  it("take logic to .28 of its energy from 45 to 7 nm, within what published arithmetic takes", () => {
    expect(to7()).toBeCloseTo(0.28, 2);
    // int8 add and multiply, int32 add, fp32 add, and TPUv4i's multiply-accumulate over 0.3 pJ.
    const published = [0.007 / 0.03, 0.07 / 0.2, 0.03 / 0.1, 0.38 / 0.9, 0.084 / 0.3];
    const [low, high] = [LAW_CONSTANTS.logicAt7.low, LAW_CONSTANTS.logicAt7.high].map((logicAt7) =>
      to7({ ...NOMINAL_LAWS, logicAt7 }),
    );
    for (const quotient of published) {
      expect(quotient).toBeGreaterThan(low - 1e-3);
      expect(quotient).toBeLessThan(high + 3e-3);
    }
    // The tables alone are a third of the lowest of them.
    expect(stillmakerEnergy(7) / stillmakerEnergy(45)).toBeLessThan(0.1);
  });

  it("join the tables at 28 nm without a step, and are a power of the node from there", () => {
    const [near, there] = [27.999, 28].map((nm) => factor("logic", "energy", 28, nm));
    expect(Math.abs(near / there - 1)).toBeLessThan(1e-4);
    // Geometric mean of 7 and 28 nm is 14 nm: half of the way in the logarithm, but for what the average mixes in at 28 nm.
    expect(
      Math.abs(factor("logic", "energy", 28, 14) ** 2 / factor("logic", "energy", 28, 7) - 1),
    ).toBeLessThan(0.02);
    expect(factor("sram", "energy", 28, 14) ** 2).toBeCloseTo(factor("sram", "energy", 28, 7), 12);
  });

  it("charge falls with the square of the supply alone", () => {
    expect(factor("charge", "energy", 65, 32)).toBeCloseTo((0.9 / 1.1) ** 2, 12);
    expect(supplyOf(65)).toBe(1.1);
    // 66 × by the survey's exponent.
    expect(factor("charge", "energy", 7, 65)).toBeLessThan(2.5);
    expect(factor("analog", "energy", 7, 65)).toBeGreaterThan(60);
  });
});

describe("laws from tables of other sources", () => {
  it("a cell of SRAM has the published areas, and the published quotients between them", () => {
    const cell = (nm: number): number => 0.127 * factor("sram", "area", 28, nm);
    for (const [nm, area] of [
      [7, 0.027],
      [16, 0.07],
      [40, 0.242],
    ])
      expect(cell(nm) / area, `${nm} nm`).toBeCloseTo(1, 9);
    expect(cell(40) / cell(65)).toBeCloseTo(0.46, 9);
    expect(cell(7) / cell(10)).toBeCloseTo(0.64, 9);
  });

  it("an access takes C · V² of lines along cells from 65 to 28 nm", () => {
    // Sides of cells of .127 and .242 µm².
    const [low, high] = [supplyOf(28), supplyOf(40)];
    expect(factor("sram", "energy", 28, 40)).toBeCloseTo(Math.sqrt(0.242 / 0.127) * (high / low) ** 2, 9);
    expect(factor("sram", "delay", 28, 7)).toBeCloseTo(0.5, 12);
  });

  it("a wire's energy follows the supply, .9 V at 32 and .7 V at 7 nm, and its area the pitch", () => {
    expect(factor("wire", "energy", 32, 7)).toBeCloseTo((0.7 / 0.9) ** 2, 9);
    expect(factor("wire", "energy", 32, 65)).toBeCloseTo((1.1 / 0.9) ** 2, 9);
    expect(factor("wire", "area", 32, 65)).toBeCloseTo((105 / 56) ** 2, 9);
    expect(factor("wire", "area", 32, 7)).toBeCloseTo((20 / 56) ** 2, 9);
  });
});
