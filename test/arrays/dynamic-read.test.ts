import { describe, expect, it } from "vitest";
import { type Instance, nanometres } from "#base";
import { createTechnology } from "#technology";
import type { DynamicAction, DynamicArray } from "../../src/arrays/dynamic/dynamic-array.ts";
import { leastRead } from "../../src/arrays/dynamic/dynamic-array.ts";
import { gainCell } from "../../src/arrays/dynamic/models.ts";
import { exactAnalog } from "../../src/comparison/designs/exact-analog.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { converterPair } from "../../src/design/analog-baseline.ts";
import { chargeToPulseAdc } from "../../src/peripherals/adc/charge-to-pulse.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";
import { byTier } from "../tier.ts";

const technology = createTechnology(nanometres(28));
type Params = Readonly<Record<string, unknown>>;
const cells = (params: Params = {}): Instance<DynamicAction, DynamicArray> =>
  gainCell.schema.parse({ model: "gain-cell", ...params });
const leastOf = (params: Params) => {
  const array = cells(params);
  const found = leastRead(array.behaviour, Math.sqrt(array.cost(technology).area), technology);
  if (found === null) throw new Error("expected a least read");
  return found;
};

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const exactAnalogOf = (analog: string) => {
  const { design, workload } = configOf(
    `{ workload: { length: 1024 }, design: { baselines: { analog: { model: "gain-cell", ${analog} } }, ${IDEAL_FLOORPLAN} } }`,
  );
  const contender = priceAll(design, workload, POINT).find(({ id }) => id === exactAnalog.id);
  if (contender === undefined) throw new Error("expected a design");
  return contender;
};
const costOf = (analog: string) => {
  const contender = exactAnalogOf(analog);
  if (!contender.feasible) throw new Error(contender.reason);
  return contender.cost;
};

describe("time of a read", () => {
  it("has lines, steps and charge, each by hand", () => {
    const { lines, steps, charge, least } = leastOf({ rows: 100, columns: 300, cellCurrent: "50 nA" });
    const perMetre = (technology.lineResistance / technology.pitch) * technology.wireCapacitance;
    const line = (length: number, bits: number) =>
      Math.log(2) * (bits + 1) * perMetre * (length * 1e-6) ** 2 * 0.5;
    expect(lines / (line(300, 4) + line(100, 5))).toBeCloseTo(1, 12);
    expect(steps).toBeCloseTo(15 * 50e-12, 18);
    // σ = half a level: sqrt(rows · I·t · (q + kT/V)) = rows · I·t / 2^bits.
    const t = (4 ** 5 * (1.602176634e-19 + (1.380649e-23 * 300) / 0.9)) / (100 * 50e-9);
    expect(charge / t).toBeCloseTo(1, 12);
    expect(least).toBe(Math.max(lines + steps, charge));
    expect(leastOf({ cellCurrent: "1 nA", rows: 1 }).least).toBe(
      leastOf({ cellCurrent: "1 nA", rows: 1 }).charge,
    );
  });

  it("grows with the cells on a line, and with bits", () => {
    const longer = [64, 256, 1024, 4096].map((rows) => leastOf({ rows, columns: rows }).least);
    expect(longer).toEqual([...longer].sort((a, b) => a - b));
    expect(longer[3]).toBeGreaterThan(20 * longer[0]);
    const finer = [1, 2, 4].map((queryBits) => leastOf({ queryBits }).least);
    expect(finer).toEqual([...new Set(finer)].sort((a, b) => a - b));
  });

  it.each(["1 ps", "100 ps", "0.7 ns"])("of %s is refused, with what it would take", (time) => {
    const contender = exactAnalogOf(`readTime: "${time}"`);
    expect(contender.feasible).toBe(false);
    expect(contender.feasible ? "" : contender.reason).toMatch(
      /^expected a read of gain-cell arrays of 0\.7\d+ ns or more \(design\.baselines\.analog\.readTime\): .* received /,
    );
    expect(exactAnalogOf('readTime: "0.8 ns"').feasible).toBe(true);
  });

  it("moves charge and energy with it", () => {
    const energy = (params: Params): number => cells(params).cost(technology).actions.read.energy;
    for (const factor of [0.1, 0.5, 3])
      expect(energy({ readTime: `${15 * factor} ns` }) / energy({})).toBeCloseTo(factor, 9);
    expect(energy({ cellCurrent: "4 uA" }) / energy({})).toBeCloseTo(10, 9);
  });
});

