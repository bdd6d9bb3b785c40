// A tornado's rows for parameters: a metric with a known law of each, at the ends that a hand computes.

import { expect, it } from "vitest";
import type { Parameter } from "#base";
import { parseDocument } from "#base";
import { endOf, parameterSwings } from "../../../src/commands/shared/swings.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import type { Config } from "../../../src/design/config.ts";
import { createConfigs } from "../../../src/study/point-configs.ts";

const DOCUMENT = parseDocument(
  '{ design: { cores: 3, memory: { bandwidth: "20 GB/s" }, digital: { mac: { units: 4096 } }, hashing: { array: { rows: 64, columns: 128 } } } }',
  "swings.json5",
);

/** A power law of three parameters: each row's ends are known. */
const metricOf = ({ design }: Config): number =>
  design.cores ** 2 * Number(design.memory.params.bandwidth) * (design.hashing.array.columns + 1);

const rows = new Map(
  parameterSwings(
    DOCUMENT.value,
    shippedCatalogue,
    createConfigs(DOCUMENT, shippedCatalogue, false),
    metricOf,
  ).map((row) => [row.name, row]),
);
const NOMINAL = 9 * 20e9 * 129;

it("a quantity changes by a fifth each way, and the metric by its power of it", () => {
  const row = rows.get("design.memory.bandwidth");
  expect(Number(row?.atLow) / NOMINAL).toBeCloseTo(0.8, 12);
  expect(Number(row?.atHigh) / NOMINAL).toBeCloseTo(1.2, 12);
  expect([row?.nominal, row?.reason]).toEqual(["20 GB/s", ""]);
});

it("a whole number changes by one step at least: three cores to two and four", () => {
  const row = rows.get("design.cores");
  expect([row?.low, row?.high]).toEqual(["2", "4"]);
  expect(Number(row?.atLow) / NOMINAL).toBeCloseTo(4 / 9, 12);
  expect(Number(row?.atHigh) / NOMINAL).toBeCloseTo(16 / 9, 12);
});

it("columns change by whole tiles or to the nearest whole number, and what no metric follows leaves it", () => {
  const row = rows.get("design.hashing.array.columns");
  for (const [end, metric] of [
    [row?.low, row?.atLow],
    [row?.high, row?.atHigh],
  ])
    if (metric !== null) expect(Number(metric) / NOMINAL).toBeCloseTo((Number(end) + 1) / 129, 12);
  const other = rows.get("design.digital.mac.units");
  expect([other?.low, other?.high]).toEqual([String(Math.round(0.8 * 4096)), String(Math.round(1.2 * 4096))]);
  expect(Number(other?.atLow) / NOMINAL).toBeCloseTo(1, 12);
  expect(
    [...rows.keys()].filter((name) => !name.startsWith("design.") || name.includes("baselines")),
  ).toEqual([]);
});

it("ends are whole steps within the range, and none outside it", () => {
  const whole = (own: Partial<Parameter>): Parameter =>
    ({ path: "x", kind: "integer", doc: "", ...own }) as unknown as Parameter;
  expect([0.8, 1.2].map((factor) => endOf(whole({}), 10, factor))).toEqual([8, 12]);
  expect([0.8, 1.2].map((factor) => endOf(whole({}), 2, factor))).toEqual([1, 3]);
  // 0.8 · 64 and 1.2 · 64 in steps of 8, and of 64.
  expect([0.8, 1.2].map((factor) => endOf(whole({ multipleOf: 8 }), 64, factor))).toEqual([48, 80]);
  expect([0.8, 1.2].map((factor) => endOf(whole({ multipleOf: 64 }), 64, factor))).toEqual([0, 128]);
  expect([0.8, 1.2].map((factor) => endOf(whole({ minimum: 9, maximum: 12 }), 10, factor))).toEqual([
    null,
    12,
  ]);
  expect([0.8, 1.2].map((factor) => endOf(whole({ minimum: 8, maximum: 11 }), 10, factor))).toEqual([
    8,
    null,
  ]);
  const real = { path: "x", kind: "number", doc: "" } as unknown as Parameter;
  expect([0.8, 1.2].map((factor) => endOf(real, 0.3, factor))).toEqual([0.24, 0.36]);
  expect(endOf({ ...real, exclusiveMinimum: 0.24 } as Parameter, 0.3, 0.8)).toBeNull();
});
