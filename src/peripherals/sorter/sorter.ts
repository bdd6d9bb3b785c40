import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "#base";

/** Work of one sort of a sequence. */
export interface SortWork {
  /** Actions. */
  readonly place: number;
  readonly scan: number;
  /** Bucket ids read from memory, and positions written to it. */
  readonly reads: number;
  readonly writes: number;
}

export interface Sorter {
  /**
   * Stable order of bucket ids: element r is the position of the token of rank r. `buckets` bounds the ids.
   */
  order(ids: Int32Array, buckets: number): Int32Array;
  /** Work of one sort of `keys` ids below `buckets`. */
  work(keys: number, buckets: number): SortWork;
  /** Keys of the longest sequence of one sort; absent if the unit streams any number. */
  readonly longest?: number;
  /** Bits of the widest composite key of bucket id and position; absent if only ids are compared. */
  readonly keyBits?: number;
}

/** Actions `place`: one key counted and placed in one pass; `scan`: one bucket of a pass's prefix sum. */
export type SorterModel = Model<"place" | "scan", Sorter>;

/** Work of a unit that stores a whole sequence: each id in once, each position out once, no passes. */
export const resident = (keys: number): SortWork => ({ place: keys, scan: 0, reads: keys, writes: keys });

export const defineSorter = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "place" | "scan", Sorter, C>, "family">,
): SorterModel => define({ ...definition, family: "sorter" });

/** Bits of the composite key of a bucket id and a position in a sequence. */
export const compositeKeyBits = (buckets: number, length: number): number =>
  Math.ceil(Math.log2(Math.max(2, buckets))) + Math.ceil(Math.log2(Math.max(2, length)));

/**
 * Keys id · N + position of a sequence of N bucket ids: all distinct, so that any sort of them is stable.
 * Throws RangeError if the sequence is longer than `longest` or its keys need more than `keyBits` bits.
 */
export function compositeKeys(
  ids: Int32Array,
  buckets: number,
  longest: number,
  keyBits: number,
): Float64Array {
  const length = ids.length;
  if (length > longest)
    throw new RangeError(`sort: expected at most ${longest} keys (block), received ${length}`);
  const needed = compositeKeyBits(buckets, length);
  if (needed > keyBits)
    throw new RangeError(
      `sort: expected keys of at most ${keyBits} bits (keyBits), received ${buckets} buckets × ${length} positions: ${needed} bits`,
    );
  const keys = new Float64Array(length);
  ids.forEach((id, position) => {
    if (id < 0 || id >= buckets)
      throw new RangeError(`sort: expected an id in [0, ${buckets}), received ${id}`);
    keys[position] = id * length + position;
  });
  return keys;
}

/** Positions of sorted composite keys. */
export const positionsOf = (keys: Float64Array, length: number): Int32Array =>
  Int32Array.from(keys.subarray(0, length), (key) => key % length);

/** The JavaScript engine's stable sort: the reference for the hardware sorters. */
export const idealSorter = defineSorter({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    work: resident,
    order: (ids) => Int32Array.from([...ids.keys()].sort((a, b) => ids[a] - ids[b] || a - b)),
  }),
  cost: () => free(["place", "scan"]),
});
