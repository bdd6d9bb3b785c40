import { power } from "../base/power.ts";
import { type BudgetAnswer, bestWithin, type Constraint, firstWithin } from "./budget.ts";

/** The answer at one limit of the constraint that is moved. */
export interface MapStep<C> {
  readonly limit: number;
  readonly answer: BudgetAnswer<C> | null;
}

/** Where the choice switches: from this limit on (towards looser ones) the candidate is the best. */
export interface Switch<C> {
  readonly at: number;
  readonly best: C;
}

export interface BudgetMap<C> {
  readonly steps: readonly MapStep<C>[];
  /** Between the first and the last limit, from the tightest on, exact: they do not depend on the steps. */
  readonly switches: readonly Switch<C>[];
}

/**
 * How the best of ranked candidates changes as the bound of one constraint moves. `bounded` makes that constraint with a
 * bound; the others stay. A finite family's map is a staircase: with the others met, the candidates that take
 * less than all better ones, each the best from what it takes itself on.
 */
export function budgetMap<C>(
  order: readonly C[],
  merit: (candidate: C) => number,
  others: readonly Constraint<C>[],
  bounded: (limit: number) => Constraint<C>,
  limits: readonly number[],
): BudgetMap<C> {
  return {
    steps: limits.map((limit) => ({ limit, answer: bestWithin(order, merit, [...others, bounded(limit)]) })),
    switches: staircase(order, others, bounded(limits[0]), limits),
  };
}

function staircase<C>(
  order: readonly C[],
  others: readonly Constraint<C>[],
  { used, sense, isDear }: Constraint<C>,
  limits: readonly number[],
): Switch<C>[] {
  // Less is tighter for an upper bound; turned round, more is for a lower one.
  const sign = sense === "most" ? 1 : -1;
  const range = limits.map((limit) => sign * limit);
  const [tightest, loosest] = [Math.min(...range), Math.max(...range)];
  const found: Switch<C>[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of order) {
    // Whichever is cheaper is asked first.
    if (isDear && firstWithin([candidate], others) === null) continue;
    const at = sign * used(candidate);
    if (!(at < least) || (!isDear && firstWithin([candidate], others) === null)) continue;
    least = at;
    if (at > tightest && at <= loosest) found.push({ at: sign * at, best: candidate });
    if (at <= tightest) break;
  }
  return found.reverse();
}

/** `from … to` in `steps` limits, both ends included, evenly or by equal factors. */
export function limitsBetween(from: number, to: number, steps: number, scale: "linear" | "log"): number[] {
  return Array.from({ length: steps }, (_, n) => {
    if (n === 0) return from;
    if (n === steps - 1) return to;
    const share = n / (steps - 1);
    return scale === "log" ? from * power(to / from, share) : from + share * (to - from);
  });
}
