import { bestWithin, type Constraint, nearestUses, ranked } from "../explore/budget.ts";
import { budgetMap } from "../explore/budget-map.ts";
import type { RungId } from "../ladder/comparison-design.ts";
import type { Metric } from "../ladder/metrics/metric.ts";
import { area, energy, latency, power } from "../ladder/metrics/prices.ts";
import { amountOf, type BudgetChoice, meritOf, type RungAnswer } from "../report/budget-report.ts";
import type { Limits, MapPlan } from "./budget-options.ts";

/** An upper bound on what a chip takes. */
export const limitConstraint = (quantity: string, limit: number): Constraint<BudgetChoice> => ({
  name: quantity,
  kind: "budget",
  sense: "most",
  limit,
  used: ({ uses }) => uses[quantity],
  holds: ({ uses }) => uses[quantity] <= limit,
  isDear: false,
});

export const limitConstraints = (limits: Limits): Constraint<BudgetChoice>[] =>
  Object.entries(limits).map(([quantity, limit]) => limitConstraint(quantity, limit));

/** Candidates from the best on; of equals the one of less area, then of less power, energy and latency. */
export const inOrder = <C extends BudgetChoice>(choices: readonly C[], aim: Metric): C[] =>
  ranked(
    choices.filter((choice) => !Number.isNaN(meritOf(aim)(choice))),
    meritOf(aim),
    [area, power, energy, latency].map((metric) => (choice) => amountOf(metric, choice)),
  );

/** The best of one rung's choices in order, and how it changes with a limit that moves. */
export function rungAnswer<C extends BudgetChoice>(
  rung: RungId,
  order: readonly C[],
  constraints: readonly Constraint<C>[],
  aim: Metric,
  map: MapPlan | null,
): Omit<RungAnswer, "idle" | "quality"> {
  const merit = meritOf(aim);
  const answer = bestWithin(order, merit, constraints);
  return {
    rung,
    candidates: order.length,
    answer,
    nearest: answer === null ? nearestUses(order, constraints) : {},
    map:
      map === null
        ? null
        : budgetMap<C>(
            order,
            merit,
            constraints,
            (limit) => limitConstraint(map.metric.quantity, limit),
            map.limits,
          ),
  };
}

/** Axes that change nothing about a choice's price: all choices that differ from it in them alone cost the same. */
export function idleAxes<C extends BudgetChoice>(
  best: C,
  choices: readonly C[],
  axes: readonly string[],
): string[] {
  const alike = (a: BudgetChoice): boolean =>
    Object.keys(best.uses).every((key) => Object.is(a.uses[key], best.uses[key]));
  const differs = new Set<string>();
  const varies = new Set<string>();
  for (const choice of choices) {
    if (choice.cores !== best.cores) continue;
    const other = axes.filter((path) => choice.sets[path] !== best.sets[path]);
    if (other.length !== 1) continue;
    varies.add(other[0]);
    if (!alike(choice)) differs.add(other[0]);
  }
  return axes.filter((path) => varies.has(path) && !differs.has(path));
}
