// Limits as constraints on choices.

import type { Constraint } from "#search";
import { metricOfQuantity } from "../../../comparison/metrics/index.ts";
import { area, lineCurrentLoad } from "../../../comparison/metrics/prices.ts";
import { RETICLE } from "../../../cost/die-cost.ts";
import type { Limits } from "./limits.ts";
import { amountOf, type BudgetChoice } from "./result.ts";

/** An upper bound on an amount of a chip. */
export const limitConstraint = (quantity: string, limit: number): Constraint<BudgetChoice> => ({
  name: quantity,
  kind: "budget",
  sense: "most",
  limit,
  used: ({ uses }) => uses[quantity],
  holds: ({ uses }) => uses[quantity] <= limit,
  isDear: false,
  ...columnOf(quantity),
});

const columnOf = (quantity: string): { readonly column?: string } => {
  const metric = metricOfQuantity(quantity);
  return metric === null ? {} : { column: metric.key };
};

export const limitConstraints = (limits: Limits): Constraint<BudgetChoice>[] =>
  Object.entries(limits).map(([quantity, limit]) => limitConstraint(quantity, limit));

/** Largest die of a choice before it is cut, m²; a chip without die prices is one die. */
const largestDie = (choice: BudgetChoice): number => choice.die?.uncutArea ?? amountOf(area, choice);

/**
 * Limits of every chip priced here: lines that its currents do not wear out, and dies that one exposure
 * makes, as links between the pieces of a larger one are not priced.
 */
export const CHIP_LIMITS: readonly Constraint<BudgetChoice>[] = [
  { ...limitConstraint(lineCurrentLoad.quantity, 1), kind: "demand" },
  {
    name: "largest die",
    column: area.key,
    kind: "demand",
    sense: "most",
    limit: RETICLE,
    used: largestDie,
    holds: (choice) => largestDie(choice) <= RETICLE,
    isDear: false,
  },
];

/** Whether a constraint is one of the limits of every chip. */
export const isOfAnyChip = ({ name }: { readonly name: string }): boolean =>
  CHIP_LIMITS.some((own) => own.name === name);
