import { type AttendingHead, isHidden, isNear } from "./attending-head.ts";
import { bucketTables } from "./bucket-tables.ts";
import type { ListPlan } from "./plan.ts";
import { createBatch } from "./running-softmax.ts";

/**
 * Attends each query to the keys that share its bucket in at least `collisions` rounds: what a decode does with the
 * bucket tables of its context. A key that is weighed once is computed once, whatever the rounds that found it; with
 * `duplicates: "count"` it is computed and weighed once a round. Ids are rounds × tokens.
 */
export function attendBuckets(
  head: AttendingHead,
  queryIds: Int32Array,
  keyIds: Int32Array,
  { collisions, cap }: ListPlan,
): void {
  const { plan, k, v, queries, rowOf, state } = head;
  const tables = bucketTables(queryIds, keyIds, plan, cap);
  const batch = createBatch(k.rows * (plan.duplicates === "count" ? plan.rounds : 1), head);
  for (const i of queries) {
    const found = tables.find(i);
    batch.reset();
    for (let n = 0; n < found.count; n++) {
      const j = found.keys[n];
      if (found.rounds[n] < collisions || isHidden(i, j, plan) || isNear(i, j, k.rows, plan)) continue;
      const repeats = plan.duplicates === "count" ? found.rounds[n] : 1;
      for (let repeat = 0; repeat < repeats; repeat++) batch.add(i, j, k.data, repeat === 0 ? 1 : 0);
      state.computed += repeats;
    }
    batch.merge(rowOf[i], v.data);
    state.merges++;
  }
}
