import { type Dense, dense, dot } from "../base/dense.ts";
import { countingOrder } from "../peripherals/digital/counting-sorter.ts";
import type { Hasher } from "./hasher.ts";
import type { LshPlan } from "./plan.ts";
import { type Route, routeRound, type StableSort, sees } from "./routing.ts";
import { createBatch, type Operands, startSoftmax } from "./running-softmax.ts";

/** The digital units that the attention runs on; the defaults are exact. */
export interface AttentionUnits {
  readonly sort: StableSort;
  readonly exponential: (x: number) => number;
  /** Weight of a raw score, where the softmax unit takes no maximum and divides by no sum: rounds simply add. */
  readonly unnormalised?: (score: number) => number;
}

export interface LshOptions {
  readonly units?: AttentionUnits;
  /** Hashed in place of k: centred keys, say. */
  readonly hashedKeys?: Dense;
  /** Query positions to attend from, one output row each; all tokens are hashed and sorted. All when null. */
  readonly queries?: Int32Array | null;
}

export interface LshAttended {
  /** queries × value width. */
  readonly output: Dense;
  /** ln Σ exp(score) over the distinct visible pairs of each query: minus exact attention's it is ln(captured mass). */
  readonly logSum: Float64Array;
  readonly pairs: {
    /** Distinct visible QK pairs: the union over rounds, local window and sink. */
    readonly useful: number;
    /** Pairs that the hardware computes, masked and repeated ones included. */
    readonly computed: number;
  };
  /** Partial softmaxes merged into a query's output, empty ones included. */
  readonly merges: number;
}

const EXACT_UNITS: AttentionUnits = { sort: countingOrder, exponential: Math.exp };

/**
 * LSH attention of one head: hash, sort, chunk, attend, merge rounds by their log-sum-exp [kitaev-2020]. q and
 * k are tokens × width, v tokens × value width. The hash is the only thing in which a software and a
 * crossbar implementation differ.
 */
export function lshAttention(
  q: Dense,
  k: Dense,
  v: Dense,
  hash: Hasher,
  plan: LshPlan,
  options: LshOptions = {},
): LshAttended {
  const { units = EXACT_UNITS, hashedKeys = k, queries = null } = options;
  const length = k.rows;
  if (q.rows !== length || v.rows !== length)
    throw new RangeError(
      `lshAttention: expected q, k and v of one length, received ${q.rows}, ${length}, ${v.rows}`,
    );
  const routes = routeAll(q, hashedKeys, hash, plan, units.sort);
  const attending = queries ?? Int32Array.from({ length }, (_, i) => i);
  const state = startSoftmax(attending.length, v.columns);
  const head: Head = {
    q,
    k,
    v,
    plan,
    scale: plan.scale,
    exponential: units.exponential,
    unnormalised: units.unnormalised,
    routes,
    state,
    queries: attending,
    rowOf: rowsOf(attending, length),
  };
  attendNear(head);
  for (let round = 0; round < routes.length; round++) attendRound(head, round);
  return finish(head);
}

interface Head extends Operands {
  readonly plan: LshPlan;
  readonly routes: readonly Route[];
  readonly queries: Int32Array;
  /** Row of the result for each position; −1 for positions that do not attend. */
  readonly rowOf: Int32Array;
}

function rowsOf(queries: Int32Array, length: number): Int32Array {
  const rowOf = new Int32Array(length).fill(-1);
  queries.forEach((position, row) => {
    rowOf[position] = row;
  });
  return rowOf;
}

function routeAll(q: Dense, keys: Dense, hash: Hasher, plan: LshPlan, sort: StableSort): Route[] {
  if (plan.rounds === 0) return [];
  const length = keys.rows;
  const keyIds = hash(keys, "key");
  const queryIds = plan.sharedQK ? null : hash(q, "query");
  return Array.from({ length: plan.rounds }, (_, round) => {
    const slice = (ids: Int32Array): Int32Array => ids.subarray(round * length, (round + 1) * length);
    return routeRound(queryIds === null ? null : slice(queryIds), slice(keyIds), plan, sort);
  });
}

/** Whether the local window or the sink already shows key j to query i. */
function isNear(i: number, j: number, plan: LshPlan): boolean {
  if (j < plan.sink) return true;
  const distance = i - j;
  if (!plan.causal && distance < 0) return -distance < plan.localWindow;
  return plan.self === "allowed" ? distance < plan.localWindow : distance <= plan.localWindow;
}

const isHidden = (i: number, j: number, plan: LshPlan): boolean =>
  (plan.causal && j > i) || (j === i && plan.self === "last-resort");

