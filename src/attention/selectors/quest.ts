import { z } from "zod";
import { integer } from "#base";
import { defineSelector, type QueryBlock } from "./selector.ts";

/**
 * Rival [quest-2024]: pages of consecutive keys with the minimum and maximum of each dimension. No key of a
 * page has a larger product with a query than Σ_c max(q_c low_c, q_c high_c); pages are taken by this bound,
 * best first, until the budget is full. From the last page the latest keys are taken (assumed).
 */
export const questSelector = defineSelector({
  name: "quest",
  title: "the pages of keys with the best bounds",
  source: "quest-2024",
  params: z.strictObject({
    page: integer({ min: 1, max: 4096 }, "keys of a page").prefault(16),
  }),
  budgets: ["fixed", "share"],
  needsCalibration: false,
  hasHardware: false,
  // Pages cross the blocks in which keys are written, so bounds are computed when a query block begins.
  keyWords: () => 0,
  misfits: ({ page }, { length }) =>
    page <= length
      ? []
      : [
          {
            path: ["page"],
            message: `expected pages of at most the ${length} tokens of a sequence, received ${page}`,
          },
        ],
  prepare: ({ page }, { width }) => ({
    encodeKeys: () => {},
    begin(block) {
      const { first, rows, keys: stored, data } = block;
      const length = first + rows;
      const pages = Math.ceil(length / page);
      const bounds = new Float32Array(2 * pages * width);
      for (let P = 0; P < pages; P++)
        setBounds(bounds, P, stored, P * page, Math.min(length, (P + 1) * page), width);
      const scores = new Float64Array(pages);
      const own = new Float32Array(2 * width);
      let slots = 0;
      return {
        choose(n, { from, to, keys }, into) {
          const wanted = Math.min(keys, to - from);
          slots = 0;
          if (wanted <= 0) return 0;
          const query = data.subarray(n * width, (n + 1) * width);
          const seen = first + n + 1;
          const [lowest, end] = [Math.floor(from / page), Math.ceil(to / page)];
          for (let P = lowest; P < end; P++) {
            if ((P + 1) * page <= seen) scores[P] = boundOf(query, bounds, P);
            else {
              // The page is incomplete: bounds over the keys that the query may see.
              setBounds(own, 0, stored, P * page, seen, width);
              scores[P] = boundOf(query, own, 0);
            }
          }
          slots = end - lowest;
          const order = Array.from({ length: slots }, (_, k) => lowest + k).sort(
            (a, b) => scores[b] - scores[a] || a - b,
          );
          let count = 0;
          for (const P of order) {
            const low = Math.max(from, P * page);
            for (let j = Math.min(to, (P + 1) * page) - 1; j >= low && count < wanted; j--) into[count++] = j;
            if (count === wanted) break;
          }
          return count;
        },
        slots: () => slots,
      };
    },
  }),
});

/** Writes (minimum, maximum) of each dimension over keys [from, to), interleaved. */
function setBounds(
  bounds: Float32Array,
  place: number,
  keys: QueryBlock["keys"],
  from: number,
  to: number,
  width: number,
): void {
  const at = 2 * place * width;
  for (let c = 0; c < width; c++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let j = from; j < to; j++) {
      const value = keys[j * width + c];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    bounds[at + 2 * c] = low;
    bounds[at + 2 * c + 1] = high;
  }
}

/** Σ_c max(q_c low_c, q_c high_c). */
function boundOf(query: Float32Array, bounds: Float32Array, place: number): number {
  const at = 2 * place * query.length;
  let sum = 0;
  for (let c = 0; c < query.length; c++) sum += query[c] * bounds[at + 2 * c + (query[c] >= 0 ? 1 : 0)];
  return sum;
}
