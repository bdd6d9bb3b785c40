import { power } from "#base";

/** A condition on candidates. One that is dear to measure is checked last, on as few as possible. */
export interface Constraint<C> {
  readonly name: string;
  /** Money may relax a chip's budget; what its user requires (`demand`) stays. */
  readonly kind: "budget" | "demand";
  readonly sense: "most" | "least";
  /** Bound of a single comparison; null where the condition has several. */
  readonly limit: number | null;
  /** Amount that a candidate takes or gives; NaN where it is unknown or not a single number. */
  readonly used: (candidate: C) => number;
  readonly holds: (candidate: C) => boolean;
  readonly isDear: boolean;
  /** Key of the metric that is bounded, where it is a single one. */
  readonly column?: string;
}

/** Candidates ranked by merit under constraints, which may change what a candidate gives. */
export interface Candidates<C> {
  readonly size: number;
  /** Best first. Fewer or looser constraints make no candidate worse. */
  ranked(constraints: readonly Constraint<C>[]): readonly C[];
  /** The cheapest variant of the candidate that still has this merit. */
  eased(candidate: C, merit: number): C;
  /** Whether candidates change with the constraint's bound. */
  isMovedBy(constraint: Constraint<C>): boolean;
  /** Identity of a candidate, independent of the constraints. */
  identity(candidate: C): unknown;
}

/** The slack that the best candidate leaves in one constraint. */
export interface Slack {
  readonly name: string;
  /** Key of the metric that is bounded; null where it is not a single one. */
  readonly column: string | null;
  readonly sense: "most" | "least";
  readonly limit: number | null;
  readonly used: number;
  /** Distance to the limit as a share of it: 0 at the limit; null where there is no single one. */
  readonly slack: number | null;
  /** Merit of the best candidate if only this constraint were dropped. */
  readonly withoutIt: number;
  /** Whether dropping only this constraint would gain merit. */
  readonly active: boolean;
  /** Nearest limit at which a better candidate fits, others unchanged; null for none or where costly. */
  readonly nextAt: number | null;
}

export interface BudgetAnswer<C> {
  readonly best: C;
  readonly slacks: readonly Slack[];
  /** Constraints that bind only together: dropping any single one gains nothing. */
  readonly together: boolean;
  /** Best with every demand and no budget. */
  readonly unlimited: C;
}

/** Sorts candidates best first: by merit, then by each of `ties` (less is better), then in given order. */
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

/** The first of ranked candidates that meets all constraints, cheap ones checked first. */
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
 * The best candidate within all constraints, null where there is none. A constraint is active where dropping only
 * it would admit a candidate of more merit: one at its limit does not bind if no better candidate is beyond
 * it, and one with slack does if the next better candidate needs more than that.
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
    const active = merit(without) > most;
    return {
      name,
      column,
      sense,
      limit,
      used,
      slack: slackOf(limit, used, sense),
      withoutIt: merit(without),
      active,
      nextAt: active && !constraint.isDear ? nearestAbove(better(others), others, constraint) : null,
    };
  });
  const [unbound] = candidates.ranked([]);
  return {
    best,
    slacks,
    together: merit(unbound) > most && slacks.every(({ active }) => !active),
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

/** Value of this constraint for the candidate nearest to its limit, of those within the other constraints. */
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

/** Explains an empty result: for each cheap constraint with one bound, the nearest value of any candidate. */
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

/** The answer at one limit of the varied constraint. */
export interface MapStep<C> {
  readonly limit: number;
  readonly answer: BudgetAnswer<C> | null;
}

/** A switch of choice: from this limit on (towards looser ones) the candidate is the best. */
export interface Switch<C> {
  readonly at: number;
  readonly best: C;
}

export interface BudgetMap<C> {
  readonly steps: readonly MapStep<C>[];
  /** Exact, between the first and the last limit, tightest first; independent of the steps. */
  readonly switches: readonly Switch<C>[];
}

/**
 * Shows how the best candidate changes as the bound of one constraint moves. `bounded` makes that constraint
 * with a bound; the others stay. For candidates that the bound does not change, the map is a staircase of
 * those that meet the others and take less than all better ones, each the best from its own value on.
 * Otherwise switches are bisected between steps with different choices; choices within a step are missed.
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
  // Less is tighter for an upper bound, more for a lower one; the sign makes both alike.
  const sign = sense === "most" ? 1 : -1;
  const range = limits.map((limit) => sign * limit);
  const [tightest, loosest] = [Math.min(...range), Math.max(...range)];
  const found: Switch<C>[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of order) {
    // The cheaper check comes first.
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
