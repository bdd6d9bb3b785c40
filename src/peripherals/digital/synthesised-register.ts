import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { linearInBits } from "./linear-in-bits.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineRegister, lowestBits } from "./register.ts";

/** Registers of a synthesised data path [aladdin-2014]. */
export const synthesisedRegister = defineRegister({
  model: "synthesised",
  source: "aladdin-2014",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    energy: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit at 40 nm" },
    area: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 40),
});
