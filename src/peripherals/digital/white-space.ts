import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { SquareMetres } from "../../base/units.ts";

export interface WhiteSpace {
  /** Area that holds no circuit, m², beside circuits of area `used`. */
  beside(used: SquareMetres): SquareMetres;
}

/** No action: a line of the area table alone, never spread over the components that it lies between. */
export type WhiteSpaceModel = Model<never, WhiteSpace>;

export const defineWhiteSpace = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, never, WhiteSpace, C>, "family">,
): WhiteSpaceModel => define({ affects: "price", ...definition, family: "white-space" });
