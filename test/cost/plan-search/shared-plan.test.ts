import { expect, it } from "vitest";
import type { FoundPlan, SettledDesign } from "../../../src/cost/plan-search/settled-design.ts";
import { mayBeFaster, replacesShared, withOwnPlan } from "../../../src/cost/plan-search/shared-plan.ts";

/** What the rules read of a design: energy, J, latency, s, and the gap of its plan. */
const settled = (energy: number, latency: number, gap = 0): SettledDesign =>
  ({
    design: { mapping: { objective: "energy-delay" } },
    when: { time: { latency } },
    energy,
    planned: { gap, fixed: null, isShared: true },
  }) as unknown as SettledDesign;

const found = (latency: number, headsInFlight?: number): FoundPlan =>
  ({
    plan: headsInFlight === undefined ? null : { headsInFlight },
    latency,
  }) as unknown as FoundPlan;

it("a design that leaves its twin's plan is as far from the best as the wider of both gaps says", () => {
  for (const [own, twin] of [
    [0.04, 0.01],
    [0.01, 0.04],
  ])
    expect(withOwnPlan(settled(1, 1, own), settled(1, 1, twin)).planned).toEqual({
      gap: 0.04,
      fixed: null,
      isShared: false,
    });
});

it.each([
  ["saves more than a tenth of energy × latency by time alone", 1, 0.89, true],
  ["saves less than a tenth", 1, 0.91, false],
  ["saves a tenth with less energy, which its twin would have saved too", 0.99, 0.8, false],
  ["saves a tenth with more energy", 1.05, 0.8, true],
])("a plan of a design's own that %s: energy × %f, latency × %f", (_, energy, latency, expected) => {
  expect(replacesShared(settled(energy, latency), settled(1, 1))).toBe(expected);
});

it.each([
  ["has more heads in flight", found(2, 3), found(1, 2), true],
  ["has as many, and one where the plan says none", found(2, 1), found(2), false],
  ["saves the twin more than a tenth of the design's time", found(1.39, 2), found(2, 2), true],
  ["saves the twin less", found(1.41, 2), found(2, 2), false],
])("another plan that %s may save time: %#", (_, tie, own, expected) => {
  // The design itself takes 6 s.
  expect(mayBeFaster(tie, own, settled(1, 6))).toBe(expected);
});
