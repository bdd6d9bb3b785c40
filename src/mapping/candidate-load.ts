import { nearSlots } from "../attention/plan.ts";
import { hashCodeOf, listsOf, type Workload } from "../design/workload.ts";

/** Keys that one query of a decode meets, mean over queries. Local window and sink are not among them. */
export interface CandidateLoad {
  /** Entries taken out of a bucket in one round. */
  readonly listed: number;
  /** Keys of one head that are found in enough rounds, each once. */
  readonly distinct: number;
  /** The same over all query heads of a key head, each once: rows that a gather fetches. */
  readonly fetched: number;
}

/**
 * What a decode's queries find: the closed form of `independentLoad`, with the agreement of rounds and heads where that
 * was measured.
 */
export function expectedLoad(workload: Workload): CandidateLoad {
  const load = independentLoad(workload);
  const { agreement, length, attention } = workload;
  if (agreement === undefined) return load;
  const others = length - nearSlots(length, attention);
  const most = attention.duplicates === "count" ? Number.POSITIVE_INFINITY : others;
  const distinct = Math.min(most, load.distinct * agreement.distinct);
  return { ...load, distinct, fetched: Math.max(distinct, Math.min(most, load.fetched * agreement.fetched)) };
}

/**
 * Closed form for keys that fall into buckets independently round by round: with L keys in B buckets, a query's own
 * holding `occupancy` times the mean, a round lists m = min(cap, occupancy · L / B); a key is found in at least c of r
 * rounds with P(Bin(r, m/L) ≥ c), and g query heads that do so independently fetch n (1 − (1 − distinct/n)^g) of the
 * n keys outside the near ones. Rounds that agree with one another find fewer keys for c = 1 and more for c > 1.
 */
export function independentLoad(workload: Workload): CandidateLoad {
  const { attention, length, heads, kvHeads } = workload;
  const { rounds, occupancy = 1, duplicates } = attention;
  const { collisions, cap } = listsOf(workload);
  const mean = length / hashCodeOf(attention, length).buckets;
  const listed = Math.min(cap, occupancy * mean, length);
  const others = length - nearSlots(length, attention);
  const share = listed / length;
  const sharers = heads / kvHeads;
  if (duplicates === "count") {
    // Every entry is weighed where it is found, so nothing is fetched for two rounds or heads at once:
    // E[X; X ≥ c] of X ~ Bin(r, p) is r p P(Bin(r − 1, p) ≥ c − 1).
    const found = others * rounds * share * binomialTail(rounds - 1, share, collisions - 1);
    return { listed, distinct: found, fetched: sharers * found };
  }
  const found = binomialTail(rounds, share, collisions);
  return {
    listed,
    distinct: others * found,
    fetched: others * -Math.expm1(sharers * Math.log1p(-Math.min(found, 1 - 1e-15))),
  };
}

/** P(Bin(trials, p) ≥ least), summed over the tail itself so that small probabilities keep their digits. */
export function binomialTail(trials: number, p: number, least: number): number {
  if (least <= 0 || p >= 1) return trials >= least ? 1 : 0;
  if (p <= 0 || least > trials) return 0;
  // Term k is C(trials, k) p^k (1 − p)^(trials − k), carried in logarithms to its first and by ratios from there.
  let log = trials * Math.log1p(-p);
  for (let k = 1; k <= least; k++) log += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
  let term = Math.exp(log);
  let sum = 0;
  for (let k = least; k <= trials; k++) {
    sum += term;
    term *= (((trials - k) / (k + 1)) * p) / (1 - p);
  }
  return Math.min(1, sum);
}
