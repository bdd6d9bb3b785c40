import { z } from "zod";
import { choice, flag, integer, power } from "#base";
import { signCollision } from "../collision-law.ts";
import { simHashCode } from "../hashes/simhash.ts";
import { lengthOf } from "./query-map.ts";
import { centred, columnMisfits, defineSelector, HASH_WORDS, type Site } from "./selector.ts";

/** Added to the sampling probability, so that its logarithm is bounded [magicpig-2024]. */
const LEAST_PROBABILITY = 1e-4;

/**
 * Rival [magicpig-2024]: T tables of K signs; keys in the query's bucket in at least two tables are sampled.
 * This has probability u = 1 − (1 − p^K)^T − T p^K (1 − p^K)^(T−1), p = 1 − θ/π, and a sampled key's logit is
 * q·k/√d − ln(u + 10⁻⁴): an importance-weighted estimate of the whole attention. K and T set the number of
 * keys, so the only budget is its own. Keys are centred, queries not. Sink and window are unweighted.
 */
export const magicpigSelector = defineSelector({
  name: "magicpig",
  title: "keys sampled by collisions in two hash tables, weighed by their probability",
  source: "magicpig-2024",
  params: z.strictObject({
    hash: choice(HASH_WORDS, "what projects keys and queries").prefault("software"),
    bits: integer({ min: 1, max: 24 }, "signs of a table (K)").prefault(10),
    tables: integer({ min: 2, max: 512 }, "tables (T)").prefault(150),
    weights: flag("take the logarithm of the probability off the logits of sampled keys").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(true),
  }),
  budgets: ["design"],
  needsCalibration: true,
  hasHardware: false,
  isSample: true,
  misfits: ({ hash, bits, tables }, shape) => columnMisfits(hash, bits * tables, "tables", shape),
  keyWords: ({ tables }) => tables,
  prepare({ hash, bits, tables, weights, centreKeys }, tools) {
    const { width } = tools;
    const code = simHashCode(tables, bits);
    const meanOf = (site: Site): Float64Array | null => (centreKeys ? tools.keyMean(site) : null);
    return {
      encodeKeys(block, into) {
        const mean = meanOf(block);
        const ids = tools.hasherOf(hash, code, block, mean)(centred(block, mean), "key");
        for (let r = 0; r < tables; r++)
          for (let t = 0; t < block.rows; t++) into[t * tables + r] = ids[r * block.rows + t];
      },
      begin(block) {
        const { rows, codes, data, keys } = block;
        const mean = meanOf(block);
        const asked = tools.hasherOf(hash, code, block, mean)(centred(block, null), "query");
        const own = new Int32Array(tables);
        const shifts = new Float64Array(block.first + rows);
        let slots = 0;
        return {
          choose(n, { from, to }, into) {
            for (let r = 0; r < tables; r++) own[r] = asked[r * rows + n];
            const query = data.subarray(n * width, (n + 1) * width);
            const length = lengthOf(query);
            let count = 0;
            slots = 0;
            for (let j = from; j < to; j++) {
              const at = j * tables;
              let found = 0;
              for (let r = 0; r < tables; r++) if (codes[at + r] === own[r]) found++;
              // Each table that collides lists the key.
              slots += found;
              if (found < 2) continue;
              shifts[count] = weights ? weightOf(query, length, keys, j, mean) : 0;
              into[count++] = j;
            }
            return count;
          },
          slots: () => slots,
          shift: (k) => shifts[k],
        };
      },
    };

    function weightOf(
      query: Float32Array,
      length: number,
      keys: Float32Array,
      j: number,
      mean: Float64Array | null,
    ): number {
      let [product, square] = [0, 0];
      for (let c = 0; c < width; c++) {
        const x = keys[j * width + c] - (mean?.[c] ?? 0);
        product += query[c] * x;
        square += x * x;
      }
      const cosine = product / (length * Math.sqrt(square) || 1);
      return -Math.log(twoCollisions(cosine, bits, tables) + LEAST_PROBABILITY);
    }
  },
});

/** P(≥ 2 of T tables collide) = 1 − (1 − p^K)^T − T p^K (1 − p^K)^(T−1), p = 1 − θ/π [magicpig-2024]. */
export function twoCollisions(cosine: number, bits: number, tables: number): number {
  const table = power(signCollision(cosine), bits);
  const apart = 1 - table;
  return Math.max(0, 1 - power(apart, tables) - tables * table * power(apart, tables - 1));
}
