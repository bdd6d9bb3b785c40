import { InfeasibleError } from "../base/errors.ts";
import { compositeKeyBits } from "../peripherals/digital/composite-keys.ts";
import type { Sorter } from "../peripherals/digital/sorter.ts";
import type { ActionCount } from "./action-counts.ts";
import type { Sizes } from "./sizes.ts";
import { type Hierarchy, move } from "./traffic.ts";

/** Actions of the sorts of one layer: one of L bucket ids for every sorted sequence and round. */
export function sortCounts(s: Sizes, sorter: Sorter, hierarchy: Hierarchy): ActionCount[] {
  const sorts = s.sortedSequences * s.rounds;
  const { place, scan, reads, writes } = sorter.work(s.length, s.buckets);
  return [
    { operation: "sort", component: "sorter", action: "place", count: sorts * place },
    { operation: "sort", component: "sorter", action: "scan", count: sorts * scan },
    ...move("sort", "read", sorts * reads * s.idBits, hierarchy),
    ...move("sort", "write", sorts * writes * s.indexBits, hierarchy),
  ];
}

/** Throws InfeasibleError where a sequence has more keys, or wider ones, than the sorter takes. */
export function checkSort(sorter: Sorter, length: number, buckets: number): void {
  const { longest = Number.POSITIVE_INFINITY, keyBits = Number.POSITIVE_INFINITY } = sorter;
  if (length > longest)
    throw new InfeasibleError(
      `the sorter: expected at most ${longest} keys a sequence (design.digital.sorter.block), received ${length}`,
    );
  const needed = compositeKeyBits(buckets, length);
  if (needed > keyBits)
    throw new InfeasibleError(
      `the sorter: expected keys of at most ${keyBits} bits (design.digital.sorter.keyBits), received ` +
        `${buckets} buckets × ${length} positions: ${needed} bits`,
    );
}
