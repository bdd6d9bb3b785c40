import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { defineAdder } from "./adder.ts";
import { linearInBits } from "./linear-in-bits.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { wrap } from "./twos-complement.ts";

/** Adder of one clock cycle: the 32-bit adder that closes at 1 ns in [aladdin-2014], linear in the width. */
export const pipelinedAdder = defineAdder({
  model: "pipelined",
  source: "aladdin-2014",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    energy: { nominal: 0.21e-12 / 32, source: "aladdin-2014", note: "J a bit at 40 nm" },
    area: { nominal: 278e-12 / 32, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: linearInBits("add", 40),
});
