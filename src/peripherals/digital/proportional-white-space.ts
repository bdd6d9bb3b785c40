import { z } from "zod";
import { real } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { squareMetres } from "../../base/units.ts";
import { defineWhiteSpace } from "./white-space.ts";

/**
 * White space as a share of the circuits' area: whiteSpace = fraction × rest. The default of 0 is assumed, as is any
 * other number: a fraction of 0.25 is a utilisation of 80 %. The price alone is zero, as the rest is not known to it.
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

/** None. */
export const idealWhiteSpace = defineWhiteSpace({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ beside: () => squareMetres(0) }),
  cost: () => free([]),
});
