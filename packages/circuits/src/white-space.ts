import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  type Model,
  real,
  type SquareMetres,
  squareMetres,
} from "#base";

export interface WhiteSpace {
  /** Area without circuits, m², for circuits of area `used`. */
  beside(used: SquareMetres): SquareMetres;
}

/** No action: only a line of the area table, never distributed over other components. */
export type WhiteSpaceModel = Model<never, WhiteSpace>;

export const defineWhiteSpace = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, never, WhiteSpace, C>, "family">,
): WhiteSpaceModel => define({ affects: "price", ...definition, family: "white-space" });

/**
 * White space as a share of the circuits' area: whiteSpace = fraction × rest. The default of 0 is assumed, as
 * is any other value: 0.25 is a utilisation of 80 %. Its own price is zero, as it does not know that area.
 */
export const proportionalWhiteSpace = defineWhiteSpace({
  model: "proportional",
  source: "assumed",
  params: z.object({
    fraction: real({ min: 0, max: 10 }, "white space over the area of circuits").prefault(0),
  }),
  constants: {},
  behave: ({ fraction }) => ({ beside: (used) => squareMetres(fraction * used) }),
  cost: () => free([]),
});

/** No white space. */
export const idealWhiteSpace = defineWhiteSpace({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ beside: () => squareMetres(0) }),
  cost: () => free([]),
});
