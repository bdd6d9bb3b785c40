import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

/** What one sort of a sequence takes. */
export interface SortWork {
  /** Actions. */
  readonly place: number;
  readonly scan: number;
  /** Bucket ids that are read from memory, and positions that are written to it. */
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
  /** Keys of the longest sequence that one sort takes; left out where the unit streams any number. */
  readonly longest?: number;
  /** Bits of the widest composite key of bucket id and position; left out where only ids are compared. */
  readonly keyBits?: number;
}

/** Actions `place`: one key counted and placed in one pass; `scan`: one bucket of a pass's prefix sum. */
export type SorterModel = Model<"place" | "scan", Sorter>;

/** Work of a unit that holds a whole sequence: each id in once, each position out once, no passes. */
export const resident = (keys: number): SortWork => ({ place: keys, scan: 0, reads: keys, writes: keys });

export const defineSorter = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "place" | "scan", Sorter, C>, "family">,
): SorterModel => define({ ...definition, family: "sorter" });
