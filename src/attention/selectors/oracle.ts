import { z } from "zod";
import { kthLargest } from "../../base/dense.ts";
import { defineSelector } from "./selector.ts";

/**
 * Control: the keys of the largest logits, or the fewest that hold a share of the attention, both known by computing exact
 * attention. No selection by logits is better at as many keys; of equals, the earliest.
 */
export const oracleSelector = defineSelector({
  name: "oracle",
  title: "the keys of the largest logits",
  source: "assumed",
  params: z.strictObject({}),
  budgets: ["fixed", "share", "mass"],
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
        choose(n, { from, to, keys, mass }, into) {
          slots = to - from;
          const values = mass === null ? block.scores(n) : block.weights(n);
          for (let j = from; j < to; j++) far[j - from] = values[j];
          const { least, equals } =
            mass === null
              ? largestKeys(far, slots, Math.min(keys, slots), scratch)
              : heaviestKeys(
                  far,
                  slots,
                  mass * sumOf(values, 0, block.first + n + 1) - nearSum(values, from, to, block.first + n),
                  scratch,
                );
          let count = 0;
          let left = equals;
          for (let k = 0; k < slots; k++)
            if (far[k] > least || (far[k] === least && left-- > 0)) into[count++] = from + k;
          return count;
        },
        slots: () => slots,
      };
    },
  }),
});

/** All values above `least`, and the first `equals` of those that equal it. */
interface Cut {
  readonly least: number;
  readonly equals: number;
}

const NOTHING: Cut = { least: Number.POSITIVE_INFINITY, equals: 0 };

function largestKeys(values: Float64Array, count: number, wanted: number, scratch: Float64Array): Cut {
  if (wanted <= 0) return NOTHING;
  const least = kthLargest(values, count, wanted, scratch);
  let above = 0;
  for (let k = 0; k < count; k++) if (values[k] > least) above++;
  return { least, equals: wanted - above };
}

const sumOf = (values: Float32Array, from: number, to: number): number => {
  let sum = 0;
  for (let j = from; j < to; j++) sum += values[j];
  return sum;
};

/** Weights of the keys up to `last` outside [from, to). */
const nearSum = (values: Float32Array, from: number, to: number, last: number): number =>
  sumOf(values, 0, Math.min(from, last + 1)) + sumOf(values, Math.max(from, to), last + 1);

/** The fewest values that sum to at least `needed`: Hoare's selection, by sums in place of counts. */
export function heaviestKeys(
  values: Float64Array,
  count: number,
  needed: number,
  scratch: Float64Array,
): Cut {
  if (!(needed > 0) || count === 0) return NOTHING;
  for (let k = 0; k < count; k++) scratch[k] = values[k];
  let [low, high, left] = [0, count - 1, needed];
  while (low <= high) {
    const pivot = scratch[(low + high) >> 1];
    // [low, i) is larger than the pivot, [i, k) equals it, (j, high] is smaller.
    let [i, k, j, larger] = [low, low, high, 0];
    while (k <= j) {
      const value = scratch[k];
      if (value > pivot) {
        larger += value;
        scratch[k++] = scratch[i];
        scratch[i++] = value;
      } else if (value < pivot) {
        scratch[k] = scratch[j];
        scratch[j--] = value;
      } else k++;
    }
    if (larger >= left) high = i - 1;
    else if (larger + (k - i) * pivot >= left)
      return { least: pivot, equals: Math.ceil((left - larger) / pivot) };
    else {
      left -= larger + (k - i) * pivot;
      low = k;
    }
  }
  // Rounding: all of them together hold a little less than was needed.
  return { least: Number.NEGATIVE_INFINITY, equals: 0 };
}
