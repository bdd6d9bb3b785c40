import { z } from "zod";
import { defineSelector } from "./selector.ts";

/** Control: keys at random, anew for each query and head. */
export const randomSelector = defineSelector({
  name: "random",
  title: "keys at random",
  source: "assumed",
  params: z.strictObject({}),
  budgets: ["fixed", "share"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: (_, { draws }) => ({
    encodeKeys: () => {},
    begin: ({ layer, head, first }) => {
      const ofHead = draws.fork("random keys").fork(layer).fork(head);
      let count = 0;
      return {
        choose(n, { from, to, keys }, into) {
          count = Math.min(keys, to - from);
          // Named by the position: the same keys however the queries are cut in blocks.
          const stream = ofHead.fork(first + n);
          // Selection sampling [knuth-1997]: every subset is equally likely, and comes sorted.
          let taken = 0;
          for (let j = from; taken < count; j++)
            if (stream.uniform() * (to - j) < count - taken) into[taken++] = j;
          return count;
        },
        slots: () => count,
      };
    },
  }),
});
