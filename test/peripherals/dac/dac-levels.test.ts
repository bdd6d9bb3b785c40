import { expect, it } from "vitest";
import { dense } from "#base";
import type { Dac } from "#circuits";
import { bind } from "../bind.ts";

const dacOf = (params: Record<string, unknown>, model = "capacitive"): Dac =>
  bind<"drive", Dac>("dac", model, params).behaviour;

it("three bits are seven levels with a zero, or eight without one; a single bit is a sign", () => {
  const levelsOf = (params: Record<string, unknown>): number[] => {
    const { level } = dacOf(params);
    return [...new Set(Array.from({ length: 2001 }, (_, n) => level(n / 1000 - 1, 1)))];
  };
  const magnitude = levelsOf({ bits: 3 });
  expect(magnitude.map((x) => Math.round(x * 3))).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  const offset = levelsOf({ bits: 3, code: "offset-binary" });
  expect(offset.map((x) => Math.round(x * 7))).toEqual([-7, -5, -3, -1, 1, 3, 5, 7]);
  expect(levelsOf({ bits: 1 })).toEqual([-1, 1]);
  expect([1, 3].map((bits) => dacOf({ bits }).steps)).toEqual([
    { magnitude: 1, offset: 1 },
    { magnitude: 3, offset: 6 },
  ]);
});

it("an input is its share of the full scale, to the nearest level, and no more than one", () => {
  const { level } = dacOf({ bits: 3 });
  expect([0.4, 0.6, 3, -3, 1.1].map((x) => Math.round(3 * level(x, 1.2)))).toEqual([1, 2, 3, -3, 3]);
});

it("the full scale is two and a half times the root of the mean square, or the largest magnitude", () => {
  const signal = dense(2, 2, Float64Array.from([3, -1, 1, -1]));
  // √(12 / 4).
  expect(dacOf({}).fullScale(signal)).toBeCloseTo(2.5 * Math.sqrt(3), 12);
  expect(dacOf({ clip: 4 }).fullScale(signal)).toBeCloseTo(4 * Math.sqrt(3), 12);
  expect(dacOf({ range: "max-abs" }).fullScale(signal)).toBe(3);
  const zeros = dense(1, 2, new Float64Array(2));
  expect(dacOf({}).fullScale(zeros)).toBe(1);
  expect([0.1, 0, -0.1].map((x) => dacOf({}, "one-bit").level(x, 1))).toEqual([1, 1, -1]);
});
