import { expect, it } from "vitest";
import { createRng } from "#base";
import { type Adc, midRise, trimmedOffsets } from "../../../src/peripherals/adc/adc.ts";
import { bind } from "../bind.ts";

it("a range is divided into equal steps, each represented by its middle; beyond it is its end", () => {
  const at = (levels: number) => [-9, -2, -0.3, 0, 0.3, 1.4, 2, 9].map((x) => midRise(x, 2, levels));
  expect(at(4)).toEqual([-1.5, -1.5, -0.5, 0.5, 0.5, 1.5, 1.5, 1.5]);
  expect(at(2)).toEqual([-1, -1, -1, 1, 1, 1, 1, 1]);
  expect(at(1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  // Thirds of a range of ±2.
  expect([-1, 0.5, 1].map((x) => midRise(x, 2, 3))).toEqual([
    expect.closeTo(-4 / 3, 12),
    expect.closeTo(0, 12),
    expect.closeTo(4 / 3, 12),
  ]);
});

it("a converter's noise is what its effective bits lack of its code's: √((4^-e − 4^-b) / 3)", () => {
  const noise = (params: Record<string, unknown>): number =>
    bind<"convert", Adc>("adc", "isaac", params).behaviour.noise;
  expect(noise({ bits: 6, enobLoss: 1 })).toBeCloseTo(Math.sqrt((4 ** -5 - 4 ** -6) / 3), 12);
  expect(noise({ bits: 6, enobLoss: 0 })).toBe(0);
  expect(bind<"convert", Adc>("adc", "isaac", { bits: 6 }).behaviour.levels).toBe(64);
});

it("a trim of three bits leaves an offset within an eighth of six deviations, nearly uniform", () => {
  const [deviation, count] = [0.02, 40_000];
  const rest = trimmedOffsets(count, deviation, 3, createRng("trim"));
  const step = (6 * deviation) / 8;
  const within = rest.filter((x) => Math.abs(x) <= step / 2 + 1e-15).length / count;
  // Three deviations hold 99.73 %.
  expect(within).toBeCloseTo(0.9973, 3);
  const rms = Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0) / count);
  expect(rms / (step / Math.sqrt(12))).toBeCloseTo(1, 1);
  const untrimmed = trimmedOffsets(count, deviation, 0, createRng("trim"));
  expect(Math.sqrt(untrimmed.reduce((sum, x) => sum + x * x, 0) / count) / deviation).toBeCloseTo(1, 1);
  expect(trimmedOffsets(3, 0, 3, createRng("trim"))).toEqual(new Float64Array(3));
});
