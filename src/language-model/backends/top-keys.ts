import type { Masking } from "../../attention/plan.ts";
import type { Dense } from "../../base/dense.ts";
import { kthLargest } from "../../base/kth-largest.ts";
import { rowProducts } from "../../base/row-products.ts";
import type { Candidates } from "./candidate-attention.ts";

/**
 * Oracle: the `count` visible keys with the largest logits of each query, the earliest of equals. No hash could
 * choose better by logits at as many pairs.
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
