import { expect, it } from "vitest";
import { firstValue, secondValue } from "../../../src/cost/plan-search/plan-value.ts";
import type { Objective } from "../../../src/design/mapping-plan.ts";

it("an objective trades energy for latency by its own power of each", () => {
  // By how much the value grows with twice the energy, and with twice the latency.
  const POWERS: Readonly<Record<Objective, readonly [energy: number, latency: number]>> = {
    "energy-squared-delay": [4, 2],
    "energy-delay": [2, 2],
    "energy-in-time": [1, 2],
    energy: [2, 1],
    latency: [1, 2],
  };
  for (const [objective, powers] of Object.entries(POWERS)) {
    const value = firstValue(objective as Objective);
    const base = value({ energy: 3e-3, latency: 7e-5 });
    expect(value({ energy: 6e-3, latency: 7e-5 }) / base, objective).toBeCloseTo(powers[0], 12);
    expect(value({ energy: 3e-3, latency: 14e-5 }) / base, objective).toBeCloseTo(powers[1], 12);
  }
});

it.each([
  ["energy-in-time", 0.01],
  ["energy", 0.005],
  ["latency", 0.005],
] as const)(
  "of plans within the tolerance of %s the other part decides, and none beyond it",
  (objective, share) => {
    const second = secondValue(objective, 1);
    const at = (own: number) =>
      second?.(objective === "energy" ? { energy: own, latency: 5 } : { energy: 5, latency: own });
    expect(at(1 + 0.99 * share)).toBe(5);
    expect(at(1 + 1.01 * share)).toBe(Number.POSITIVE_INFINITY);
  },
);

it("products of both have no second step", () => {
  expect(secondValue("energy-squared-delay", 1)).toBeNull();
  expect(secondValue("energy-delay", 1)).toBeNull();
});
