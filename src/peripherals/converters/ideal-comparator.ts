import { z } from "zod";
import { free } from "../../base/free.ts";
import { amperes, ohms } from "../../base/units.ts";
import { COMPARATOR, defineComparator } from "./comparator.ts";

/** Neither offset nor noise. */
export const idealComparator = defineComparator({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    ...COMPARATOR,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0),
    inputResistance: ohms(0),
  }),
  cost: () => free(["decide"]),
});
