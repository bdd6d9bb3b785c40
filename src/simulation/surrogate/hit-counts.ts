import { power } from "../../base/power.ts";

/** Distances up to here have a class of their own; beyond, classes widen by 2^(1/16). */
const EXACT_DISTANCES = 64;
const WIDENING = power(2, 1 / 16);

/** Distances between a query and a key, 0 … length − 1, in classes that are narrow where local windows end. */
export interface DistanceClasses {
  readonly classOf: Int32Array;
  /** First distance of each class, and the length at the end. */
  readonly start: readonly number[];
}

export function distanceClasses(length: number): DistanceClasses {
  const start = [0];
  for (let at = 0; at < length; ) {
    at = at < EXACT_DISTANCES ? at + 1 : Math.ceil(at * WIDENING);
    start.push(Math.min(at, length));
  }
  const classOf = new Int32Array(length);
  for (let n = 0; n + 1 < start.length; n++) classOf.fill(n, start[n], start[n + 1]);
  return { classOf, start };
}

/** Attention mass by distance and by the rounds, of `rounds` independent ones, in which the window showed the pair. */
export interface HitCounts {
  readonly rounds: number;
  readonly classes: DistanceClasses;
  /** Classes × (rounds + 1), means over queries and heads; pairs that the sink shows are left out. */
  readonly mass: Float64Array;
  /** Mass on the sink's pairs, which every query sees. */
  readonly sink: number;
  /**
   * Weight of a query on its own position over its exact sum, by the rounds in which it saw any key: a query that
   * sees nothing at all attends to itself. Rounds + 1.
   */
  readonly alone: Float64Array;
}

/** Results of each table: many rounds take some work, and points that differ in price alone ask for them again. */
const KNOWN = new WeakMap<HitCounts, Map<string, number>>();

/** `capturedMass`, remembered. */
export function rememberedMass(counts: HitCounts, rounds: number, near: NearPairs): number {
  const known = KNOWN.get(counts) ?? new Map<string, number>();
  KNOWN.set(counts, known);
  const key = `${rounds} ${near.reach} ${near.isBare}`;
  const mass = known.get(key) ?? capturedMass(counts, rounds, near);
  known.set(key, mass);
  return mass;
}

/** What a query sees beside its rounds. */
export interface NearPairs {
  /** Distances below this are always seen. */
  readonly reach: number;
  /** Whether there is neither local window nor sink, so that a query may see nothing. */
  readonly isBare: boolean;
}

/**
 * Mean captured mass over `rounds` independent rounds. A pair that k of n independent rounds showed is missed by m
 * others of the same law with probability C(n − k, m) / C(n, m), without bias for m ≤ n; for more rounds the
 * distribution of hit probabilities is estimated from the counts.
 */
export function capturedMass(counts: HitCounts, rounds: number, { reach, isBare }: NearPairs): number {
  const { classes, mass, sink, alone } = counts;
  const width = counts.rounds + 1;
  const far = new Float64Array(width);
  let near = sink;
  for (let n = 0; n + 1 < classes.start.length; n++) {
    const [first, end] = [classes.start[n], classes.start[n + 1]];
    // Mass is taken as even over the distances of a class.
    const share = Math.min(1, Math.max(0, (reach - first) / (end - first)));
    for (let k = 0; k < width; k++) {
      const own = mass[n * width + k];
      near += share * own;
      far[k] += (1 - share) * own;
    }
  }
  const missed = missedMass(far, rounds);
  const seen = far.reduce((sum, x) => sum + x, 0) - missed;
  return Math.min(1, near + seen + (isBare ? missedMass(alone, rounds) : 0));
}

/** Mass of a histogram by hits that none of `rounds` rounds shows. */
export function missedMass(byHits: Float64Array, rounds: number): number {
  const total = byHits.length - 1;
  if (rounds > total) return mixedMiss(mixtureOf(byHits), rounds);
  let missed = 0;
  for (let k = 0; k <= total; k++) missed += byHits[k] * missProbability(total, k, rounds);
  return missed;
}

/** P(none of `rounds` draws without replacement is a hit), of `total` of which `hits` are. */
function missProbability(total: number, hits: number, rounds: number): number {
  let product = 1;
  for (let n = 0; n < rounds && product > 0; n++) product *= Math.max(0, total - hits - n) / (total - n);
  return product;
}

/** Hit probabilities that a mixture may put mass on, evenly spaced in √p: small ones decide what many rounds miss. */
const GRID = Float64Array.from({ length: 65 }, (_, n) => (n / 64) ** 2);
const STEPS = 400;

/** Mass on each probability of the grid. */
type HitMixture = Float64Array;

/**
 * The distribution of hit probabilities that makes a histogram of hits most likely: the nonparametric maximum of the
 * binomial mixture by expectation and maximisation [laird-1978]. Its total is the histogram's.
 */
function mixtureOf(byHits: Float64Array): HitMixture {
  const total = byHits.length - 1;
  const likelihood = Array.from({ length: total + 1 }, (_, k) =>
    GRID.map((p) => power(p, k) * power(1 - p, total - k)),
  );
  const mass = byHits.reduce((sum, x) => sum + x, 0);
  let weights = new Float64Array(GRID.length).fill(mass / GRID.length);
  for (let step = 0; step < STEPS; step++) {
    const next = new Float64Array(GRID.length);
    for (let k = 0; k <= total; k++) {
      if (byHits[k] === 0) continue;
      const row = likelihood[k];
      let sum = 0;
      for (let g = 0; g < row.length; g++) sum += weights[g] * row[g];
      for (let g = 0; g < row.length; g++) next[g] += (byHits[k] * weights[g] * row[g]) / sum;
    }
    weights = next;
  }
  return weights;
}

/** Mass that `rounds` rounds miss. */
const mixedMiss = (mixture: HitMixture, rounds: number): number =>
  mixture.reduce((sum, weight, g) => sum + weight * power(1 - GRID[g], rounds), 0);
