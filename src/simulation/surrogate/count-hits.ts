import { isHidden } from "../../attention/attending-head.ts";
import type { HashCode } from "../../attention/hash-code.ts";
import type { LshPlan } from "../../attention/plan.ts";
import { type Route, routeRound, type StableSort } from "../../attention/routing.ts";
import { createRng } from "../../base/rng.ts";
import type { HashLaw } from "./hash-law.ts";
import { distanceClasses, type HitCounts } from "./hit-counts.ts";
import type { HeadSummary, SequenceSummary } from "./level-summary.ts";
import { referenceIds, type SeenThrough } from "./reference-hasher.ts";

/** What a table of hits is made of beside the law. */
export interface CountingPlan {
  readonly summary: SequenceSummary;
  /** As many rounds as are counted. */
  readonly code: HashCode;
  readonly plan: LshPlan;
  readonly seenThrough: SeenThrough;
  /** Whether offsets and noise are fractions of what each head's vectors bring, or the same current for all. */
  readonly isRelative: boolean;
  readonly sort: StableSort;
}

/**
 * Hashes the sequence under a law and counts, for each compared query and each key, the rounds in which the query's
 * window shows the key. Rounds are independent and of one law.
 */
export function countHits(counting: CountingPlan, law: HashLaw): HitCounts {
  const { summary, code, plan } = counting;
  const { heads, queries, length } = summary;
  const width = code.rounds + 1;
  const classes = distanceClasses(length);
  const mass = new Float64Array((classes.start.length - 1) * width);
  const alone = new Float64Array(width);
  let sink = 0;
  const hits = new Uint8Array(queries.length * length);
  const found = new Uint8Array(queries.length);
  heads.forEach((head, n) => {
    hits.fill(0);
    found.fill(0);
    for (const route of routesOf(counting, law, head, n)) addRoute(route, counting, hits, found);
    for (let q = 0; q < queries.length; q++) {
      alone[found[q]] += head.own[q];
      for (let j = 0; j < length; j++) {
        const weight = head.weights[q * length + j];
        if (weight === 0) continue;
        if (j < plan.sink) sink += weight;
        else mass[classes.classOf[Math.abs(queries[q] - j)] * width + hits[q * length + j]] += weight;
      }
    }
  });
  const share = 1 / (heads.length * queries.length);
  return {
    rounds: code.rounds,
    classes,
    mass: mass.map((x) => x * share),
    sink: sink * share,
    alone: alone.map((x) => x * share),
  };
}

function* routesOf(
  { summary, code, plan, seenThrough, isRelative, sort }: CountingPlan,
  law: HashLaw,
  { key, query }: HeadSummary,
  head: number,
): Generator<Route> {
  const rng = createRng("surrogate").fork("head").fork(head);
  const { length } = summary;
  const unitOf = (scale: number): number => (isRelative ? scale : summary.scale);
  const keyIds = referenceIds(key, "key", code, law, seenThrough, unitOf(key.scale), rng);
  const queryIds =
    query === null ? null : referenceIds(query, "query", code, law, seenThrough, unitOf(query.scale), rng);
  for (let round = 0; round < code.rounds; round++) {
    const [first, end] = [round * length, (round + 1) * length];
    yield routeRound(queryIds?.subarray(first, end) ?? null, keyIds.subarray(first, end), plan, sort);
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
