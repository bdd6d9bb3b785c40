import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { defineDecoder } from "./decoder.ts";

/** Decodes without area, energy or time. */
export const idealDecoder = defineDecoder({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 14 }, "bits of an address").prefault(6) }),
  constants: {},
  behave: ({ bits }) => ({ outputs: 2 ** bits }),
  cost: () => free(["decode"]),
});
