import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { comparedComponents, costBands } from "../../src/comparison/bands.ts";
import { defineComparison } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS, PAIRS, rivalsOf, SUBJECT } from "../../src/comparison/comparison-designs.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { METRICS } from "../../src/comparison/metrics/index.ts";
import { defineMetric, noModel, versus } from "../../src/comparison/metrics/metric.ts";
import { energy, latency } from "../../src/comparison/metrics/prices.ts";
import { priceAll, priceContender } from "../../src/comparison/priced-comparison.ts";
import { provenanceOf } from "../../src/cost/price-list.ts";
import type { Design } from "../../src/design/design.ts";
import { price, totals } from "../../src/evaluate.ts";
import { defineMac } from "../../src/peripherals/mac/mac.ts";
import { int8Mac } from "../../src/peripherals/mac/models.ts";
import { configOf } from "../design-under-test.ts";

const POINT = { pairPower: 50e-6, devicePower: 49e-6, peakLineCurrent: 1e-4 };
const { design, workload } = configOf("{ workload: { length: 1024 } }");
const contenders = priceAll(design, workload, POINT);

/** Exact attention on MACs whose energy is `low` to `high` of the nominal one. */
function withMacs(low: number, high: number) {
  const macs = defineMac({
    model: "test-cim",
    source: "assumed",
    params: int8Mac.params,
    constants: {
      perMac: { nominal: 5e-13, low: low * 5e-13, high: high * 5e-13, source: "assumed", note: "J a MAC" },
    },
    behave: () => design.digital.mac.behaviour,
    cost: (_, technology, { perMac }) => {
      const cost = design.digital.mac.cost(technology);
      const { mac } = cost.actions;
      return { ...cost, actions: { ...cost.actions, mac: { ...mac, energy: perMac as typeof mac.energy } } };
    },
  });
  return defineComparison({
    ...exactDigital,
    id: "exact-cim",
    letter: "Z",
    design: (own: Design) => {
      const base = exactDigital.design(own);
      const mac = macs.schema.parse({ model: "test-cim" }) as Design["digital"]["mac"];
      return { ...base, digital: { ...base.digital, mac } };
    },
    against: [exactDigital],
  });
}

describe("a comparison design with a model of its own in a slot that others fill otherwise", () => {
  const widthOf = (low: number, high: number) => {
    const added = priceContender(withMacs(low, high), design, workload, POINT);
    const bands = costBands([...contenders, added], design, POINT, createRng(1), 60).contenders;
    const { p05, p95 } = bands["exact-cim"]?.energy ?? { p05: Number.NaN, p95: Number.NaN };
    return { ratio: p95 / p05, bands };
  };

  it("has its constants' ranges in its band, and in no other design's", () => {
    const [narrow, wide] = [widthOf(1, 1), widthOf(0.1, 10)];
    expect(narrow.ratio).toBeGreaterThan(1);
    expect(wide.ratio).toBeGreaterThan(1.5 * narrow.ratio);
    expect(wide.bands["exact-digital"]).toEqual(narrow.bands["exact-digital"]);
    expect(wide.bands["lsh-memristor"]).toEqual(narrow.bands["lsh-memristor"]);
  });

  it("adds its constants to the provenance, and nothing twice", () => {
    const added = priceContender(withMacs(0.5, 2), design, workload, POINT);
    const before = provenanceOf(comparedComponents(contenders, design));
    const after = provenanceOf(comparedComponents([...contenders, added], design));
    const fresh = after.filter((item) => !before.some((own) => JSON.stringify(own) === JSON.stringify(item)));
    expect(fresh.map(({ component, model, constant }) => [component, model, constant])).toEqual([
      ["mac", "test-cim", "perMac"],
    ]);
    expect(after).toHaveLength(before.length + 1);
  });
});

