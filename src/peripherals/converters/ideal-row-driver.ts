import { z } from "zod";
import { quantity } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { ohms } from "../../base/units.ts";
import { defineRowDriver } from "./row-driver.ts";

/** A free voltage source. */
export const idealRowDriver = defineRowDriver({
  model: "ideal",
  source: "assumed",
  params: z.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
  }),
  constants: {},
  behave: ({ readVoltage }) => ({ readVoltage, outputResistance: ohms(0) }),
  cost: () => free(["charge"]),
});