describe("what precision costs", () => {
  it("takes no less for a bit more of outputs, queries or keys", () => {
    for (const [key, values] of [
      ["outputBits", byTier([4, 5, 8], [4, 5, 6, 7, 8])],
      ["queryBits", byTier([1, 2, 9], [1, 2, 3, 4, 5, 9, 16])],
      ["keyBits", byTier([1, 4, 5, 16], [1, 2, 3, 4, 5, 6, 7, 8, 16])],
    ] as const) {
      const costs = values.map((bits) => costOf(`${key}: ${bits}`));
      for (const [n, { energy, area, timing }] of costs.entries()) {
        if (n === 0) continue;
        const before = costs[n - 1];
        expect(energy, `${key} ${values[n]}`).toBeGreaterThan(before.energy);
        expect(area, `${key} ${values[n]}`).toBeGreaterThanOrEqual(before.area);
        expect(timing.latency, `${key} ${values[n]}`).toBeGreaterThanOrEqual(before.timing.latency);
      }
    }
    const [four, eight] = [4, 8].map((bits) => costOf(`outputBits: ${bits}`));
    expect(eight.timing.latency).toBeGreaterThan(4 * four.timing.latency);
  });

  it("more rows on a line save no energy: their charge is reset in every conversion", () => {
    const [few, many] = [64, 4096].map((rows) => costOf(`rows: ${rows}, readTime: "100 ns"`).energy);
    expect(many).toBeGreaterThan(few);
  });

  it("a converter's energy, area and time follow the pulse and the charge", () => {
    const price = (bits: number, charge: number) => {
      const { area, actions } = chargeToPulseAdc.schema
        .parse({ model: "charge-to-pulse", bits, charge })
        .cost(technology);
      return { area, ...actions.convert };
    };
    const published = price(5, 1);
    expect(published.latency).toBeCloseTo(15e-9, 18);
    expect(price(8, 1).latency).toBeCloseTo(127e-9, 18);
    // Both products of a token and head at 1024 tokens with the reads of their cells, and all digital control.
    const reads = 2 * 1024 * 64 * cells().cost(technology).actions.read.energy;
    expect(reads + 2048 * published.energy).toBeCloseTo(1120e-12 + 700e-12 + 4e-9, 15);
    // The comparator has what the charge leaves of them: 64 cells of 0.4 µA for 15 ns from 0.9 V, twice.
    const left = 910e-12 / 1024 - 2 * 64 * 0.4e-6 * 15e-9 * 0.9;
    expect(price(8, 1).energy - published.energy).toBeCloseTo(left * (127 / 15 - 1), 20);
    const discharge = price(5, 2).energy - published.energy;
    expect(discharge / (64 * cells().cost(technology).actions.read.energy)).toBeCloseTo(1, 9);
    expect(price(5, 3).energy - published.energy).toBeCloseTo(2 * discharge, 20);
    expect(price(5, 2).area).toBeGreaterThan(published.area);
  });

  it("knows the charge of the columns that it is behind", () => {
    const chargeOf = (params: Params) => converterPair(cells(params).behaviour).adc.params.charge;
    expect(chargeOf({})).toBeCloseTo(1, 12);
    expect(chargeOf({ rows: 640, readTime: "30 ns" })).toBeCloseTo(20, 12);
  });
});
