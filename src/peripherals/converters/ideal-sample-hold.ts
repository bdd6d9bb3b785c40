import { z } from "zod";
import { free } from "../../base/free.ts";
import { volts } from "../../base/units.ts";
import { defineSampleHold } from "./sample-hold.ts";

/** Keeps a value for ever, without noise. */
export const idealSampleHold = defineSampleHold({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ noise: volts(0), retained: () => 1 }),
  cost: () => free(["hold"]),
});
