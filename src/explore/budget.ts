/** A candidate of a design family: what it gives, and what it takes of each constrained quantity. */
export interface Candidate {
  readonly throughput: number;
  readonly uses: Readonly<Record<string, number>>;
}

/** Upper bounds by quantity. */
export type Limits = Readonly<Record<string, number>>;

/** What the best candidate leaves of one constraint. */
export interface Slack {
  readonly quantity: string;
  readonly limit: number;
  readonly used: number;
  /** 1 − used / limit: 0 at the limit. */
  readonly slack: number;
  /** Throughput of the best candidate if this constraint alone were dropped. */
  readonly withoutIt: number;
  /** Whether dropping this constraint alone would give more throughput. */
  readonly binds: boolean;
}

export interface BudgetAnswer<C extends Candidate> {
  readonly best: C;
  readonly slacks: readonly Slack[];
  /** Constraints that bind only together: each alone may go and nothing is gained. */
  readonly together: boolean;
}

/**
 * The candidate of most throughput within all limits, the one that comes first of equals; null where none is within
 * them. A constraint binds where more throughput could be had without it alone. Throws RangeError for a limit on a
 * quantity that a candidate does not state.
 */
export function bestWithin<C extends Candidate>(
  candidates: readonly C[],
  limits: Limits,
): BudgetAnswer<C> | null {
  const quantities = Object.keys(limits);
  for (const candidate of candidates)
    for (const quantity of quantities)
      if (!Number.isFinite(candidate.uses[quantity]))
        throw new RangeError(`budget: expected a finite ${quantity}, received ${candidate.uses[quantity]}`);
  const within = (candidate: C, left: readonly string[]): boolean =>
    left.every((quantity) => candidate.uses[quantity] <= limits[quantity]);
  const bestOf = (left: readonly string[]): C | null =>
    candidates.reduce<C | null>(
      (best, candidate) =>
        within(candidate, left) && (best === null || candidate.throughput > best.throughput)
          ? candidate
          : best,
      null,
    );
  const best = bestOf(quantities);
  if (best === null) return null;
  const slacks = quantities.map((quantity): Slack => {
    const without = bestOf(quantities.filter((other) => other !== quantity)) as C;
    const [limit, used] = [limits[quantity], best.uses[quantity]];
    return {
      quantity,
      limit,
      used,
      slack: limit === 0 ? 0 : 1 - used / limit,
      withoutIt: without.throughput,
      binds: without.throughput > best.throughput,
    };
  });
  const unbound = bestOf([]) as C;
  return {
    best,
    slacks,
    together: unbound.throughput > best.throughput && slacks.every(({ binds }) => !binds),
  };
}

/** Why nothing is within the limits: for each quantity, the least that any candidate takes of it. */
export const leastUses = (candidates: readonly Candidate[], limits: Limits): Record<string, number> =>
  Object.fromEntries(
    Object.keys(limits).map((quantity) => [
      quantity,
      candidates.reduce((least, { uses }) => Math.min(least, uses[quantity]), Number.POSITIVE_INFINITY),
    ]),
  );
