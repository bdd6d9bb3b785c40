import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import { constantKey } from "../../src/cost/overrides.ts";
import { componentsOf } from "../../src/cost/price-list.ts";
import {
  bandOf,
  constantGroups,
  drawFrom,
  drawGroups,
  shareBelowOne,
  threePointQuantile,
} from "../../src/cost/three-point.ts";
import type { Design } from "../../src/design/design.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

/** One draw of every constant of a design that has a low or a high. */
const drawConstants = (design: Design, rng: Rng): Record<string, number> =>
  drawGroups(constantGroups(componentsOf(design)), drawFrom(rng));

describe("the distribution of three points", () => {
  it("hand-computed: on [0, 4] about 1, F(0.5) = 1/8, F(1) = 1/2 and F(2) = 7/9", () => {
    // ½ (x/1)² below 1; 1 − ½ ((4 − 2) / 3)² = 7/9.
    expect(threePointQuantile(0, 1, 4, 1 / 8)).toBeCloseTo(0.5, 12);
    expect(threePointQuantile(0, 1, 4, 0.5)).toBeCloseTo(1, 12);
    expect(threePointQuantile(0, 1, 4, 7 / 9)).toBeCloseTo(2, 12);
  });

  it("starts at low, ends at high, and never falls, its peak at either end or between", () => {
    for (const mode of [2, 3, 5]) {
      expect(threePointQuantile(2, mode, 5, 0)).toBe(2);
      expect(threePointQuantile(2, mode, 5, 1)).toBe(5);
      const values = Array.from({ length: 101 }, (_, n) => threePointQuantile(2, mode, 5, n / 100));
      for (let n = 1; n <= 100; n++) expect(values[n]).toBeGreaterThanOrEqual(values[n - 1]);
    }
  });

  it("has its median at the mode, however long a tail is, and the mean (low + 4 mode + high) / 6", () => {
    // Midpoint rule over the quantiles: its error falls as n^(−3/2) at the ends, where they have square roots.
    const n = 20_000;
    const values = Array.from({ length: n }, (_, k) => threePointQuantile(1, 2, 9, (k + 0.5) / n));
    expect(values.filter((value) => value < 2)).toHaveLength(n / 2);
    expect(values.reduce((sum, value) => sum + value, 0) / n).toBeCloseTo(3, 4);
  });

  it("is its mode where all three are equal", () => {
    for (const u of [0, 0.3, 1]) expect(threePointQuantile(7, 7, 7, u)).toBe(7);
  });

  it.each([
    [3, 2, 4, 0.5],
    [1, 5, 4, 0.5],
    [1, 2, 3, 1.1],
    [1, Number.NaN, 3, 0.5],
  ])("refuses %d, %d, %d at %d", (low, mode, high, u) => {
    expect(() => threePointQuantile(low, mode, high, u)).toThrow(/^three points: expected .* received/);
  });
});

describe("a draw", () => {
  const { design } = configOf("{}");
  const constants = new Map(
    componentsOf(design).flatMap(([, instance]) =>
      Object.entries(instance.constants).map(
        ([name, constant]) => [constantKey(instance, name), constant] as const,
      ),
    ),
  );

  it("keeps every constant between its low and its high, and names those with a range alone", () => {
    const ranged = [...constants].filter(([, { nominal, low = nominal, high = nominal }]) => low < high);
    for (let n = 0; n < 100; n++) {
      const drawn = drawConstants(design, createRng(n));
      expect(Object.keys(drawn).sort()).toEqual(ranged.map(([name]) => name).sort());
      for (const [name, { nominal, low = nominal, high = nominal }] of ranged) {
        expect(drawn[name], name).toBeGreaterThanOrEqual(low);
        expect(drawn[name], name).toBeLessThanOrEqual(high);
      }
    }
  });

  it("moves one number together wherever it stands: the leakage of logic in sorter, MACs and softmax", () => {
    const drawn = drawConstants(design, createRng(5));
    const { sorter, softmax, mac, buffer } = design.digital;
    const of = (unit: Parameters<typeof constantKey>[0]): number => drawn[constantKey(unit, "leakage")];
    expect(of(mac)).toBeGreaterThan(0);
    expect(of(sorter)).toBe(of(mac));
    expect(of(softmax)).toBe(of(mac));
    expect(of(buffer)).not.toBe(of(mac));
  });

  it("is named by its stream: the same again, and another for another", () => {
    expect(drawConstants(design, createRng(1))).toEqual(drawConstants(design, createRng(1)));
    expect(drawConstants(design, createRng(1))).not.toEqual(drawConstants(design, createRng(2)));
  });

  it("of a component does not depend on the others of the design", () => {
    const { design: other } = configOf(`{ design: { digital: { sorter: { model: "bitonic" } } } }`);
    const key = constantKey(design.digital.mac, "multiply8");
    expect(drawConstants(design, createRng(3))[key]).toBeGreaterThan(0);
    expect(drawConstants(other, createRng(3))[key]).toBe(drawConstants(design, createRng(3))[key]);
  });

  it("of ideal hardware moves nothing that has a price", () => {
    const { design: ideal } = configOf(`{ design: { ${IDEAL_HARDWARE} } }`);
    const drawn = Object.keys(drawConstants(ideal, createRng(1)));
    expect(drawn.filter((name) => !/^(tile-switch|memristor):/.test(name))).toEqual([]);
  });
});

describe("a band", () => {
  it("hand-computed: percentiles of 0 … 100 are their own, whatever the order", () => {
    const values = Array.from({ length: 101 }, (_, n) => (n * 37) % 101);
    expect(bandOf(values)).toEqual({ p05: 5, p50: 50, p95: 95 });
  });

  it("lies between two values where a percentile does, and on a single one", () => {
    expect(bandOf([10, 20]).p50).toBe(15);
    expect(bandOf([10, 20]).p05).toBeCloseTo(10.5, 12);
    expect(bandOf([3])).toEqual({ p05: 3, p50: 3, p95: 3 });
    expect(() => bandOf([])).toThrow("band: expected at least one value, received none");
  });

  it("counts what is below one, and one itself is not", () => {
    expect(shareBelowOne([0.5, 0.9, 1, 2])).toBe(0.5);
  });
});
