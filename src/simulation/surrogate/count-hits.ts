import { isHidden } from "../../attention/attending-head.ts";
import type { HashCode, Role } from "../../attention/hash-code.ts";
import type { LshPlan } from "../../attention/plan.ts";
import { type Route, routeRound, type StableSort } from "../../attention/routing.ts";
import { createRng } from "../../base/rng.ts";
import type { HashLaw } from "./hash-law.ts";
import { distanceClasses, type HitCounts } from "./hit-counts.ts";
import type { HeadSummary, Levels, SequenceSummary } from "./level-summary.ts";
import { referenceIds, type SeenThrough } from "./reference-hasher.ts";

/** What a table of hits is made of beside the law. */
export interface CountingPlan {
  readonly summary: SequenceSummary;
  /** One entry per counted round. */
  readonly code: HashCode;
  readonly plan: LshPlan;
  readonly seenThrough: SeenThrough;
  /** Whether offsets and noise are fractions of what each head's vectors bring, or the same current for all. */
  readonly isRelative: boolean;
  readonly sort: StableSort;
}

/** Counts under one law as they come together. */
interface Counting {
  readonly mass: Float64Array;
  readonly alone: Float64Array;
}

/**
 * Hashes the sequence under each law and counts, for each compared query and each key, the rounds in which the query's
 * window shows the key. Rounds are independent and of one law; products with projections serve all laws.
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

/** Adds what the queries see in one round. */
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
