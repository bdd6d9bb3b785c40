import { z } from "zod";
import { dense } from "../../base/dense.ts";
import { free } from "../../base/free.ts";
import { defineDac, largestMagnitude } from "./dac.ts";

/** No quantisation and no clipping: the largest magnitude of the matrix is the full scale. */
export const idealDac = defineDac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    convert(signal) {
      const scale = largestMagnitude(signal);
      return dense(
        signal.rows,
        signal.columns,
        signal.data.map((x) => x / scale),
      );
    },
  }),
  cost: () => free(["drive"]),
});
