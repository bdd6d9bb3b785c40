import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { assumedReach } from "../../src/comparison/assumed-reach.ts";
import { comparedComponents, costBands, repriced } from "../../src/comparison/bands.ts";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { judge } from "../../src/comparison/judgement.ts";
import { inOneLibrary } from "../../src/comparison/one-library.ts";
import { priceAll, ratios } from "../../src/comparison/priced-comparison.ts";
import { constantKey } from "../../src/cost/overrides.ts";
import { type Band, constantGroups, overridesAt } from "../../src/cost/three-point.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { readComponentTables } from "../../src/runtime/component-tables-file.ts";
import { packagePath, presetFile } from "../../src/runtime/package-files.ts";
import { POINT } from "./neighbours.ts";

function comparisonOf(preset: string, digital = "") {
  const file = presetFile(preset);
  const text = readFileSync(file, "utf8").replace("design: {", `design: { ${digital}`);
  const config = parseConfig(parseDocument(text, file), shippedCatalogue);
  return { ...config, contenders: priceAll(config.design, config.workload, POINT) };
}

const { design, contenders } = comparisonOf("cai-iscas-2024");

/** Energy, latency and area of every design, null where it has none. */
const costsOf = (all: readonly DesignResult[]) =>
  all.map((one) => (one.feasible ? [one.cost.energy, one.cost.timing.latency, one.cost.area] : null));

describe("numbers with a source", () => {
  it.each(["cai-iscas-2024", "isaac-isca-2016", "tpuv4i-isca-2021"])(
    "that move any design of %s have a range, or say why they have none",
    (preset) => {
      const own = comparisonOf(preset);
      const without: string[] = [];
      for (const [, instance] of comparedComponents(own.contenders, own.design))
        for (const [name, constant] of Object.entries(instance.constants)) {
          const { nominal, low, high, exact, source } = constant;
          if (source === "assumed" || low !== undefined || high !== undefined || exact !== undefined)
            continue;
          const key = constantKey(instance, name);
          const [up, down] = [1.01, 0.99].map((factor) =>
            costsOf(repriced(own.contenders, POINT, { [key]: nominal * factor })),
          );
          const elasticity = Math.max(
            ...up.flatMap((costs, n) =>
              (costs ?? []).map((cost, k) => {
                const other = down[n]?.[k] ?? cost;
                return cost > 0 && other > 0 ? Math.abs(Math.log(cost / other)) / Math.log(1.01 / 0.99) : 0;
              }),
            ),
          );
          if (elasticity > 0.03) without.push(`${key} ${elasticity.toFixed(3)}`);
        }
      expect(without).toEqual([]);
    },
  );
});

