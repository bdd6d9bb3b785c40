import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { defineMux } from "./mux.ts";

/** Selects without area, energy or time; the columns still take turns. */
export const idealMux = defineMux({
  model: "ideal",
  source: "assumed",
  params: z.object({ inputs: integer({ min: 1, max: 4096 }, "columns of one converter").prefault(1) }),
  constants: {},
  behave: ({ inputs }) => ({ share: inputs }),
  cost: () => free(["select"]),
});
