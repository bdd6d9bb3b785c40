import { z } from "zod";
import { heaviestKeys, largestKeys, writeCut } from "./by-score.ts";
import { defineSelector, leastShare, type Wanted } from "./selector.ts";

/**
 * Control: the keys of the largest logits, or the fewest that hold a share of the attention, by computing
 * exact attention. No selection by logits is better at the same number of keys; of equals, the earliest.
 */
export const oracleSelector = defineSelector({
  name: "oracle",
  title: "the keys of the largest logits",
  source: "assumed",
  params: z.strictObject({}),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: () => ({
    encodeKeys: () => {},
    begin(block) {
      const length = block.first + block.rows;
      const [far, scratch] = [new Float64Array(length), new Float64Array(length)];
      let slots = 0;
      return {
        choose(n, wanted, into) {
          const { from, to, keys, mass, threshold, lowest, last } = wanted;
          slots = to - from;
          const values = mass === null && threshold === null ? block.scores(n) : block.weights(n);
          for (let j = from; j < to; j++) far[j - from] = values[j];
          const total = (): number => sumOf(values, lowest, last + 1);
          const cut =
            threshold !== null
              ? { least: leastShare(threshold, last + 1 - lowest) * total(), equals: slots }
              : mass === null
                ? largestKeys(far, slots, Math.min(keys, slots), scratch)
                : heaviestKeys(far, slots, mass * total() - nearSum(values, wanted), scratch);
          return writeCut(far, slots, cut, from, into);
        },
        slots: () => slots,
      };
    },
  }),
});

const sumOf = (values: Float32Array, from: number, to: number): number => {
  let sum = 0;
  for (let j = from; j < to; j++) sum += values[j];
  return sum;
};

/** Sum of the weights of sink and window. */
const nearSum = (values: Float32Array, { lowest, from, to, last }: Wanted): number =>
  sumOf(values, lowest, from) + sumOf(values, to, last + 1);

/** Control: random keys, drawn for each query and head. */
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
          // Named by position, so that keys do not depend on how queries are cut into blocks.
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

/** Control: the latest keys. It predicts local text, but cannot recall distant tokens. */
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
