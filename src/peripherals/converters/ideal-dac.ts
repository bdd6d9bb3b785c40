import { z } from "zod";
import { free } from "../../base/free.ts";
import { defineDac, largestMagnitude } from "./dac.ts";

/** No quantisation and no clipping: the largest magnitude of the matrix is the full scale. */
export const idealDac = defineDac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    steps: null,
    fullScale: largestMagnitude,
    level: (input, fullScale) => input / fullScale,
  }),
  cost: () => free(["drive"]),
});
