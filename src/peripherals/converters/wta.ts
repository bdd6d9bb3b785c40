import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Readout } from "./readout.ts";

/** The largest of a group of differential currents and their negatives. */
export interface Wta extends Readout {
  readonly reads: "largest";
  readonly action: "compete";
}

/** Action `compete`: one pair's part in a selection. */
export type WtaModel = Model<"compete", Wta>;

export const defineWta = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "compete", Wta, C>, "family">,
): WtaModel => define({ ...definition, family: "wta" });
