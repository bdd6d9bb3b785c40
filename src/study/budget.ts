import { power } from "../base/power.ts";

/** A condition on candidates. What it measures may be dear: it is asked last, and of as few candidates as can be. */
export interface Constraint<C> {
  readonly name: string;
  /** A chip's budget may be relaxed with money; what its user asks for (`demand`) stays when it is. */
  readonly kind: "budget" | "demand";
  readonly sense: "most" | "least";
  /** Bound of a single comparison; null where the condition has several. */
  readonly limit: number | null;
  /** What a candidate takes or gives; NaN where that is not known or not one number. */
  readonly used: (candidate: C) => number;
  readonly holds: (candidate: C) => boolean;
  readonly isDear: boolean;
  /** Key of the metric that is bounded, where it is a single one. */
  readonly column?: string;
}

/** Candidates in the order of their merit under some constraints, which may change what a candidate gives. */
export interface Candidates<C> {
  readonly size: number;
  /** From the best on. Fewer or looser constraints make no candidate worse. */
  ranked(constraints: readonly Constraint<C>[]): readonly C[];
  /** The candidate that takes the least of all that still has this merit. */
  eased(candidate: C, merit: number): C;
  /** Whether candidates change with the constraint's bound. */
  isMovedBy(constraint: Constraint<C>): boolean;
  /** What stays of a candidate whatever the constraints. */
  identity(candidate: C): unknown;
}

/** What the best candidate leaves of one constraint. */
export interface Slack {
  readonly name: string;
  /** Key of the metric that is bounded; null where it is not a single one. */
  readonly column: string | null;
  readonly sense: "most" | "least";
  readonly limit: number | null;
  readonly used: number;
  /** Distance to the limit as a share of it: 0 at the limit; null where there is no single one. */
  readonly slack: number | null;
  /** Merit of the best candidate if this constraint alone were dropped. */
  readonly withoutIt: number;
  /** Whether dropping this constraint alone would give more. */
  readonly binds: boolean;
  /** Nearest limit at which a better candidate fits, the others unchanged; null where none does or it is dear to say. */
  readonly nextAt: number | null;
}

export interface BudgetAnswer<C> {
  readonly best: C;
  readonly slacks: readonly Slack[];
  /** Constraints that bind only together: each alone may go and nothing is gained. */
  readonly together: boolean;
  /** Best with every demand and no budget. */
  readonly unlimited: C;
}

/** Candidates from the best on: by merit, then by what else `ties` puts first (less is better), then as they came. */
export function ranked<C>(
  candidates: readonly C[],
  merit: (candidate: C) => number,
  ties: readonly ((candidate: C) => number)[] = [],
): C[] {
  for (const candidate of candidates)
    if (Number.isNaN(merit(candidate))) throw new RangeError("budget: expected a merit, received NaN");
  return [...candidates].sort((a, b) => {
    const [u, v] = [merit(a), merit(b)];
    if (u !== v) return u > v ? -1 : 1;
    for (const of of ties) if (of(a) !== of(b)) return of(a) < of(b) ? -1 : 1;
    return 0;
  });
}

/** The first of ranked candidates that meets all constraints, cheap ones asked first. */
export function firstWithin<C>(order: readonly C[], constraints: readonly Constraint<C>[]): C | null {
  const asked = [...constraints].sort((a, b) => Number(a.isDear) - Number(b.isDear));
  for (const candidate of order)
    if (asked.every((constraint) => constraint.holds(candidate))) return candidate;
  return null;
}

/** The best of candidates within all constraints; null where there is none. */
const bestOf = <C>(candidates: Candidates<C>, constraints: readonly Constraint<C>[]): C | null =>
  firstWithin(candidates.ranked(constraints), constraints);

/**
 * The best of candidates within all constraints, null where none is. A constraint binds where a candidate of more
 * merit would be had if it alone were dropped: so one at its limit does not bind if nothing better waits behind it, and
 * one with slack does if the next better candidate needs more than is left.
 */
