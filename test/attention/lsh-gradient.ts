import { type Dense, dense, dot } from "#base";
import { isHidden, nearOf } from "../../src/attention/attending-head.ts";
import type { Hasher } from "../../src/attention/hash-code.ts";
import { routeAll } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import type { Route } from "../../src/attention/routing.ts";
import { countingOrder } from "../../src/peripherals/sorter/counting.ts";

/** Gradients of a scalar loss with respect to one head's operands, each of its operand's shape. */
export interface LshGradient {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
}

/**
 * Back-propagation through LSH attention of one head with exact units. q and k are tokens × width, v and
 * `outputGradient` (∂loss/∂output) tokens × value width. The hash passes no gradient: which pairs are seen is piecewise
 * constant in q and k, and its jumps are left out, as in Reformer [kitaev-2020]. With shared QK, whoever gave the same
 * vectors twice adds the gradients of q and k. Throws RangeError for shapes that do not match and for a decode's lists.
 */
export function lshGradient(
  q: Dense,
  k: Dense,
  v: Dense,
  hash: Hasher,
  plan: LshPlan,
  outputGradient: Dense,
  hashedKeys: Dense = k,
): LshGradient {
  const length = k.rows;
  if (plan.lists !== undefined)
    throw new RangeError("lshGradient: expected a plan of chunks, received bucket lists");
  if (q.rows !== length || v.rows !== length || outputGradient.rows !== length)
    throw new RangeError(
      `lshGradient: expected q, k, v and the output's gradient of one length, received ${q.rows}, ${length}, ${v.rows}, ${outputGradient.rows}`,
    );
  if (outputGradient.columns !== v.columns)
    throw new RangeError(
      `lshGradient: expected an output's gradient of width ${v.columns}, received ${outputGradient.columns}`,
    );
  const seen = visiblePairs(length, routesOf(q, hashedKeys, hash, plan), plan);
  const gradient = {
    q: dense(length, q.columns),
    k: dense(length, k.columns),
    v: dense(length, v.columns),
  };
  for (let i = 0; i < length; i++) addRow({ q, k, v }, plan.scale, i, seen(i), outputGradient, gradient);
  return gradient;
}

function routesOf(q: Dense, hashedKeys: Dense, hash: Hasher, plan: LshPlan): Route[] {
  if (plan.rounds === 0) return [];
  const keyIds = hash(hashedKeys, "key");
  const queryIds = plan.sharedQK ? null : hash(q, "query");
  return routeAll(queryIds, keyIds, hashedKeys.rows, plan, countingOrder);
}

/** Keys that one query sees, each once, and how often it is weighed. */
interface VisiblePairs {
  readonly keys: number[];
  readonly weights: number[];
}

/** What each query sees: local window and sink, then every round; itself where that is nothing. */
function visiblePairs(length: number, routes: readonly Route[], plan: LshPlan) {
  const weightOf = new Int32Array(length);
  return (i: number): VisiblePairs => {
    const keys: number[] = [];
    const add = (j: number, repeats: boolean): void => {
      if (weightOf[j] === 0) keys.push(j);
      weightOf[j] = repeats ? weightOf[j] + 1 : 1;
    };
    if (plan.localWindow > 0 || plan.sink > 0)
      for (let j = 0; j < length; j++) if (nearOf(i, length, plan)(j) && !isHidden(i, j, plan)) add(j, false);
    for (const route of routes)
      for (const j of windowOf(route, route.queryChunk[i], plan, length))
        if (!isHidden(i, j, plan) && !nearOf(i, length, plan)(j)) add(j, plan.duplicates === "count");
    if (keys.length === 0) add(i, false);
    const weights = keys.map((j) => weightOf[j]);
    for (const j of keys) weightOf[j] = 0;
    return { keys, weights };
  };
}

function* windowOf(
  { keyOrder, chunks }: Route,
  queryChunk: number,
  { chunk, lookBack }: LshPlan,
  length: number,
): Generator<number> {
  for (let back = Math.min(lookBack + 1, chunks) - 1; back >= 0; back--) {
    const c = (queryChunk - back + chunks) % chunks;
    for (let rank = c * chunk; rank < Math.min(length, (c + 1) * chunk); rank++) yield keyOrder[rank];
  }
}

/** One query's share: with P = softmax and D = ∂loss/∂o · vᵀ, ∂loss/∂score = P ∘ (D − Σ P ∘ D). */
function addRow(
  { q, k, v }: LshGradient,
  scale: number,
  i: number,
  { keys, weights }: VisiblePairs,
  outputGradient: Dense,
  into: LshGradient,
): void {
  const [d, dv] = [k.columns, v.columns];
  const scores = keys.map((j) => scale * dot(q.data, i * d, k.data, j * d, d));
  const largest = scores.reduce((a, b) => Math.max(a, b));
  const raw = scores.map((score, n) => weights[n] * Math.exp(score - largest));
  const sum = raw.reduce((a, b) => a + b);
  const along = keys.map((j) => dot(outputGradient.data, i * dv, v.data, j * dv, dv));
  const mean = along.reduce((total, x, n) => total + (raw[n] / sum) * x, 0);
  keys.forEach((j, n) => {
    const probability = raw[n] / sum;
    const slope = scale * probability * (along[n] - mean);
    axpy(slope, k.data, j * d, into.q.data, i * d, d);
    axpy(slope, q.data, i * d, into.k.data, j * d, d);
    axpy(probability, outputGradient.data, i * dv, into.v.data, j * dv, dv);
  });
}

/** to[at + c] += factor · from[start + c] for c below `width`. */
function axpy(
  factor: number,
  from: Float64Array,
  start: number,
  to: Float64Array,
  at: number,
  width: number,
): void {
  for (let c = 0; c < width; c++) to[at + c] += factor * from[start + c];
}
