import { z } from "zod";
import { free } from "../../base/free.ts";
import { seconds } from "../../base/units.ts";
import { defineDynamicArray } from "./dynamic-array.ts";

/** Holds and multiplies real numbers for nothing, and never forgets. Its converters are ideal. */
export const idealDynamicArray = defineDynamicArray({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    rows: 128,
    columns: 128,
    slices: 1,
    lines: 1,
    phases: 1,
    inputBits: Number.POSITIVE_INFINITY,
    outputBits: Number.POSITIVE_INFINITY,
    columnsPerConverter: 1,
    keyBits: 8,
    queryBits: 8,
    endurance: Number.POSITIVE_INFINITY,
    retention: seconds(Number.POSITIVE_INFINITY),
    stored: (matrix) => matrix,
    driven: (matrix) => matrix,
  }),
  cost: () => free(["write", "read", "stall"]),
});