export function bestWithin<C>(
  candidates: Candidates<C>,
  merit: (candidate: C) => number,
  constraints: readonly Constraint<C>[],
): BudgetAnswer<C> | null {
  const best = bestOf(candidates, constraints);
  if (best === null) return null;
  const most = merit(best);
  const better = (others: readonly Constraint<C>[]): C[] =>
    candidates
      .ranked(others)
      .filter((candidate) => merit(candidate) > most)
      .map((candidate) => candidates.eased(candidate, most));
  const slacks = constraints.map((constraint): Slack => {
    const others = constraints.filter((other) => other !== constraint);
    const without = bestOf(candidates, others) as C;
    const { name, sense, limit, column = null } = constraint;
    const used = constraint.used(best);
    const binds = merit(without) > most;
    return {
      name,
      column,
      sense,
      limit,
      used,
      slack: slackOf(limit, used, sense),
      withoutIt: merit(without),
      binds,
      nextAt: binds && !constraint.isDear ? nearestAbove(better(others), others, constraint) : null,
    };
  });
  const [unbound] = candidates.ranked([]);
  return {
    best,
    slacks,
    together: merit(unbound) > most && slacks.every(({ binds }) => !binds),
    unlimited: bestOf(
      candidates,
      constraints.filter(({ kind }) => kind === "demand"),
    ) as C,
  };
}

function slackOf(limit: number | null, used: number, sense: "most" | "least"): number | null {
  if (limit === null || Number.isNaN(used)) return null;
  if (limit === 0) return 0;
  return (sense === "most" ? limit - used : used - limit) / Math.abs(limit);
}

/** Of candidates within the other constraints, what the one nearest to the limit takes of this one. */
function nearestAbove<C>(
  candidates: readonly C[],
  others: readonly Constraint<C>[],
  { limit, sense, used }: Constraint<C>,
): number | null {
  if (limit === null) return null;
  const sign = sense === "most" ? 1 : -1;
  const near = [...candidates].sort((a, b) => sign * (used(a) - used(b)));
  const first = firstWithin(near, others);
  return first === null ? null : used(first);
}

/** Why nothing is within the limits: of each cheap constraint with a single bound, the nearest that any candidate comes. */
export const nearestUses = <C>(
  candidates: readonly C[],
  constraints: readonly Constraint<C>[],
): Record<string, number> =>
  Object.fromEntries(
    constraints
      .filter(({ limit, isDear }) => limit !== null && !isDear)
      .map(({ name, sense, used }) => [
        name,
        candidates
          .map(used)
          .reduce(
            (nearest, value) => (sense === "most" ? Math.min(nearest, value) : Math.max(nearest, value)),
            sense === "most" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
          ),
      ]),
  );

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
 * How the best of candidates changes as the bound of one constraint moves. `bounded` makes that constraint with a
 * bound; the others stay. The map of candidates that the bound does not change is a staircase: with the others met, the
 * candidates that take less than all better ones, each the best from what it takes itself on. Where it changes them, switches
 * are found by halving the distance between steps with different choices; a choice that comes and goes between two steps is left out.
 */
export function budgetMap<C>(
  candidates: Candidates<C>,
  merit: (candidate: C) => number,
  others: readonly Constraint<C>[],
  bounded: (limit: number) => Constraint<C>,
  limits: readonly number[],
): BudgetMap<C> {
  const bestAt = (limit: number): C | null => bestOf(candidates, [...others, bounded(limit)]);
  return {
    steps: limits.map((limit) => ({
      limit,
      answer: bestWithin(candidates, merit, [...others, bounded(limit)]),
    })),
    switches: candidates.isMovedBy(bounded(limits[0]))
      ? limits
          .slice(1)
          .flatMap((limit, n) =>
            switchesBetween(candidates, bestAt, bestIn(bestAt, limits[n]), bestIn(bestAt, limit)),
          )
      : staircase(candidates.ranked(others), others, bounded(limits[0]), limits),
  };
}

interface BestAt<C> {
  readonly at: number;
  readonly best: C | null;
}

const bestIn = <C>(bestAt: (limit: number) => C | null, at: number): BestAt<C> => ({ at, best: bestAt(at) });

/** Relative distance below which two limits are one. */
const ONE_LIMIT = 1e-6;

function switchesBetween<C>(
  candidates: Candidates<C>,
  bestAt: (limit: number) => C | null,
  low: BestAt<C>,
  high: BestAt<C>,
): Switch<C>[] {
  if (high.best === null) return [];
  if (low.best !== null && candidates.identity(low.best) === candidates.identity(high.best)) return [];
  if (high.at - low.at <= ONE_LIMIT * high.at) return [{ at: high.at, best: high.best }];
  const middle = bestIn(bestAt, (low.at + high.at) / 2);
  return [
    ...switchesBetween(candidates, bestAt, low, middle),
    ...switchesBetween(candidates, bestAt, middle, high),
  ];
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
