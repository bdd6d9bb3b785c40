import { z } from "zod";
import { free } from "../../base/free.ts";
import { defineSoftmax } from "./softmax.ts";

/** The exponential of float64. */
export const idealSoftmax = defineSoftmax({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ exponential: Math.exp }),
  cost: () => free(["exponent"]),
});