describe("the list of comparison designs", () => {
  it("pairs each with what its record names, and no other", () => {
    expect(PAIRS).toHaveLength(
      COMPARISON_DESIGNS.reduce((sum, { against, rivalOf = [] }) => sum + against.length + rivalOf.length, 0),
    );
    expect(PAIRS.slice(0, 5).map(([above, below]) => `${above.letter}/${below.letter}`)).toEqual([
      "B/A",
      "C/B",
      "C/A",
      "D/A",
      "C/D",
    ]);
    expect(
      rivalsOf(SUBJECT)
        .slice(0, 3)
        .map(({ letter }) => letter),
    ).toEqual(["B", "A", "D"]);
    expect(new Set(COMPARISON_DESIGNS.map(({ letter }) => letter)).size).toBe(COMPARISON_DESIGNS.length);
    expect(new Set(COMPARISON_DESIGNS.map(({ id }) => id)).size).toBe(COMPARISON_DESIGNS.length);
  });

  it("refuses a record that is in no ratio but in pairs, and one with no colour", () => {
    expect(() => defineComparison({ ...exactDigital, inRatios: false, against: [lshMemristor] })).toThrow(
      'comparison design "exact-digital": expected no pairs',
    );
    expect(() => defineComparison({ ...exactDigital, style: { colour: "red", dash: [] } })).toThrow(
      'expected a colour such as "#D55E00", received "red"',
    );
  });
});

describe("metrics", () => {
  it("of totals are those of the itemised price, power and all, for every design", () => {
    let compared = 0;
    for (const contender of COMPARISON_DESIGNS) {
      const [own, seen] = [contender.design(design), contender.workload(workload)];
      const { cost } = price(own, seen, POINT);
      const whole = totals(own, seen, POINT);
      expect(whole.power).toEqual(cost.power);
      expect(whole.energy).toBe(cost.energy);
      expect(whole.area).toBeCloseTo(cost.area, 18);
      compared++;
    }
    expect(compared).toBe(COMPARISON_DESIGNS.length);
  });

  it("that others derive are what their own columns would say", () => {
    const { cost } = price(SUBJECT.design(design), SUBJECT.workload(workload), POINT);
    const source = {
      design,
      workload,
      cost,
      costOf: () => ({ ...cost, energy: 2 * cost.energy }),
      quality: { recall: 1, interval: 0, outputError: 0 },
      model: noModel,
    };
    const derived = METRICS.filter((metric) => metric.derived !== undefined);
    for (const { of, derived: rule } of derived)
      expect(rule?.of(...rule.from.map((part) => part.of(source)))).toBeCloseTo(
        of(source),
        9 - Math.log10(of(source)),
      );
    expect(derived.length).toBeGreaterThanOrEqual(2);
    expect(versus(energy, exactDigital).of(source)).toBe(0.5);
    expect(versus(latency, exactDigital).of(source)).toBe(1);
  });

  it("refuse a key that a table has already, and a flag that is none", () => {
    expect(() => defineMetric({ ...energy, key: "status" })).toThrow(
      'metric "status": expected a key of no other',
    );
    const budget = { flag: "area", unit: "m2", perSi: 1, of: "area", bounds: "chip" } as const;
    expect(() => defineMetric({ ...energy, budget })).toThrow(
      'expected a flag such as "--area", received "area"',
    );
  });
});

describe("names of comparison designs", () => {
  const names = COMPARISON_DESIGNS.map(({ name }) => name);

  it("have at most 28 characters and are all different", () => {
    for (const name of names) expect(name.length, name).toBeLessThanOrEqual(28);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(new Set(COMPARISON_DESIGNS.map(({ letter }) => letter)).size).toBe(names.length);
  });

  it("are the titles of priced designs, with their letters", () => {
    expect(contenders.map(({ title }) => title)).toEqual(
      COMPARISON_DESIGNS.map(({ letter, name }) => `${letter} ${name}`),
    );
  });

  it.each(["", " LSH", "LSH attention, hash on memristor arrays"])("%j is no name", (name) => {
    expect(() => defineComparison({ ...exactDigital, name })).toThrow(/expected a name of at most 28/);
  });
});
