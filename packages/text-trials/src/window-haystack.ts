import { recallKinds, TokenKind } from "#model-files";
import type { Haystack, Item } from "./item.ts";

/**
 * A window of token ids as a haystack whose last `tail` tokens are scored: all for the perplexity, and, in
 * the recall grammar, those known from an earlier mention. Both questions share one tail, which is run once.
 */
export function windowHaystack(
  ids: readonly number[],
  id: string,
  tail: number,
  isRecall: boolean,
): Haystack {
  const before = Math.max(1, ids.length - tail);
  const asked = ids.slice(before);
  // The context's last row predicts the first token of a tail.
  const predicted = Array.from({ length: asked.length - 1 }, (_, n) => n + 1);
  const kinds = isRecall ? recallKinds(ids) : null;
  const recalled = predicted.filter((n) => kinds?.[before + n] === TokenKind.retrievableValue);
  const itemOf = (task: Item["task"], scored: readonly number[]): Item => ({
    ...{ task, id: task, depth: null },
    tail: asked,
    scored,
  });
  return {
    id,
    context: ids.slice(0, before),
    items: [itemOf("perplexity", predicted), ...(recalled.length > 0 ? [itemOf("recall", recalled)] : [])],
  };
}
