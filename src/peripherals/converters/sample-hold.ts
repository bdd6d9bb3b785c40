import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Volts } from "../../base/units.ts";

export interface SampleHold {
  /** Standard deviation of the noise that each sample freezes, V. */
  readonly noise: Volts;
  /** Share of a value that is left after `time` seconds, in (0, 1]. Throws RangeError for a time below zero. */
  retained(time: number): number;
}

/** Action `hold`: one value taken and kept for one conversion. */
export type SampleHoldModel = Model<"hold", SampleHold>;

export const defineSampleHold = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "hold", SampleHold, C>, "family">,
): SampleHoldModel => define({ ...definition, family: "sample-hold" });
