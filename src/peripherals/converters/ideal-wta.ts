import { z } from "zod";
import { free } from "../../base/free.ts";
import { amperes, ohms } from "../../base/units.ts";
import { defineWta } from "./wta.ts";

/** Finds the largest without offset or noise. */
export const idealWta = defineWta({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    reads: "largest",
    action: "compete",
    comparesOpposites: false,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0),
    inputResistance: ohms(0),
  }),
  cost: () => free(["compete"]),
});
