import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Rng } from "../../base/rng.ts";
import type { Amperes } from "../../base/units.ts";

export interface Comparator {
  /** Input-referred offset currents of `count` comparators, A. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
  /** Standard deviation of the input-referred noise of one decision, A. Fresh at every decision. */
  readonly noise: Amperes;
}

/** Action `decide`: the sign of one differential current. */
export type ComparatorModel = Model<"decide", Comparator>;

export const defineComparator = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "decide", Comparator, C>, "family">,
): ComparatorModel => define({ ...definition, family: "comparator" });
