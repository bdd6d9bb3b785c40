// Causes that a band off its ratio names, by the mean logarithm of the ratio on both sides of a range.

import { describe, expect, it } from "vitest";
import {
  type CostBands,
  comparedComponents,
  type DrawnInputs,
  repriced,
} from "../../src/comparison/bands.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { MOST_SHIFT, offCentre } from "../../src/comparison/off-centre.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { constantGroups, threePointQuantile } from "../../src/cost/three-point.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const PAIR = "lsh-memristor/lsh-digital";
const { design, workload } = configOf(
  "{ workload: { length: 1024 }, design: { mapping: { search: false } } }",
);
const contenders = priceAll(design, workload, POINT).filter(({ id }) => PAIR.split("/").includes(id));
const nominal = ratios(contenders);

/** Bands around every ratio whose median for one quantity is off by a factor. */
function bandsAt(factor: number, quantity: "energy" | "area" | "latency" = "energy", wide = 1e6): CostBands {
  const all = Object.entries(nominal).map(([pair, own]) => {
    const around = (value: number | null, by: number) => ({
      p05: ((value ?? 1) * by) / wide,
      p50: (value ?? 1) * by,
      p95: (value ?? 1) * by * wide,
    });
    const at = (name: "energy" | "area" | "latency") =>
      around(own[name], pair === PAIR && name === quantity ? factor : 1);
    const band = { energy: at("energy"), latency: at("latency"), area: at("area") };
    return [pair, { band, probabilityLower: { energy: 0, latency: 0, area: 0 } }] as const;
  });
  return { draws: 200, inputs: [], contenders: {}, ratios: Object.fromEntries(all) };
}

/** The comparison with the energy of memristor LSH e^shift times as large. */
const shifted = (shift: number): readonly DesignResult[] =>
  contenders.map((one) =>
    one.id === "lsh-memristor" && one.feasible
      ? { ...one, cost: { ...one.cost, energy: one.cost.energy * Math.exp(shift) } }
      : one,
  );

/** An input whose values shift the ratio's logarithm by so much; the step's sign is the side. */
const axisOf = (range: string, shifts: readonly (readonly [step: number, shift: number])[]) => ({
  name: range,
  range,
  others: shifts.map(([step, shift]) => ({
    name: `${range} ${step}`,
    step,
    // Any number of a design that names the shift.
    design: (own: typeof design) => ({ ...own, temperature: 1000 + shift }) as typeof design,
  })),
});

const inputsOf = (axes: DrawnInputs["axes"]): DrawnInputs => ({
  axes,
  comparisonOf: (changed) => ({
    contenders: shifted(changed.temperature - 1000),
    design,
    point: POINT,
  }),
});

const causesOf = (factor: number, axes: DrawnInputs["axes"]): readonly string[] =>
  offCentre(bandsAt(factor), contenders, design, POINT, inputsOf(axes)).find(({ pair }) => pair === PAIR)
    ?.causes ?? [];

describe("inputs", () => {
  const one = axisOf("one side", [[1, 6]]);
  const both = axisOf("both sides", [
    [-1, -10],
    [1, 14],
  ]);
  const two = axisOf("two values", [
    [1, 2],
    [2, 5],
  ]);
  const equal = axisOf("equal sides", [
    [-1, -30],
    [1, 30],
  ]);

  it("pull by the mean of their values on one side, with that on the other: 6, 4, 3.5 and nothing", () => {
    expect(causesOf(2, [two, both, equal, one])).toEqual(["one side", "both sides"]);
    expect(causesOf(2, [two, equal, both])).toEqual(["both sides", "two values"]);
  });

  it("are no cause of a shift the other way", () => {
    const down = axisOf("down", [
      [-1, -9],
      [-2, -7],
    ]);
    expect(causesOf(0.5, [one, two, down])[0]).toBe("down");
    expect(causesOf(2, [one, two, down])).not.toContain("down");
    expect(causesOf(0.5, [one, two])).not.toContain("one side");
  });
});

describe("a band", () => {
  const none = inputsOf([]);
  const found = (factor: number, wide?: number) =>
    offCentre(bandsAt(factor, "energy", wide), contenders, design, POINT, none);

  it("is off its ratio from the limit on, on either side, or where it does not hold the ratio", () => {
    expect(found(1 + 0.99 * MOST_SHIFT)).toEqual([]);
    expect(found(1 - 0.99 * MOST_SHIFT)).toEqual([]);
    for (const factor of [1 + 1.01 * MOST_SHIFT, 1 - 1.01 * MOST_SHIFT])
      expect(found(factor)).toMatchObject([
        { pair: PAIR, quantity: "energy", nominal: nominal[PAIR].energy },
      ]);
    // A narrow band, within the limit, that ends short of the ratio.
    expect(found(1 + 0.5 * MOST_SHIFT, 1.001)).toHaveLength(1);
    expect(found(1 - 0.5 * MOST_SHIFT, 1.001)).toHaveLength(1);
    expect(found(1, 1)).toEqual([]);
    const [moved] = found(2);
    expect(moved.median / moved.nominal).toBeCloseTo(2, 12);
  });

  it("names the two constants whose quartiles move the ratio most that way, by a walk through all of them", () => {
    const pulls = constantGroups(comparedComponents(contenders, design)).map(({ name, members }) => {
      const units = new Set(members.map(({ component }) => component)).size;
      const pull = [0.25, 0.75].reduce((sum, share) => {
        const own = Object.fromEntries(
          members.map(({ key, low, nominal: mode, high, isOpposite }) => [
            key,
            threePointQuantile(low, mode, high, isOpposite ? 1 - share : share),
          ]),
        );
        const ratio = ratios(repriced(contenders, POINT, own))[PAIR].energy;
        return sum + Math.log(Number(ratio) / Number(nominal[PAIR].energy));
      }, 0);
      return { name: units === 1 ? members[0].place : `${name} of ${units} units`, pull };
    });
    for (const sign of [1, -1]) {
      const strongest = pulls
        .filter(({ pull }) => pull * sign > 1e-9)
        .sort((a, b) => Math.abs(b.pull) - Math.abs(a.pull))
        .slice(0, 2);
      expect(strongest.length).toBeGreaterThan(0);
      expect(causesOf(2 ** sign, [])).toEqual(strongest.map(({ name }) => name));
      // An input that pulls by three quarters of the strongest constant comes after it.
      const input = axisOf("an input", [[1, 0.75 * strongest[0].pull]]);
      expect(causesOf(2 ** sign, [input])[0]).toBe(strongest[0].name);
    }
  });
});
