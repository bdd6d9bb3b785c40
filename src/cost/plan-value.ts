// What a plan of a mapping costs, and what of it is to be least.

import type { Objective } from "../design/mapping-plan.ts";

/** What a plan costs in full: energy, J, with leakage, and latency, s. */
export interface PlanCost {
  readonly energy: number;
  readonly latency: number;
}

/** What is to be least of a cost, or of bounds of both its parts. */
export type Value = (cost: PlanCost) => number;

/** Share by which a plan may be slower than the limit: the closed form of the latency is no surer than that. */
export const SLACK = 0.01;

/**
 * What an objective makes least; `limit`, s, is the longest time that counts where time is only limited, to a hundredth. A limit keeps designs
 * that differ in little comparable: a product of energy and time may trade half of the one for the other at a hair's difference.
 */
export function leastOf(objective: Objective, limit: number): Value {
  const values: Readonly<Record<Objective, Value>> = {
    "energy-in-time": ({ energy, latency }) =>
      latency <= limit * (1 + SLACK) ? energy : Number.POSITIVE_INFINITY,
    energy: ({ energy }) => energy,
    latency: ({ latency }) => latency,
    "energy-delay": ({ energy, latency }) => energy * latency,
  };
  return values[objective];
}