describe("the bands of the default comparison", () => {
  // With units in one array, as all comparisons had them when the rows below were priced.
  const { design, contenders } = comparisonOf("cai-iscas-2024", "digital: { mac: { arrays: 1 } },");
  const bands = costBands(contenders, design, POINT, createRng("grounding"), 400).ratios;

  const energyBand = (pair: string): Band => {
    const own = bands[pair];
    if (own === null) throw new Error(`no band of ${pair}`);
    return own.band.energy;
  };

  /** Energy of exact attention without what was not priced then: keys that pass its array twice. */
  const thenOverNow = ((): number => {
    const exact = contenders.find(({ id }) => id === "exact-digital");
    if (exact === undefined || !exact.feasible) throw new Error("exact attention has no price");
    const again = exact.cost.breakdown.filter(({ action }) => action === "stage" || action === "restream");
    return 1 - again.reduce((sum, { energy }) => sum + energy, 0) / exact.cost.energy;
  })();

  // Prices replaced by those of open tools and other sources, each in the comparison as it was before they were in the bands.
  it.each([
    ["lsh-memristor/exact-digital", [0.419, 0.42, 0.466, 0.535, 0.577, 0.613, 0.818]],
    ["score-memristor/exact-digital", [0.402, 0.403, 0.45, 0.519, 0.521, 0.565, 0.681]],
    ["lsh-memristor/lsh-digital", [1.011, 1.016, 1.019, 1.022, 1.025]],
    ["score-memristor/score-digital", [1.005, 1.007, 1.008, 1.01, 1.012]],
  ])("of %s contain what every other source of logic and memory gives", (pair, rows) => {
    const { p05, p95 } = energyBand(pair);
    expect(thenOverNow).toBeGreaterThan(0.97);
    const factor = pair.endsWith("/exact-digital") ? thenOverNow : 1;
    for (const then of rows) {
      const row = then * factor;
      expect(row).toBeGreaterThanOrEqual(p05);
      expect(row).toBeLessThanOrEqual(p95);
    }
  });

  // Other sources of the same unit; a unit of another kind is another chip, not another source.
  it.each([
    "mac: { model: 'systolic', rows: 64, columns: 64, queries: 128 }",
    "buffer: { model: 'cacti-like', banks: 16 }",
    "buffer: { model: 'edram' }",
    ...["lut", "consmax", "floating-point"].map((model) => `softmax: { model: '${model}' }`),
    ...["bitonic", "odd-even-merge", "streaming-merge"].map((model) => `sorter: { model: '${model}' }`),
  ])("contain what digital: { %s } says, another source of the unit", (unit) => {
    const mac = unit.startsWith("mac") ? unit : `mac: { arrays: 1 }, ${unit}`;
    const other = ratios(comparisonOf("cai-iscas-2024", `digital: { ${mac} },`).contenders);
    for (const pair of ["lsh-memristor/exact-digital", "score-memristor/exact-digital"]) {
      const { p05, p95 } = energyBand(pair);
      expect(other[pair].energy).toBeGreaterThanOrEqual(p05);
      expect(other[pair].energy).toBeLessThanOrEqual(p95);
    }
  });

  it("contain the comparison in the shipped library", () => {
    const file = "asap7-7nm.json";
    const { library } = readComponentTables([[packagePath("cell-tables", file), file]], "test");
    if (library === undefined) throw new Error("the table has no numbers");
    for (const [pair, { energy }] of Object.entries(inOneLibrary(contenders, design, POINT, library))) {
      if (energy === null) continue;
      const { p05, p95 } = energyBand(pair);
      expect([pair, energy > p05 * 0.97, energy < p95 * 1.03]).toEqual([pair, true, true]);
    }
  });
});

describe("the bands of the default as it is, its units in several arrays,", () => {
  const bands = costBands(contenders, design, POINT, createRng("grounding"), 400).ratios;

  /** Overrides with the constants of a name, and of a family where one is named, times a factor. */
  const times = (factor: number, name: string, family?: string): Record<string, number> =>
    Object.fromEntries(
      comparedComponents(contenders, design)
        .filter(([, instance]) => family === undefined || instance.family === family)
        .flatMap(([, instance]) =>
          Object.entries(instance.constants)
            .filter(([own]) => own === name)
            .map(([own, { nominal }]) => [constantKey(instance, own), factor * nominal] as const),
        ),
    );
  // A memory of many macros takes 11 times the energy of one by the table that has the multipliers' energies.
  const memory = times(11 / 4.86, "assembly", "sram");

  it.each([
    ["multipliers by synthesis at 45 nm", times(2.6, "level", "mac")],
    ["the same without glitches", times(1.74, "level", "mac")],
    ["all logic by synthesis at 45 nm", times(2.6, "level")],
    ["memory by the source of the multipliers", memory],
    ["both", { ...times(2.6, "level"), ...memory }],
  ])("contain %s", (_, overrides) => {
    expect(Object.keys(overrides).length).toBeGreaterThan(0);
    const other = ratios(repriced(contenders, POINT, overrides));
    for (const pair of ["lsh-memristor/exact-digital", "score-memristor/exact-digital"]) {
      expect(other[pair].energy).not.toBe(ratios(contenders)[pair].energy);
      expect(other[pair].energy).toBeGreaterThanOrEqual(bands[pair]?.band.energy.p05 ?? Infinity);
      expect(other[pair].energy).toBeLessThanOrEqual(bands[pair]?.band.energy.p95 ?? 0);
    }
  });
});

