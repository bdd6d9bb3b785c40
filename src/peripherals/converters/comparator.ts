import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Readout } from "./readout.ts";

/** The sign of one differential current. */
export interface Comparator extends Readout {
  readonly reads: "signs";
  readonly action: "decide";
}

/** Action `decide`: one sign. */
export type ComparatorModel = Model<"decide", Comparator>;

/** What all comparators are. */
export const COMPARATOR = {
  reads: "signs",
  action: "decide",
  scale: "amperes",
  comparesOpposites: false,
} as const;

export const defineComparator = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "decide", Comparator, C>, "family">,
): ComparatorModel => define({ ...definition, family: "comparator" });
