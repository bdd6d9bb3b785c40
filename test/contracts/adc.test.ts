import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ComponentCost, createRng, type Instance, nanometres, normals } from "#base";
import { createTechnology } from "#technology";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import type { Adc } from "../../src/peripherals/adc/adc.ts";
import { everyCase } from "../law.ts";
import { instanceOf, members, nodesOf } from "./instances.ts";

type AdcInstance = Instance<"convert", Adc>;

const adc = (model: string, params: Readonly<Record<string, unknown>> = {}): AdcInstance =>
  instanceOf("adc", model, params) as AdcInstance;

/** Whole numbers of bits that a model takes, from its schema. */
function bitsOf(model: string): number[] {
  const found = shippedCatalogue.families.adc.find((candidate) => candidate.model === model);
  return Array.from({ length: 16 }, (_, n) => n + 1).filter(
    (bits) => found?.schema.safeParse({ model, bits }).success,
  );
}

const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

const hasRate = (model: string): boolean => adc(model).params.rate !== undefined;
const convert = (cost: ComponentCost<string>) => cost.actions.convert;

describe("every ADC", () => {
  const cases = members("adc");

  it("gets no cheaper, smaller, less leaky or later by a bit, at any node and rate", () => {
    everyCase(cases, 4900, (model) => {
      const bits = bitsOf(model);

      expect(bits.length).toBeGreaterThan(5);
      const rates = hasRate(model) ? ["1 MS/s", "30 MS/s", "1 GS/s", "3 GS/s", "10 GS/s"] : [undefined];
      for (const node of nodesOf(adc(model)))
        for (const rate of rates) {
          const technology = createTechnology(nanometres(node));
          const prices = bits.map((b) =>
            adc(model, rate === undefined ? { bits: b } : { bits: b, rate }).cost(technology),
          );
          prices.slice(1).forEach((price, n) => {
            const where = `${bits[n]} to ${bits[n + 1]} bits at ${node} nm, ${rate}`;
            const slack = 1 - 1e-12;
            expect(price.area, where).toBeGreaterThanOrEqual(prices[n].area * slack);
            expect(price.leakage, where).toBeGreaterThanOrEqual(prices[n].leakage * slack);
            expect(convert(price).energy, where).toBeGreaterThanOrEqual(convert(prices[n]).energy * slack);
            expect(convert(price).latency, where).toBeGreaterThanOrEqual(convert(prices[n]).latency * slack);
          });
        }
    });
  });

  it("has 2^bits levels, equidistant, symmetric, none of them zero", () => {
    everyCase(cases, 9200, (model) => {
      const bits = bitsOf(model);

      for (const b of bits.filter((n) => n <= 8)) {
        const { behaviour } = adc(model, { bits: b });
        const ramp = Array.from({ length: 5 * 2 ** b + 1 }, (_, n) => (n / (5 * 2 ** b)) * 6 - 3);
        const levels = [...new Set(ramp.map((x) => behaviour.quantise(x, 2)))].sort((x, y) => x - y);
        expect(behaviour.levels).toBe(2 ** b);
        expect(levels).toHaveLength(2 ** b);
        levels.forEach((level, n) => {
          expect(level).toBeCloseTo(-2 + (4 * (n + 0.5)) / 2 ** b, 12);
          expect(level).not.toBe(0);
        });
      }
    });
  });

  it("errs by at most half a step inside the range and clips outside", () => {
    everyCase(cases, 960, (model) => {
      const bits = bitsOf(model);

      const { behaviour } = adc(model, { bits: bits[0] });
      const step = 2 / behaviour.levels;
      fc.assert(
        fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => {
          expect(Math.abs(behaviour.quantise(x, 1) - x)).toBeLessThanOrEqual(step / 2 + 1e-15);
        }),
        { seed: 3 },
      );
      expect(behaviour.quantise(Infinity, 1)).toBeCloseTo(1 - step / 2, 15);
      expect(behaviour.quantise(-5, 1)).toBeCloseTo(step / 2 - 1, 15);
      for (const fullScale of [0, -1, Number.NaN, Infinity])
        expect(() => behaviour.quantise(0.1, fullScale)).toThrow("expected a full scale above 0, received");
      expect(() => behaviour.quantise(Number.NaN, 1)).toThrow("expected a number, received NaN");
    });
  });

  it("draws the same offsets for the same stream", () => {
    everyCase(cases, 18, (model) => {
      const { behaviour } = adc(model);
      expect(behaviour.offsets(100, createRng(1))).toEqual(behaviour.offsets(100, createRng(1)));
      expect(behaviour.offsets(3, createRng(1))).toHaveLength(3);
    });
  });
});

const calibrated = members("adc").filter((model) => model !== "ideal");

describe("every ADC with an offset", () => {
  const cases = calibrated;

  // 10⁵ draws: the rms is known to 0.22 % (one σ); limits at 5 σ or wider, fixed seeds.
  it("has the stated offset untrimmed, and a uniform rest within a step of its trim", () => {
    everyCase(cases, 40, (model) => {
      const offsets = (trimBits: number): Float64Array =>
        adc(model, { offset: 0.02, trimBits }).behaviour.offsets(100_000, createRng(9));
      expect(Math.abs(rms(offsets(0)) / 0.02 - 1)).toBeLessThan(0.012);
      for (const trimBits of [4, 6]) {
        const step = (6 * 0.02) / 2 ** trimBits;
        const rest = offsets(trimBits);
        // 0.27 % lie beyond the reach of the trim; a uniform rest has step / √12.
        const beyond = rest.filter((x) => Math.abs(x) > step / 2 + 1e-12);
        expect(beyond.length / rest.length).toBeLessThan(0.0035);
        const inside = rest.filter((x) => Math.abs(x) <= step / 2 + 1e-12);
        expect(Math.abs(rms(inside) / (step / Math.sqrt(12)) - 1)).toBeLessThan(0.012);
      }
    });
  });
});

it("noise and quantisation together make the effective bits: a full-scale sine has their SNDR", () => {
  const { behaviour } = adc("sar", { bits: 6, enobLoss: 1, trimBits: 0 });
  const noise = normals(200_000, createRng(5));
  const error = noise.map((z, n) => {
    const sine = Math.sin(2 * Math.PI * Math.SQRT2 * n);
    // Full scale is a little wider than the sine, so that noise does not clip.
    return behaviour.quantise(sine + z * behaviour.noise * 1.2, 1.2) - sine;
  });
  const sndr = 10 * Math.log10(0.5 / rms(error) ** 2);
  // 5 bits: 6.02 · 5 + 1.76 dB, less 20 log 1.2 for the headroom; 0.014 dB is one σ of 2·10⁵ errors.
  expect(Math.abs(sndr - (6.0206 * 5 + 1.7609 - 20 * Math.log10(1.2)))).toBeLessThan(0.1);
});

it("a converter whose effective bits are its bits has no noise", () => {
  expect(adc("survey", { bits: 8 }).behaviour.noise).toBe(0);
  expect(adc("survey", { bits: 7.5 }).behaviour).toMatchObject({ bits: 8, levels: 256 });
  expect(adc("survey", { bits: 7.5 }).behaviour.noise).toBeGreaterThan(0);
});
