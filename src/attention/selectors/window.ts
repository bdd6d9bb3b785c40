import { z } from "zod";
import { defineSelector } from "./selector.ts";

/** Control: the latest keys, whatever they are. Local text it predicts; what is far it cannot recall. */
export const windowSelector = defineSelector({
  name: "window",
  title: "the latest keys",
  source: "assumed",
  params: z.strictObject({}),
  budgets: ["fixed", "share", "design"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: (_, { budget }) => ({
    encodeKeys: () => {},
    begin: () => {
      let count = 0;
      return {
        choose(_, { from, to, keys }, into) {
          count = budget === "design" ? 0 : Math.min(keys, to - from);
          for (let k = 0; k < count; k++) into[k] = to - count + k;
          return count;
        },
        slots: () => count,
      };
    },
  }),
});
