// The number of parts of a unit, against every whole number of them.

import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import { contenderOf } from "../../src/comparison/comparison-designs.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { sizedUnits } from "../../src/cost/unit-sizes.ts";
import { POINT } from "../comparison/neighbours.ts";
import { configOf } from "../design-under-test.ts";
import { bind } from "../peripherals/bind.ts";

/** Exact attention whose softmax has one lane before it grows, next to a MAC array of a size. */
function exactOn(units: number) {
  const { design, workload } = configOf(
    `{ workload: { length: 256, heads: 2, layers: 1 }, design: { mapping: { search: false }, digital: { softmax: { lanes: 1 }, mac: { units: ${units}, arrays: 1 } } } }`,
  );
  const record = contenderOf("exact-digital");
  const chosen = priceContender(record, design, workload, POINT);
  if (!chosen.feasible) throw new Error(chosen.reason);
  const digital = { ...design.digital, sizes: "stated" as const };
  const worthAt = (lanes: number): number => {
    const own = priceContender(record, { ...design, digital, sizes: { softmax: lanes } }, workload, POINT);
    if (!own.feasible) throw new Error(own.reason);
    // A doubling has to save 5 % of the latency.
    return own.cost.timing.latency * lanes ** -Math.log2(0.95);
  };
  return { lanes: chosen.design.sizes?.softmax ?? 1, worthAt };
}

it.each([64, 256, 512, 1024, 2048, 4096])(
  "a softmax next to %i multipliers has as many whole lanes as are worth most, of one to 64",
  (units) => {
    const { lanes, worthAt } = exactOn(units);
    const worths = Array.from({ length: 64 }, (_, n) => worthAt(n + 1));
    expect(lanes).toBeCloseTo(worths.indexOf(Math.min(...worths)) + 1, 9);
  },
);

describe("a unit of twice the size", () => {
  const technology = createTechnology(nanometres(28));
  const { design } = configOf("{}");
  it.each([
    ["softmax", "base2", { lanes: 12 }, { lanes: 24 }, "exponent"],
    ["sorter", "counting", { units: 3 }, { units: 6 }, "place"],
    ["sorter", "bitonic", { units: 3, lanes: 64 }, { units: 6, lanes: 64 }, "place"],
    ["projection", "dense-int8", { units: 48 }, { units: 96 }, "project"],
    ["topK", "counting", { units: 3 }, { units: 6 }, "select"],
    ["topK", "time-domain", { lines: 100 }, { lines: 200 }, "select"],
    ["search", "sram-scan", { comparisons: 5 }, { comparisons: 10 }, "search"],
    ["search", "digital-cim", { rows: 12, keys: 96 }, { rows: 6, keys: 96 }, "search"],
    ["search", "cam-2t2r", { keys: 96, macros: 5 }, { keys: 48, macros: 10 }, "write"],
  ] as const)(
    "%s %s: twice the parts, or half the keys on each, and half the time",
    (unit, model, own, grown, action) => {
      const family = unit === "topK" ? "top-k" : unit;
      const instance = bind(family, model, own);
      const { digital } = design;
      const given =
        unit === "topK" || unit === "search"
          ? { ...design, [unit]: instance, sizes: { [unit]: 2 } }
          : { ...design, digital: { ...digital, [unit]: instance }, sizes: { [unit]: 2 } };
      const sized = sizedUnits(given);
      const twice = { ...sized.digital, topK: sized.topK, search: sized.search }[unit];
      expect(twice.params).toMatchObject(grown);
      const interval = (of: { cost: typeof instance.cost }) => of.cost(technology).actions[action].interval;
      expect(interval(twice) / interval(instance)).toBeCloseTo(1 / 2, 9);
    },
  );
});

it.each([
  ["digital-cim", { clock: "5 GHz", keys: 384, rows: 125 }, 125],
  ["sram-scan", { comparisons: 1, clock: "5 GHz" }, 256],
] as const)(
  "a store %s of %o has as many whole parts as are worth most, of one to %i",
  (model, params, most) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 1, heads: 4, kvHeads: 4, headWidth: 64, length: 384,
         attention: { budget: { kind: "fixed", keys: 48 }, codes: { query: "map", queryBits: 4, norm: false } } },
       design: { mapping: { search: false }, search: { model: "${model}", ${Object.entries(params).map(([key, n]) => `${key}: ${JSON.stringify(n)}`)} },
         topK: { model: "ideal" }, digital: { projectOn: "mac", fetchBy: "gather", softmax: { lanes: 4096 }, mac: { arrays: 1 } } } }`,
    );
    const record = contenderOf("score-memristor");
    const chosen = priceContender(record, design, workload, POINT);
    if (!chosen.feasible) throw new Error(chosen.reason);
    const digital = { ...design.digital, sizes: "stated" as const };
    const sizeOf = (parts: number): number =>
      "rows" in params ? params.rows / parts : parts / params.comparisons;
    const worthAt = (parts: number): number => {
      const sizes = { ...chosen.design.sizes, search: sizeOf(parts) };
      const own = priceContender(record, { ...design, digital, sizes }, workload, POINT);
      if (!own.feasible) throw new Error(own.reason);
      return own.cost.timing.latency * sizeOf(parts) ** -Math.log2(0.95);
    };
    const worths = Array.from({ length: most }, (_, n) => worthAt(n + 1));
    const least = Math.min(...worths);
    const size = chosen.design.sizes?.search ?? 1;
    const parts = "rows" in params ? params.rows / size : params.comparisons * size;
    expect(parts).toBeCloseTo(Math.round(parts), 9);
    // The search takes all of a store's time to fall with its size, whatever whole trees it needs.
    expect(Math.abs(Math.round(parts) - (worths.indexOf(least) + 1))).toBeLessThanOrEqual(1);
    expect(worths[Math.round(parts) - 1] / least).toBeLessThan(1.005);
    for (const end of [worths[0], worths[most - 1]]) expect(end / least).toBeGreaterThan(1.02);
  },
);
