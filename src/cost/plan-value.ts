// What a plan of a mapping costs, and what of it is to be least.

import type { Objective } from "../design/mapping-plan.ts";

/** What a plan costs in full: energy, J, with leakage, and latency, s. */
export interface PlanCost {
  readonly energy: number;
  readonly latency: number;
}

/** What is to be least of a cost, or of bounds of both its parts. */
export type Value = (cost: PlanCost) => number;

/** Share by which a bound of the latency may lie above it: its closed form is no surer than that. */
export const SLACK = 0.01;

/** What of a plan each objective makes least first. */
const FIRST: Readonly<Record<Objective, Value>> = {
  // Under the plain product two plans of equal value may differ by half of the energy, and a verdict with them from chip to chip.
  "energy-squared-delay": ({ energy, latency }) => energy * energy * latency,
  "energy-delay": ({ energy, latency }) => energy * latency,
  "energy-in-time": ({ latency }) => latency,
  energy: ({ energy }) => energy,
  latency: ({ latency }) => latency,
};

/**
 * By which share a plan may miss the least energy or latency where it gains in the other. Without a tolerance a thousandth of the one
 * would cost any amount of the other.
 */
const TOLERANCE: Readonly<Partial<Record<Objective, number>>> = {
  "energy-in-time": 0.01,
  energy: 0.005,
  latency: 0.005,
};

/** What of a plan is made least first. */
export const firstValue = (objective: Objective): Value => FIRST[objective];

/**
 * What is then made least among the plans that are as good as the best, whose first value is `least`; null for an objective that is
 * done after its first step.
 */
export function secondValue(objective: Objective, least: number): Value | null {
  const tolerance = TOLERANCE[objective];
  if (tolerance === undefined) return null;
  const second = objective === "energy" ? "latency" : "energy";
  const limit = least * (1 + tolerance) * (1 + 1e-9);
  return (cost) => (FIRST[objective](cost) <= limit ? cost[second] : Number.POSITIVE_INFINITY);
}
