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
} from "../src/scaling.ts";

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

/** Entries of a table by the node, straight lines between them; in logarithms of both where `isPower`. */
const between = (table: Readonly<Record<number, number>>, isPower = false) => {
  const [to, back] = isPower ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const nodes = Object.keys(table).map(Number);
  return (nm: number): number => {
    const above = Math.max(
      1,
      nodes.findIndex((node) => node >= nm),
    );
    const [low, high] = [nodes[above - 1], nodes[above]];
    const share = (to(nm) - to(low)) / (to(high) - to(low));
    return back(to(table[low]) + share * (to(table[high]) - to(table[low])));
  };
};

/** A monotone cubic in the logarithms through a law's values at the nodes, after Fritsch and Butland. */
function smoothed(law: (nm: number) => number) {
  const x = NODES.filter((nm) => nm !== 55).map(Math.log);
  const y = NODES.filter((nm) => nm !== 55).map((nm) => Math.log(law(nm)));
  const rise = (n: number): number => (y[n + 1] - y[n]) / (x[n + 1] - x[n]);
  const last = x.length - 1;
  const slope = (n: number): number => {
    if (n === 0 || n === last) return rise(n === 0 ? 0 : last - 1);
    const [one, two] = [x[n] - x[n - 1], x[n + 1] - x[n]];
    // The mean of slopes weighs the one across the shorter step more.
    const share = (one + 2 * two) / (3 * (one + two));
    return 1 / (share / rise(n - 1) + (1 - share) / rise(n));
  };
  return (nm: number): number => {
    const at = Math.min(last - 1, x.filter((one) => one <= Math.log(nm) + 1e-12).length - 1);
    const h = x[at + 1] - x[at];
    const t = (Math.log(nm) - x[at]) / h;
    const bend = (2 * t - 3) * t * t + 1;
    return Math.exp(
      y[at] * bend + y[at + 1] * (1 - bend) + h * t * (1 - t) * ((1 - t) * slope(at) - t * slope(at + 1)),
    );
  };
}

/** The mean of a law's logarithm around a node as coins fall: 1, 4, 6, 4 and 1 of 16 in steps of a twentieth. */
const averaged = (law: (nm: number) => number, nm: number): number => {
  const half = Math.min(0.1, Math.log(nm / 7), Math.log(65 / nm));
  const at = (steps: number): number => Math.log(law(nm * Math.exp((steps * half) / 2)));
  return Math.exp((6 * at(0) + 4 * (at(-1) + at(1)) + at(-2) + at(2)) / 16);
};

describe("laws between the nodes of their tables", () => {
  const BETWEEN = [8.5, 12, 15, 18, 21, 22, 25, 28, 30, 36, 42, 45, 50, 60];
  const supply = between({ 7: 0.7, 10: 0.75, 14: 0.8, 22: 0.85, 32: 0.9, 45: 1, 65: 1.1 });
  const cell = between(
    { 7: 0.027, 10: 0.027 / 0.64, 16: 0.07, 28: 0.127, 40: 0.242, 65: 0.242 / 0.46 },
    true,
  );
  const width = between({ 7: 20, 10: 22, 14: 32, 22: 40, 32: 56, 45: 80, 65: 105 });
  const printed = between({ 20: 0.1532, 32: 0.456936, 45: 0.69302, 65: 0.8598 });
  const area = between({ 7: 0.13, 10: 0.22, 14: 0.38, 16: 0.41, 20: 0.46, 32: 1, 45: 2.2, 65: 3.3 });
  /** Energy of logic over that at 45 nm: as printed from 28 nm on, and below a power of the node to .28 at 7 nm. */
  const energy = (nm: number): number => {
    const at28 = printed(28) / 0.69302;
    return nm >= 28 ? printed(nm) / 0.69302 : 0.28 * (at28 / 0.28) ** (Math.log(nm / 7) / Math.log(4));
  };
  const volts = smoothed(supply);
  const laws: readonly (readonly [ScalingClass, "energy" | "area", (nm: number) => number])[] = [
    ["logic", "energy", (nm) => averaged(smoothed(energy), nm)],
    ["logic", "area", (nm) => averaged(smoothed(area), nm)],
    ["sram", "area", smoothed(cell)],
    ["wire", "area", smoothed((nm) => width(nm) ** 2)],
    ["wire", "energy", (nm) => volts(nm) ** 2],
    ["charge", "energy", (nm) => volts(nm) ** 2],
  ];

  it.each(laws)(
    "%s %s goes smoothly through them, and logic's as a mean over neighbours",
    (scaling, term, law) => {
      for (const nm of BETWEEN)
        expect(factor(scaling, term, 65, nm) / (law(nm) / law(65)), `${nm} nm`).toBeCloseTo(1, 8);
    },
  );

  it("sram energy goes with the side of a cell and the square of the supply down to 28 nm", () => {
    const side = smoothed((nm) => Math.sqrt(cell(nm)) * volts(nm) ** 2);
    for (const nm of [40, 45, 50, 60])
      expect(factor("sram", "energy", 65, nm) / (side(nm) / side(65)), `${nm} nm`).toBeCloseTo(1, 6);
  });

  it("delay is linear in the node for gates and converters, its root for memories, and nothing for wires", () => {
    for (const nm of BETWEEN) {
      for (const scaling of ["logic", "analog", "charge"] as const)
        expect(factor(scaling, "delay", 65, nm)).toBeCloseTo(nm / 65, 9);
      expect(factor("sram", "delay", 65, nm)).toBeCloseTo(Math.sqrt(nm / 65), 9);
      expect(factor("wire", "delay", 65, nm)).toBe(1);
      expect(factor("charge", "area", 65, nm)).toBeCloseTo(nm / 65, 9);
      expect(factor("analog", "energy", 65, nm)).toBeCloseTo((nm / 65) ** 1.88003692, 7);
      expect(factor("analog", "area", 65, nm)).toBeCloseTo((nm / 65) ** 0.99327948, 7);
    }
  });
});
