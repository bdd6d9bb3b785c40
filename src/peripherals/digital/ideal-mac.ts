import { z } from "zod";
import { free } from "../../base/free.ts";
import { defineMac } from "./mac.ts";

/** float64 operands. */
export const idealMac = defineMac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ operand: (matrix) => matrix, blockRows: 128 }),
  cost: () => free(["mac", "add"]),
});
