import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Sorter {
  /**
   * Stable order of bucket ids: element r is the position of the token of rank r. `buckets` bounds the ids.
   */
  order(ids: Int32Array, buckets: number): Int32Array;
  /** Buckets that one pass tells apart; more buckets take more passes (radix digits). */
  readonly radix: number;
  /** Keys of the longest sequence that one sort takes; left out where the unit streams any number. */
  readonly longest?: number;
}

/** Actions `place`: one key counted and placed in one pass; `scan`: one bucket of a pass's prefix sum. */
export type SorterModel = Model<"place" | "scan", Sorter>;

export const defineSorter = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "place" | "scan", Sorter, C>, "family">,
): SorterModel => define({ ...definition, family: "sorter" });
