// The cost of a plan, and the objective to minimise.

import type { Objective } from "../../design/mapping-plan.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { type Timed, timed, totalEnergy } from "../cost-report.ts";
import type { PriceList } from "../price-list.ts";

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

/**
 * The choice of least value by the objective under the fixed schedule, the first of equals. Leakage adds to
 * the actions' energy, so by energy a design whose actions exceed the least total is not timed.
 */
export function leastOf<Choice extends OpenChoice>(
  choices: Choice[],
  objective: Objective,
): Omit<Choice, "order" | "dynamic"> & { readonly when: Timed; readonly energy: number } {
  choices.sort((a, b) => a.dynamic - b.dynamic);
  const value = firstValue(objective);
  let best: { readonly choice: Choice; readonly when: Timed; readonly energy: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const { mapping, prices, order, dynamic } = choice;
    if (best !== undefined && objective === "energy" && dynamic > least) break;
    const when = timed(mapping, prices);
    const energy = totalEnergy(mapping, prices, when, dynamic);
    const own = value({ energy, latency: when.time.latency });
    if (best !== undefined && (own > least || (own === least && order > best.choice.order))) continue;
    best = { choice, when, energy };
    least = own;
  }
  if (best === undefined) throw new RangeError("leastOf: expected a choice, received none");
  const { choice, when, energy } = best;
  return { ...choice, when, energy };
}

/** A choice with the energy of its actions, J, and its place among equals. */
interface OpenChoice {
  readonly mapping: Mapping;
  readonly prices: PriceList;
  readonly order: number;
  readonly dynamic: number;
}
