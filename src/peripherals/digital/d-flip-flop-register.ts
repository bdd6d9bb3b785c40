import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { linearInBits } from "./linear-in-bits.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineRegister, lowestBits } from "./register.ts";

/** D flip-flops of a compute-in-memory macro's periphery, with the activity that [neurosim-v14] gives them. */
export const dFlipFlopRegister = defineRegister({
  model: "d-flip-flop",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    energy: { nominal: 4.77e-15, source: "neurosim-v14", note: "J a bit at 32 nm" },
    area: { nominal: 2.61e-12, source: "neurosim-v14", note: "m² a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 32),
});
