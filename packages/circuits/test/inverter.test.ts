import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { cellTable, createTechnology } from "#technology";
import { driven, gatedClock, INVERTER, SRAM_TIME } from "../index.ts";
import { fanOut, INVERTER_TIME, inverterArea, repeatedWire } from "../src/inverter.ts";

const PARASITICS = [0.6, 0.83, 1.04];

/** Energy and delay of a wire with inverters of a size at a distance, worked out segment by segment: all of its R, C and τ are 1. */
function segment(p: number, size: number, distance: number): { energy: number; delay: number } {
  const [resistance, output, input] = [1 / size, p * size, size];
  const lumped = resistance * (output + distance + input) + distance * input;
  return {
    energy: (output + distance + input) / distance,
    delay: (Math.LN2 * lumped + 0.38 * distance ** 2) / distance,
  };
}

describe("repeaters", () => {
  it.each(PARASITICS)("no other size or distance has a lesser product of energy and delay, p %d", (p) => {
    const { capacitance, delay } = repeatedWire({ parasitic: p });
    let [least, at] = [Infinity, { energy: 0, delay: 0 }];
    for (let size = 0.2; size < 1.2; size += 0.004)
      for (let distance = 1; distance < 6; distance += 0.02) {
        const one = segment(p, size, distance);
        if (one.energy * one.delay < least) [least, at] = [one.energy * one.delay, one];
      }
    expect((capacitance * delay) / least).toBeLessThan(1 + 1e-9);
    expect((capacitance * delay) / least).toBeCloseTo(1, 4);
    expect(capacitance / at.energy).toBeCloseTo(1, 2);
  });

  it("add a third to the wire and take 16 % more than the fastest, which doubles it", () => {
    const { capacitance, delay } = repeatedWire({ parasitic: 0.83 });
    expect(capacitance).toBeCloseTo(1.3336, 4);
    expect(delay).toBeCloseTo(3.2048, 4);
    // The fastest: η of 1 and λ of √(ln 2 · (1 + p) / .38).
    const fastest = segment(0.83, 1, Math.sqrt((Math.LN2 * 1.83) / 0.38));
    expect(fastest.energy).toBeCloseTo(2, 1);
    expect(delay / fastest.delay).toBeCloseTo(1.155, 2);
  });
});

it.each(PARASITICS)("a chain of inverters has its least product at its fan-out, p %d", (p) => {
  const product = (n: number): number => ((n + p) / Math.log(n)) * (1 + (1 + p) / (n - 1));
  const n = fanOut({ parasitic: p });
  for (let other = 2; other < 20; other += 0.01) expect(product(other)).toBeGreaterThan(product(n) - 1e-12);
  // Gates of a load's chain, 1/n + 1/n² + …, and as many times p of outputs.
  let chain = 1;
  for (let part = 1 / n; part > 1e-15; part /= n) chain += (1 + p) * part;
  expect(driven({ parasitic: p })).toBeCloseTo(chain, 12);
});

describe("inverters of libraries", () => {
  // As the long test reads them: delays with 1, 2, 4 and 8 like it, ps; area (µm²) and input (fF).
  const CELLS = {
    INVx8: { node: 7, delays: [6.54, 10.6, 18.8, 35.1], area: 0.1458, input: 4.61057 },
    inv_8: { node: 130, delays: [35.9, 55.9, 96.7, 175], area: 11.2608, input: 17.653 },
    freepdk45: { node: 45, delays: [6.004, 8.935, 14.824, 26.624] },
  } as const;
  const fitted = (delays: readonly number[]): { time: number; parasitic: number } => {
    const loads = [1, 2, 4, 8];
    const [x, y] = [loads, delays].map((all) => all.reduce((sum, one) => sum + one, 0) / 4);
    const slope =
      loads.reduce((sum, load, k) => sum + (load - x) * (delays[k] - y), 0) /
      loads.reduce((sum, load) => sum + (load - x) ** 2, 0);
    return { time: (slope / Math.LN2) * 1e-12, parasitic: (y - slope * x) / slope };
  };

  it("give the parasitic, between two others, and the time", () => {
    const [asap7, sky130, freepdk] = [CELLS.INVx8, CELLS.inv_8, CELLS.freepdk45].map(({ delays }) =>
      fitted(delays),
    );
    const { parasitic } = INVERTER;
    expect(parasitic.nominal).toBeCloseTo(sky130.parasitic, 1);
    expect(parasitic.low).toBeCloseTo(asap7.parasitic, 1);
    expect(parasitic.high).toBeCloseTo(freepdk.parasitic, 1);
    expect(INVERTER_TIME.time.nominal / freepdk.time).toBeCloseTo(1, 2);
    expect(INVERTER_TIME.time.high / ((asap7.time * 45) / 7)).toBeCloseTo(1, 2);
    expect((sky130.time * 45) / 130).toBeLessThan(INVERTER_TIME.time.high);
  });

  it("have one area a farad at 28 nm, within 5 %", () => {
    const own = inverterArea(1, createTechnology(nanometres(28)), { gateArea: INVERTER.gateArea.nominal });
    for (const { node, area, input } of [CELLS.INVx8, CELLS.inv_8])
      expect(Math.abs((((area * 1e-12) / (input * 1e-15)) * (28 / node)) / own - 1)).toBeLessThan(0.05);
  });
});

