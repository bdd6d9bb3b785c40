import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/rng.ts";
import { componentsOf, constantKey } from "../../src/cost/price-list.ts";
import { bandOf, drawConstants, shareBelowOne, triangularQuantile } from "../../src/cost/three-point.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";

describe("the triangular distribution", () => {
  it("hand-computed: on [0, 4] with its peak at 1, F(1) = 1/4 and F(2) = 2/3", () => {
    expect(triangularQuantile(0, 1, 4, 0.25)).toBeCloseTo(1, 12);
    // 1 − (4 − 2)² / (4 · 3) = 2/3; below the peak x² / 4.
    expect(triangularQuantile(0, 1, 4, 2 / 3)).toBeCloseTo(2, 12);
    expect(triangularQuantile(0, 1, 4, 1 / 16)).toBeCloseTo(0.5, 12);
  });

  it("starts at low, ends at high, and rises, its peak at either end or between", () => {
    for (const mode of [2, 3, 5]) {
      expect(triangularQuantile(2, mode, 5, 0)).toBe(2);
      expect(triangularQuantile(2, mode, 5, 1)).toBe(5);
      const values = Array.from({ length: 101 }, (_, n) => triangularQuantile(2, mode, 5, n / 100));
      for (let n = 1; n <= 100; n++) expect(values[n]).toBeGreaterThan(values[n - 1]);
    }
  });

  it("has the mean (low + mode + high) / 3", () => {
    // Midpoint rule over the quantiles: its error falls as n^(−3/2) at the ends, where they have square roots.
    const n = 20_000;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += triangularQuantile(1, 2, 9, (k + 0.5) / n);
    expect(sum / n).toBeCloseTo(4, 5);
  });

  it("is its mode where all three are equal", () => {
    for (const u of [0, 0.3, 1]) expect(triangularQuantile(7, 7, 7, u)).toBe(7);
  });

  it.each([
    [3, 2, 4, 0.5],
    [1, 5, 4, 0.5],
    [1, 2, 3, 1.1],
    [1, Number.NaN, 3, 0.5],
  ])("refuses %d, %d, %d at %d", (low, mode, high, u) => {
    expect(() => triangularQuantile(low, mode, high, u)).toThrow(/^triangular: expected .* received/);
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
