// The cost of a plan, and the objective to minimise.

import type { Objective } from "../design/mapping-plan.ts";

/** Full cost of a plan: energy, J, with leakage, and latency, s. */
export interface PlanCost {
  readonly energy: number;
  readonly latency: number;
}

/** Value to minimise, of a cost or of bounds of both its parts. */
export type Value = (cost: PlanCost) => number;

/** Share by which a latency bound may exceed the latency: the closed form is no more exact than that. */
export const SLACK = 0.01;

/** The value that each objective minimises first. */
const FIRST: Readonly<Record<Objective, Value>> = {
  "energy-squared-delay": ({ energy, latency }) => energy * energy * latency,
  "energy-delay": ({ energy, latency }) => energy * latency,
  "energy-in-time": ({ latency }) => latency,
  energy: ({ energy }) => energy,
  latency: ({ latency }) => latency,
};

/**
 * Share by which a plan may miss the least energy or latency to gain in the other. Without it, a thousandth
 * of the first could cost any amount of the second.
 */
const TOLERANCE: Readonly<Partial<Record<Objective, number>>> = {
  "energy-in-time": 0.01,
  energy: 0.005,
  latency: 0.005,
};

/** The value of a plan that is minimised first. */
export const firstValue = (objective: Objective): Value => FIRST[objective];

/**
 * The value minimised next, among plans as good as the best, whose first value is `least`; null for an
 * objective with a single step.
 */
export function secondValue(objective: Objective, least: number): Value | null {
  const tolerance = TOLERANCE[objective];
  if (tolerance === undefined) return null;
  const second = objective === "energy" ? "latency" : "energy";
  const limit = least * (1 + tolerance) * (1 + 1e-9);
  return (cost) => (FIRST[objective](cost) <= limit ? cost[second] : Number.POSITIVE_INFINITY);
}
