import type { QueryBlock, Wanted } from "../../src/attention/selectors/selector.ts";

/** Keys wanted of a query at position `last` that sees all keys before it. */
export const wantedAt = (
  last: number,
  {
    from,
    to,
    keys,
    mass = null,
    threshold = null,
    nearBy = "logits",
  }: Pick<Wanted, "from" | "to"> & Partial<Wanted>,
): Wanted => ({ from, to, keys: keys ?? to - from, mass, threshold, nearBy, lowest: 0, last });

/** Logits of a block's vectors by hand: q · k / √d. */
export const plainLogit =
  ({ data, keys, width }: Pick<QueryBlock, "data" | "keys" | "width">) =>
  (n: number, j: number): number => {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += data[n * width + c] * keys[j * width + c];
    return sum / Math.sqrt(width);
  };
