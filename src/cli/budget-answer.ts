import { bestWithin, type Constraint, nearestUses, ranked } from "../explore/budget.ts";
import { budgetMap } from "../explore/budget-map.ts";
import type { Budgeted } from "../ladder/chip-budget.ts";
import type { RungId } from "../ladder/rungs.ts";
import { type Aim, type BudgetChoice, meritOf, type RungAnswer } from "../report/budget-report.ts";
import type { Limits, MapPlan } from "./budget-options.ts";

/** An upper bound on what a chip takes. */
export const limitConstraint = (quantity: Budgeted, limit: number): Constraint<BudgetChoice> => ({
  name: quantity,
  kind: "budget",
  sense: "most",
  limit,
  used: ({ uses }) => uses[quantity],
  holds: ({ uses }) => uses[quantity] <= limit,
  isDear: false,
});

export const limitConstraints = (limits: Limits): Constraint<BudgetChoice>[] =>
  (Object.keys(limits) as Budgeted[]).map((quantity) =>
    limitConstraint(quantity, limits[quantity] as number),
  );

/** Candidates from the best on; of equals the one of less area, then of less power, energy and latency. */
export const inOrder = <C extends BudgetChoice>(choices: readonly C[], aim: Aim): C[] =>
  ranked(
    choices.filter((choice) => !Number.isNaN(meritOf(aim)(choice))),
    meritOf(aim),
    [({ uses }) => uses.area, ({ uses }) => uses.power, ({ energy }) => energy, ({ uses }) => uses.latency],
  );

/** The best of one rung's choices in order, and how it changes with a limit that moves. */
export function rungAnswer<C extends BudgetChoice>(
  rung: RungId,
  order: readonly C[],
  constraints: readonly Constraint<C>[],
  aim: Aim,
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
            (limit) => limitConstraint(map.quantity, limit),
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
    a.throughput === best.throughput &&
    a.energy === best.energy &&
    (Object.keys(best.uses) as Budgeted[]).every((key) => Object.is(a.uses[key], best.uses[key]));
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