describe("what assumed numbers reach", () => {
  const reach = assumedReach(contenders, design, POINT);

  it("is every verdict that one of them turns, as pricing both ends of each says", () => {
    const own = ratios(contenders);
    const found: string[] = [];
    for (const group of constantGroups(comparedComponents(contenders, design))) {
      if (group.source !== "assumed") continue;
      const ends = [0, 1].map((share) =>
        ratios(
          repriced(
            contenders,
            POINT,
            overridesAt([group], () => share),
          ),
        ),
      );
      for (const pair of Object.keys(own))
        for (const quantity of ["energy", "latency"] as const) {
          const outcomes = [own, ...ends].map((one) => judge(one[pair][quantity] ?? 1));
          if (outcomes.includes("wins") && outcomes.includes("loses"))
            found.push(`${group.members[0].place} ${pair} ${quantity}`);
        }
    }
    expect(reach.turned.map(({ number, pair, quantity }) => `${number} ${pair} ${quantity}`)).toEqual(found);
  });

  it("is listed for each of them: no other ratio moves further between the ends of its range", () => {
    const groups = constantGroups(comparedComponents(contenders, design)).filter(
      ({ source }) => source === "assumed",
    );
    expect(groups.length).toBeGreaterThan(3);
    expect(reach.each.map(({ number }) => number)).toEqual(groups.map(({ members }) => members[0].place));
    let moved = 0;
    groups.forEach((group, n) => {
      const [low, high] = [0, 1].map((share) =>
        ratios(
          repriced(
            contenders,
            POINT,
            overridesAt([group], () => share),
          ),
        ),
      );
      for (const quantity of ["energy", "latency", "area"] as const) {
        const most = reach.each[n].moves[quantity];
        const spans = Object.keys(low).map((pair) =>
          Math.abs(Math.log((high[pair][quantity] ?? 1) / (low[pair][quantity] ?? 1))),
        );
        if (most === null) {
          expect(Math.max(...spans)).toBeLessThan(1e-3);
          continue;
        }
        moved++;
        expect([most.from, most.to]).toEqual([low[most.pair][quantity], high[most.pair][quantity]]);
        expect(Math.abs(Math.log(most.to / most.from))).toBeCloseTo(Math.max(...spans), 12);
      }
    });
    expect(moved).toBeGreaterThan(3);
  });

  it("is found where there is one: a comparator whose decision may take ten microseconds", () => {
    const { readout } = design.hashing;
    const delay = { ...readout.constants.delay, source: "assumed", high: 1e-5 };
    const slow = { ...readout, constants: { ...readout.constants, delay } };
    const within = (own: typeof design) => ({ ...own, hashing: { ...own.hashing, readout: slow } });
    const all = contenders.map((one) => (one.feasible ? { ...one, design: within(one.design) } : one));
    expect(
      assumedReach(all, within(design), POINT).turned.map(({ number, pair }) => `${number} ${pair}`),
    ).toContain("readout.delay lsh-memristor/exact-digital");
  });
});

it("the two ends of a trade-off are drawn against each other", () => {
  const group = constantGroups(comparedComponents(contenders, design)).find(
    ({ label }) => label === "amplifier.length",
  );
  if (group === undefined) throw new Error("no amplifier");
  const names = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
  const at = (share: number) =>
    Object.fromEntries(
      Object.entries(overridesAt([group], () => share)).map(([key, value]) => [names(key), value]),
    );
  expect(at(0)).toEqual({ gain: 5, transit: 260e9 });
  expect(at(1)).toEqual({ gain: 80, transit: 20e9 });
  expect(at(0.5)).toEqual({ gain: 11, transit: 65e9 });
});
