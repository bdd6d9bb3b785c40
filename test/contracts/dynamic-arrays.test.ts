import { describe, expect, it } from "vitest";
import { createRng, dense, type Instance, nanometres, normals } from "#base";
import { createTechnology } from "#technology";
import type { DynamicAction, DynamicArray } from "../../src/arrays/dynamic/dynamic-array.ts";
import type { Gpu } from "../../src/peripherals/gpu.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members } from "./instances.ts";

const technology = createTechnology(nanometres(28));
const array = (model: string, params: Readonly<Record<string, unknown>> = {}) =>
  instanceOf("dynamic-array", model, params) as Instance<DynamicAction, DynamicArray>;
const published = members("dynamic-array").filter((model) => model !== "ideal");
const signal = dense(200, 20, normals(4000, createRng(6)));
const levelsOf = (values: Float64Array): number => new Set([...values].map((x) => Math.round(x * 1e9))).size;

describe("every published dynamic array", () => {
  const cases = published;

  it("holds 2^bits equidistant levels, each the nearest", () => {
    everyCase(cases, 39, (model) => {
      const largest = Math.max(...signal.data.map(Math.abs));
      for (const bits of [2, 3, 5]) {
        const { behaviour } = array(model, { keyBits: bits, queryBits: bits });
        const step = (2 * largest) / (2 ** bits - 1);
        for (const held of [behaviour.stored(signal), behaviour.driven(signal)]) {
          expect(levelsOf(held.data)).toBe(2 ** bits);
          const far = held.data.filter((x, n) => !(Math.abs(x - signal.data[n]) <= step / 2 + 1e-12));
          expect(Array.from(far)).toEqual([]);
        }
      }
      const zeros = dense(2, 2, new Float64Array(4));
      expect(array(model).behaviour.stored(zeros)).toEqual(zeros);
    });
  });

  it("takes as many slices and phases as its cells and lines need for the bits", () => {
    everyCase(cases, 12, (model) => {
      const { behaviour } = array(model, { keyBits: 8, queryBits: 7, inputBits: 2 });
      const cellBits = { "gain-cell": 3, "one-selector": 1, "one-transistor": 2 }[model] ?? Number.NaN;
      expect(behaviour.slices).toBe(Math.ceil(8 / cellBits));
      expect(behaviour.phases).toBe(4);
      expect(array(model, { pairing: "single" }).behaviour.lines).toBe(1);
      expect(array(model, { pairing: "differential" }).behaviour.lines).toBe(2);
    });
  });

  it("writes an array line by line and reads it at once", () => {
    everyCase(cases, 9, (model) => {
      const { actions } = array(model, { rows: 100, readTime: "7 ns" }).cost(technology);
      expect(actions.write.interval / actions.write.latency).toBeCloseTo(100, 9);
      expect(actions.read.interval).toBe(7e-9);
      expect(actions.stall).toEqual({ energy: 0, latency: 0, interval: 7e-9 });
    });
  });

  it("refreshes a cell once a retention time: that is its leakage", () => {
    everyCase(cases, 3, (model) => {
      const { leakage, actions } = array(model, { retention: "2 ms" }).cost(technology);
      expect((leakage * 2e-3) / actions.write.energy).toBeCloseTo(1, 12);
    });
  });

  it("survives at least one write", () => {
    everyCase(cases, 6, (model) => {
      expect(array(model).behaviour.endurance).toBeGreaterThanOrEqual(1);
      expect(array(model).behaviour.retention).toBeGreaterThan(0);
    });
  });
});

it("publishes what its sources say: 16 and 8 levels and 15 ns; 10¹⁰ cycles, 10⁴ s and 277.75 fJ; 10.97 µs", () => {
  const [gain, selector, transistor] = published.map((model) => array(model));
  expect(gain.behaviour).toMatchObject({ queryBits: 4, keyBits: 3, outputBits: 5, phases: 1, slices: 1 });
  expect(gain.cost(technology).actions.read.latency).toBe(15e-9);
  expect(gain.behaviour.endurance).toBe(Number.POSITIVE_INFINITY);
  expect(selector.behaviour).toMatchObject({ rows: 32, columns: 32, endurance: 1e10, retention: 1e4 });
  expect(selector.cost(technology).actions.write.energy).toBeCloseTo(277.75e-15, 22);
  expect(selector.cost(technology).actions.read.energy).toBeCloseTo(0.1215e-15, 22);
  expect(transistor.cost(technology).actions.write.interval).toBeCloseTo(10.97e-6, 8);
});

describe("every GPU", () => {
  const cases = members("gpu");

  it("uses a share of its peak that grows with length and width, and a mask does not raise", () => {
    everyCase(cases, 78, (model) => {
      const { behaviour } = instanceOf("gpu", model) as Instance<string, Gpu>;

      let before = 0;
      for (const length of [1, 512, 1000, 4096, 16_384, 1 << 20]) {
        const share = behaviour.utilisation(64, length, false);
        expect(share).toBeGreaterThanOrEqual(before);
        expect(share).toBeLessThanOrEqual(1);
        expect(behaviour.utilisation(64, length, true)).toBeLessThanOrEqual(share);
        before = share;
      }
      for (const width of [1, 16, 64, 100, 128, 200, 256])
        expect(behaviour.utilisation(width + 1, 16_384, true)).toBeGreaterThanOrEqual(
          behaviour.utilisation(width, 16_384, true),
        );
      expect(behaviour.utilisation(1, 1, true)).toBeGreaterThan(0);
    });
  });
});