describe("a clock tree", () => {
  it("has the wire of the shortest spanning tree along rows and columns", () => {
    // Mean over seeds of random points of a torus, which has no edge.
    const count = 600;
    let total = 0;
    for (let seed = 1; seed <= 3; seed++) {
      let state = seed;
      const random = (): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
      const points = Array.from({ length: count }, () => [random(), random()]);
      const nearest = new Float64Array(count).fill(Infinity);
      const inTree = new Uint8Array(count);
      nearest[0] = 0;
      for (let step = 0; step < count; step++) {
        let next = -1;
        for (let k = 0; k < count; k++)
          if (inTree[k] === 0 && (next < 0 || nearest[k] < nearest[next])) next = k;
        inTree[next] = 1;
        total += nearest[next];
        for (let k = 0; k < count; k++) {
          const apart = [0, 1].map((axis) => Math.abs(points[k][axis] - points[next][axis]));
          const far = apart.reduce((sum, one) => sum + Math.min(one, 1 - one), 0);
          nearest[k] = Math.min(nearest[k], far);
        }
      }
    }
    expect(total / 3 / Math.sqrt(count)).toBeCloseTo(0.79, 1);
    expect(Math.abs(total / 3 / Math.sqrt(count) / 0.79 - 1)).toBeLessThan(0.03);
  });

  it("has the registers of the units that ship in cell tables", () => {
    // Area of the library's register, m².
    const shares = [
      ["asap7-7nm", 0.2916e-12],
      ["sky130hd-130nm", 20.0192e-12],
    ].map(([name, register]) => {
      const text = readFileSync(new URL(`../../../cell-tables/${name}.json`, import.meta.url), "utf8");
      const { units } = cellTable.parse(JSON.parse(text));
      return (unit: string, size: number): number => {
        const one = units.find((each) => each.unit === unit && Object.values(each.sizes).includes(size));
        return ((one?.registers ?? 0) * Number(register)) / (one?.area_m2 ?? 1);
      };
    });
    const { nominal, low, high } = gatedClock.constants.registers as Record<
      "nominal" | "low" | "high",
      number
    >;
    const mean = (unit: string, size: number): number => (shares[0](unit, size) + shares[1](unit, size)) / 2;
    expect(nominal).toBeCloseTo(mean("dot_product", 16), 2);
    expect(low).toBeCloseTo(mean("code_score", 128), 2);
    expect(high).toBeCloseTo(mean("counting_sorter", 256), 2);
    // Pins of the two libraries, by the power of the node between them.
    const pin = 0.474736 * (1.794 / 0.474736) ** (Math.log(28 / 7) / Math.log(130 / 7));
    expect(Number(gatedClock.constants.pin.nominal) * 1e15).toBeCloseTo(pin, 1);
  });
});

it("simulated macros of 45 nm take .12 to .17 of the time of the same macros at 130 nm", () => {
  // ns by sim_data.csv of openram and by the table of [ihp-sram-2025]: 512 and 1 024 words of 64, of 32, and 1 024 of 8 bits.
  const TIMES = [
    [0.65448, 3.8654],
    [0.7485, 4.3843],
    [0.52226, 3.8463],
    [0.63671, 4.3691],
    [0.50189, 4.2582],
  ];
  const shares = TIMES.map(([simulated, measured]) => simulated / measured).sort((a, b) => a - b);
  expect(shares[0]).toBeGreaterThan(0.115);
  expect(shares[4]).toBeLessThan(0.175);
  const { nominal, low, high } = SRAM_TIME.timeAt28;
  // The low is their middle, linear in the node from 45 nm.
  expect(low).toBeCloseTo(shares[2] * (28 / 45), 3);
  expect(nominal).toBe(28 / 130);
  expect(high).toBe(Math.sqrt(28 / 130));
});
