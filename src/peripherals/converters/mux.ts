import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Mux {
  /** Columns that take turns at one converter, so a read is converted in this many steps. */
  readonly share: number;
}

/** Action `select`: one column connected to the converter that it shares. */
export type MuxModel = Model<"select", Mux>;

export const defineMux = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "select", Mux, C>, "family">,
): MuxModel => define({ ...definition, family: "mux" });