/** Local window and sink: every query, a handful of keys. */
function attendNear(head: Head): void {
  const { plan, k } = head;
  if (plan.localWindow === 0 && plan.sink === 0) return;
  const picked = new Int32Array(Math.min(k.rows, 2 * plan.localWindow + plan.sink + 2));
  const batch = createBatch(picked.length, head);
  for (const i of head.queries) {
    const reach = plan.localWindow;
    const first = Math.max(0, i - reach);
    const last = plan.causal ? i : Math.min(k.rows - 1, i + reach);
    batch.reset();
    for (let j = 0; j < Math.min(plan.sink, k.rows); j++)
      if ((j < first || j > last) && !isHidden(i, j, plan)) batch.add(i, j, k.data, 1);
    for (let j = first; j <= last; j++)
      if (isNear(i, j, plan) && !isHidden(i, j, plan)) batch.add(i, j, k.data, 1);
    batch.merge(head.rowOf[i], head.v.data);
    head.state.computed += Math.min(k.rows, plan.localWindow + plan.sink);
    head.state.merges++;
  }
}

/** One round: chunk by chunk, its window of keys and values gathered once, its queries against them. */
function attendRound(head: Head, round: number): void {
  const { plan, k, v, routes } = head;
  const route = routes[round];
  const slots = Math.min(plan.lookBack + 1, route.chunks) * plan.chunk;
  const capacity = Math.min(slots, k.rows);
  const keys = new Float64Array(capacity * k.columns);
  const values = new Float64Array(capacity * v.columns);
  const positions = new Int32Array(capacity);
  const batch = createBatch(capacity, head);
  let chunk = -1;
  let count = 0;
  // Sorted queries come chunk by chunk, so each window is gathered once.
  for (const i of route.queryOrder) {
    const row = head.rowOf[i];
    if (row < 0) continue;
    if (route.queryChunk[i] !== chunk) {
      chunk = route.queryChunk[i];
      count = gather(head, route, chunk, keys, values, positions);
    }
    batch.reset();
    for (let slot = 0; slot < count; slot++) {
      const j = positions[slot];
      if (isHidden(i, j, plan) || isNear(i, j, plan)) continue;
      const first = isFirst(i, j, routes, round, plan.lookBack);
      if (first || plan.duplicates === "count") batch.add(i, slot, keys, first ? 1 : 0);
    }
    batch.merge(row, values);
    head.state.computed += slots;
    head.state.merges++;
  }
}

/** Whether no earlier round shows key j to query i. */
function isFirst(i: number, j: number, routes: readonly Route[], round: number, lookBack: number): boolean {
  for (let r = 0; r < round; r++) {
    const route = routes[r];
    if (sees(route.queryChunk[i], route.keyChunk[j], route.chunks, lookBack)) return false;
  }
  return true;
}

/** Copies the window of chunk c into contiguous buffers; returns how many slots hold a key. */
function gather(
  head: Head,
  route: Route,
  c: number,
  keys: Float64Array,
  values: Float64Array,
  positions: Int32Array,
): number {
  const { plan, k, v } = head;
  const visible = Math.min(plan.lookBack + 1, route.chunks);
  let count = 0;
  for (let back = visible - 1; back >= 0; back--) {
    const chunk = (c - back + route.chunks) % route.chunks;
    const end = Math.min(k.rows, (chunk + 1) * plan.chunk);
    for (let rank = chunk * plan.chunk; rank < end; rank++) {
      const j = route.keyOrder[rank];
      positions[count] = j;
      keys.set(k.data.subarray(j * k.columns, (j + 1) * k.columns), count * k.columns);
      values.set(v.data.subarray(j * v.columns, (j + 1) * v.columns), count * v.columns);
      count++;
    }
  }
  return count;
}

/** A query that saw nothing attends to itself. */
function finish(head: Head): LshAttended {
  const { state, v, q, k, plan, queries, unnormalised = () => 1 } = head;
  queries.forEach((i, row) => {
    if (state.unionLog[row] !== Number.NEGATIVE_INFINITY) return;
    const score = plan.scale * dot(q.data, i * q.columns, k.data, i * k.columns, k.columns);
    const weight = unnormalised(score);
    for (let c = 0; c < v.columns; c++)
      state.output[row * v.columns + c] = weight * v.data[i * v.columns + c];
    state.unionLog[row] = score;
    state.useful++;
  });
  return {
    output: dense(queries.length, v.columns, state.output),
    logSum: state.unionLog,
    pairs: { useful: state.useful, computed: state.computed },
    merges: state.merges,
  };
}
