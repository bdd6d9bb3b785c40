import type { Candidates } from "../../attention/candidates.ts";
import { type LshPlan, type Masking, nearSlots, windowStart } from "../../attention/plan.ts";
import { type Dense, kthLargest } from "../../base/dense.ts";
import { rowProducts } from "../../base/row-products.ts";
import type { HeadAttention } from "../engine/head-attention.ts";

/** The part of a plan that applies to all choices of candidates. */
export type NearPlan = Pick<LshPlan, "self" | "scale" | "localWindow" | "sink" | "duplicates">;

export interface CandidateAttended {
  /** tokens × value width. */
  readonly output: Dense;
  /** ln Σ exp(score) over the distinct visible pairs of each query. */
  readonly logSum: Float64Array;
  readonly pairs: { readonly useful: number; readonly computed: number };
}

/** A query's distinct keys, in the order in which they were picked. */
interface Picked {
  count: number;
  keys: Int32Array;
  /** Number of rounds that found each key. */
  repeats: Int32Array;
  /** Index of key j among the picked ones of query `owner[j]`. */
  readonly place: Int32Array;
  readonly owner: Int32Array;
}

/**
 * Causal attention of one head over local window, sink and candidates: one softmax over the distinct visible
 * keys, each weighted once or, for `duplicates: "count"`, once per candidate. q and k are tokens × width, v
 * tokens × value width. A query that sees no key attends to itself. Memory O(L).
 */
export function attendCandidates(
  q: Dense,
  k: Dense,
  v: Dense,
  plan: NearPlan,
  candidates: Candidates,
  heads: HeadAttention,
): CandidateAttended {
  const length = k.rows;
  if (q.rows !== length || v.rows !== length)
    throw new RangeError(
      `attendCandidates: expected q, k and v of one length, received ${q.rows}, ${length}, ${v.rows}`,
    );
  const picked: Picked = {
    count: 0,
    keys: new Int32Array(0),
    repeats: new Int32Array(0),
    place: new Int32Array(length),
    owner: new Int32Array(length).fill(-1),
  };
  const listed = new Int32Array(candidates.most);
  let useful = 0;
  let computed = 0;
  const most = length + candidates.most;
  const attended = heads.attendPicked({ q, k, v, scale: plan.scale, most }, (i, keys, repeats) => {
    picked.keys = keys;
    picked.repeats = repeats;
    picked.count = 0;
    pickNear(i, plan, picked);
    const near = picked.count;
    const count = candidates.list(i, listed);
    for (let n = 0; n < count; n++) pickCandidate(i, listed[n], plan, near, picked);
    if (picked.count === 0) pick(i, i, picked);
    useful += picked.count;
    computed += candidates.slots(count) + nearSlots(length, plan);
    return picked.count;
  });
  return { ...attended, pairs: { useful, computed } };
}

function pick(i: number, j: number, picked: Picked): void {
  picked.owner[j] = i;
  picked.place[j] = picked.count;
  picked.repeats[picked.count] = 1;
  picked.keys[picked.count++] = j;
}

function pickNear(i: number, { self, localWindow, sink }: NearPlan, picked: Picked): void {
  const last = self === "allowed" ? i : i - 1;
  // Attention in a language model is causal.
  const first = Math.max(0, windowStart(i, i + 1, { causal: true, self, localWindow, sink }));
  for (let j = 0; j < Math.min(sink, first, last + 1); j++) pick(i, j, picked);
  for (let j = first; j <= last; j++) pick(i, j, picked);
}

function pickCandidate(i: number, j: number, plan: NearPlan, near: number, picked: Picked): void {
  if (j > i || (j === i && plan.self === "last-resort")) return;
  if (picked.owner[j] !== i) pick(i, j, picked);
  else if (plan.duplicates === "count" && picked.place[j] >= near) picked.repeats[picked.place[j]]++;
}

/**
 * Oracle: the `count` visible keys with the largest logits of each query, the earliest in ties. No hash can
 * choose better by logits with as many pairs.
 */
export function topKeys(
  q: Dense,
  k: Dense,
  { self, scale }: Omit<Masking, "causal">,
  count: number,
): Candidates {
  const [scores, scratch] = [new Float64Array(k.rows), new Float64Array(k.rows)];
  return {
    most: Math.min(count, k.rows),
    list(i, into) {
      const visible = self === "allowed" ? i + 1 : i;
      const wanted = Math.min(count, visible);
      if (wanted === 0) return 0;
      rowProducts(q.data, i * q.columns, k.data, visible, k.columns, scale, scores, 0);
      const threshold = kthLargest(scores, visible, wanted, scratch);
      let listed = 0;
      for (let j = 0; j < visible && listed < wanted; j++) if (scores[j] > threshold) into[listed++] = j;
      for (let j = 0; j < visible && listed < wanted; j++) if (scores[j] === threshold) into[listed++] = j;
      return listed;
    },
    slots: (listed) => listed,
  };
}
