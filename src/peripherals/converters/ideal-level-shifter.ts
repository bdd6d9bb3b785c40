import { z } from "zod";
import { quantity } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { defineLevelShifter } from "./level-shifter.ts";

/** Shifts without area, energy or time. */
export const idealLevelShifter = defineLevelShifter({
  model: "ideal",
  source: "assumed",
  params: z.object({
    highVoltage: quantity("V", { min: 0.1, max: 10 }, "voltage to which a line is shifted").prefault("2 V"),
  }),
  constants: {},
  behave: ({ highVoltage }) => ({ highVoltage }),
  cost: () => free(["shift"]),
});
