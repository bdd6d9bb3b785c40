import { createRng, power } from "#base";
import { isHidden } from "../../attention/attending-head.ts";
import type { HashCode, Role } from "../../attention/hash-code.ts";
import type { LshPlan } from "../../attention/plan.ts";
import { type Route, routeRound, type StableSort } from "../../attention/routing.ts";
import type { HashLaw } from "./hash-law.ts";
import type { HeadSummary, Levels, SequenceSummary } from "./level-summary.ts";
import { referenceIds, type SeenThrough } from "./reference-hasher.ts";

/** Distances up to this have one class each; beyond, classes widen by 2^(1/16). */
const EXACT_DISTANCES = 64;
const WIDENING = power(2, 1 / 16);

/** Classes of query-key distances, 0 … length − 1, narrow at the ends of local windows. */
export interface DistanceClasses {
  readonly classOf: Int32Array;
  /** First distance of each class, followed by the length. */
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

/** Attention mass by distance and by how many of `rounds` independent rounds' windows showed the pair. */
export interface HitCounts {
  readonly rounds: number;
  readonly classes: DistanceClasses;
  /** Classes × (rounds + 1), means over queries and heads, without the sink's pairs. */
  readonly mass: Float64Array;
  /** Mass on the sink, which every query sees. */
  readonly sink: number;
  /**
   * Weight of a query on its own position over its exact sum, by the number of rounds in which it saw any
   * key: a query that sees nothing attends to itself. Rounds + 1.
   */
  readonly alone: Float64Array;
}

/** Cached results of each table: many rounds take work, and points that differ only in price reuse them. */
const KNOWN = new WeakMap<HitCounts, Map<string, number>>();

/** Cached `recall`. */
export function rememberedMass(counts: HitCounts, rounds: number, near: NearPairs): number {
  const known = KNOWN.get(counts) ?? new Map<string, number>();
  KNOWN.set(counts, known);
  const key = `${rounds} ${near.reach} ${near.isBare}`;
  const mass = known.get(key) ?? recall(counts, rounds, near);
  known.set(key, mass);
  return mass;
}

/** What a query sees besides its rounds. */
export interface NearPairs {
  /** Distances below this are always seen. */
  readonly reach: number;
  /** Whether there is no local window and no sink, so that a query may see nothing. */
  readonly isBare: boolean;
}

/**
 * Mean attention recall over `rounds` independent rounds. A pair shown by k of n independent rounds is missed by
 * m others of the same law with probability C(n − k, m) / C(n, m), unbiased for m ≤ n; for more rounds the
 * distribution of hit probabilities is estimated from the counts.
 */
export function recall(counts: HitCounts, rounds: number, { reach, isBare }: NearPairs): number {
  const { classes, mass, sink, alone } = counts;
  const width = counts.rounds + 1;
  const far = new Float64Array(width);
  let near = sink;
  for (let n = 0; n + 1 < classes.start.length; n++) {
    const [first, end] = [classes.start[n], classes.start[n + 1]];
    // Mass is assumed uniform over a class.
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

/** Mass of a histogram by hits that `rounds` rounds miss. */
export function missedMass(byHits: Float64Array, rounds: number): number {
  const total = byHits.length - 1;
  if (rounds > total) return mixedMiss(mixtureOf(byHits), rounds);
  let missed = 0;
  for (let k = 0; k <= total; k++) missed += byHits[k] * missProbability(total, k, rounds);
  return missed;
}

/** P(no hit in `rounds` draws without replacement from `total`, of which `hits` are hits). */
function missProbability(total: number, hits: number, rounds: number): number {
  let product = 1;
  for (let n = 0; n < rounds && product > 0; n++) product *= Math.max(0, total - hits - n) / (total - n);
  return product;
}

/** Grid of the mixture's hit probabilities, evenly spaced in √p: small ones decide what many rounds miss. */
const GRID = Float64Array.from({ length: 65 }, (_, n) => (n / 64) ** 2);
const STEPS = 400;

/** Mass on each grid probability. */
type HitMixture = Float64Array;

/**
 * Most likely distribution of hit probabilities for a histogram of hits: the nonparametric maximum likelihood
 * of the binomial mixture by expectation maximisation [laird-1978]. Its total is the histogram's.
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

/** Inputs of a table of hits besides the law. */
export interface CountingPlan {
  readonly summary: SequenceSummary;
  /** One entry per counted round. */
  readonly code: HashCode;
  readonly plan: LshPlan;
  readonly seenThrough: SeenThrough;
  /** Whether offsets and noise scale with each head's vectors, or are the same current for all. */
  readonly isRelative: boolean;
  readonly sort: StableSort;
}

/** Running counts under one law. */
interface Counting {
  readonly mass: Float64Array;
  readonly alone: Float64Array;
}

/**
 * Hashes the sequence under each law and counts, for each compared query and key, the rounds in which the
 * query's window shows the key. Rounds are independent with one law; laws share products with projections.
 */
export function countHits(counting: CountingPlan, laws: readonly HashLaw[]): HitCounts[] {
  const { summary, code, plan } = counting;
  const { heads, queries, length } = summary;
  const classes = distanceClasses(length);
  const share = 1 / (heads.length * queries.length);
  const all = laws.map(
    (): Counting => ({
      mass: new Float64Array((classes.start.length - 1) * (code.rounds + 1)),
      alone: new Float64Array(code.rounds + 1),
    }),
  );
  const hits = new Uint8Array(queries.length * length);
  const found = new Uint8Array(queries.length);
  heads.forEach((head, n) => {
    const ids = idsOf(counting, laws, head, n);
    all.forEach((into, law) => {
      hits.fill(0);
      found.fill(0);
      for (const route of routesOf(counting, ids.key[law], ids.query?.[law] ?? null))
        addRoute(route, counting, hits, found);
      addHead(into, head, counting, classes.classOf, hits, found);
    });
  });
  let sink = 0;
  for (const { weights } of heads)
    for (let q = 0; q < queries.length; q++)
      for (let j = 0; j < Math.min(plan.sink, length); j++) sink += weights[q * length + j];
  return all.map(({ mass, alone }) => ({
    rounds: code.rounds,
    classes,
    mass: mass.map((x) => x * share),
    sink: sink * share,
    alone: alone.map((x) => x * share),
  }));
}

function idsOf(
  { summary, code, seenThrough, isRelative }: CountingPlan,
  laws: readonly HashLaw[],
  { key, query }: HeadSummary,
  head: number,
) {
  const rng = createRng("surrogate").fork("head").fork(head);
  const of = (levels: Levels, role: Role): Int32Array[] =>
    referenceIds(levels, role, code, laws, seenThrough, isRelative ? levels.scale : summary.scale, rng);
  return { key: of(key, "key"), query: query === null ? null : of(query, "query") };
}

function* routesOf(
  { summary: { length }, code, plan, sort }: CountingPlan,
  keyIds: Int32Array,
  queryIds: Int32Array | null,
): Generator<Route> {
  for (let round = 0; round < code.rounds; round++) {
    const [first, end] = [round * length, (round + 1) * length];
    yield routeRound(queryIds?.subarray(first, end) ?? null, keyIds.subarray(first, end), plan, sort);
  }
}

/** Adds a head's weights by distance and hits. */
function addHead(
  { mass, alone }: Counting,
  head: HeadSummary,
  { summary: { queries, length }, code, plan }: CountingPlan,
  classOf: Int32Array,
  hits: Uint8Array,
  found: Uint8Array,
): void {
  const width = code.rounds + 1;
  for (let q = 0; q < queries.length; q++) {
    alone[found[q]] += head.own[q];
    for (let j = plan.sink; j < length; j++) {
      const weight = head.weights[q * length + j];
      if (weight > 0) mass[classOf[Math.abs(queries[q] - j)] * width + hits[q * length + j]] += weight;
    }
  }
}

/** Adds the keys that the queries see in one round. */
function addRoute(
  { keyOrder, queryChunk, chunks }: Route,
  { summary: { queries, length }, plan }: CountingPlan,
  hits: Uint8Array,
  found: Uint8Array,
): void {
  const visible = Math.min(plan.lookBack + 1, chunks);
  for (let q = 0; q < queries.length; q++) {
    const i = queries[q];
    let any = 0;
    for (let back = 0; back < visible; back++) {
      const chunk = (queryChunk[i] - back + chunks) % chunks;
      const end = Math.min(length, (chunk + 1) * plan.chunk);
      for (let rank = chunk * plan.chunk; rank < end; rank++) {
        const j = keyOrder[rank];
        hits[q * length + j]++;
        if (any === 0 && !isHidden(i, j, plan)) any = 1;
      }
    }
    found[q] += any;
  }
}
