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

/**
 * An objective: what is least first, and by which share a plan may miss that least where it gains in the other. Without a tolerance a
 * thousandth of the one would cost any amount of the other.
 */
interface TwoSteps {
  readonly first: keyof PlanCost;
  readonly tolerance: number;
}

const STEPS: Readonly<Record<Exclude<Objective, "energy-delay">, TwoSteps>> = {
  "energy-in-time": { first: "latency", tolerance: 0.01 },
  latency: { first: "latency", tolerance: 0.005 },
  energy: { first: "energy", tolerance: 0.005 },
};

/** What of a plan is made least first. */
export function firstValue(objective: Objective): Value {
  if (objective === "energy-delay") return ({ energy, latency }) => energy * latency;
  const { first } = STEPS[objective];
  return (cost) => cost[first];
}

/**
 * What is then made least among the plans that are as good as the best, whose first value is `least`; null for an objective that is
 * done after its first step.
 */
export function secondValue(objective: Objective, least: number): Value | null {
  if (objective === "energy-delay") return null;
  const { first, tolerance } = STEPS[objective];
  const second = first === "latency" ? "energy" : "latency";
  const limit = least * (1 + tolerance) * (1 + 1e-9);
  return (cost) => (cost[first] <= limit ? cost[second] : Number.POSITIVE_INFINITY);
}
