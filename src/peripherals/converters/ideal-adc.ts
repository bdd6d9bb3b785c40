import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { converter, defineAdc } from "./adc.ts";

/** Quantises and clips, without noise or offset. */
export const idealAdc = defineAdc({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 16 }, "resolution").prefault(8) }),
  constants: {},
  behave: ({ bits }) => converter(bits, bits, 0, 0),
  cost: () => free(["convert"]),
});
