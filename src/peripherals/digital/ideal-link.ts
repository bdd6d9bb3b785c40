import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { defineLink, linkOf } from "./link.ts";

/** Free transport. */
export const idealLink = defineLink({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256) }),
  constants: {},
  behave: ({ bits }) => linkOf(bits),
  cost: () => free(["transfer"]),
});
