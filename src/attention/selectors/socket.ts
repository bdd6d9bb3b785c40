import { z } from "zod";
import { choice, flag, integer, real } from "#base";
import { grayWord } from "../hash-code.ts";
import { simHashCode } from "../hashes/simhash.ts";
import { chooserByScore } from "./by-score.ts";
import { ByteTables, codeWords, writeCodes } from "./byte-codes.ts";
import { lengthOf } from "./query-map.ts";
import { centred, columnMisfits, defineSelector, HASH_WORDS, type Site } from "./selector.ts";

/**
 * Rival [socket-2026]: keys have hard codes, P signs in each of T tables. A softmax of c · tanh(R q) / τ, c =
 * ±1, a product of P logistic functions, spreads a query over a table's 2^P corners. Takes the best keys by
 * ‖v‖ Σ_t p_t(the key's corner in table t), which does not estimate the logit: there is no mass budget.
 */
export const socketSelector = defineSelector({
  name: "socket",
  title: "the keys of the best soft collisions in hash tables",
  source: "socket-2026",
  params: z.strictObject({
    hash: choice(HASH_WORDS, "what projects keys and queries").prefault("software"),
    tables: integer({ min: 1, max: 256 }, "tables (T)").prefault(60),
    bits: z
      .union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)])
      .meta({ doc: "signs of a table (P): 1, 2, 4 or 8" })
      .prefault(8),
    temperature: real({ min: 0.01, max: 100 }, "τ of the query's softmax over corners").prefault(0.3),
    valueNorm: flag("multiply scores by the length of the key's value").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(false),
  }),
  budgets: ["fixed", "share"],
  needsCalibration: true,
  hasHardware: false,
  misfits: ({ hash, bits, tables }, shape) => columnMisfits(hash, bits * tables, "tables", shape),
  keyWords: ({ tables, bits }) => codeWords({ bytes: Math.ceil((tables * bits) / 8) }),
  prepare({ hash, tables, bits, temperature, valueNorm, centreKeys }, tools) {
    const { width } = tools;
    const code = simHashCode(tables, bits);
    const fields = 8 / bits;
    const codes = { bytes: Math.ceil(tables / fields) };
    const meanOf = (site: Site): Float64Array | null => (centreKeys ? tools.keyMean(site) : null);
    return {
      encodeKeys(block, into) {
        const mean = meanOf(block);
        const ids = tools.hasherOf(hash, code, block, mean)(centred(block, mean), "key");
        writeCodes(codes, block, into, (t, bytes) => {
          bytes.fill(0);
          for (let r = 0; r < tables; r++)
            bytes[Math.floor(r / fields)] |= grayWord(ids[r * block.rows + t]) << (bits * (r % fields));
          return valueNorm ? lengthOf(block.values.subarray(t * width, (t + 1) * width)) : 1;
        });
      },
      begin(block) {
        const projected = tools.valuesOf(hash, code, block)(centred(block, null), "query");
        const byteTables = new ByteTables(codes);
        const corners = new Float64Array(tables << bits);
        return chooserByScore(block, (n, count, into) => {
          for (let r = 0; r < tables; r++)
            softCorners(projected.data, n * tables * bits + r * bits, bits, temperature, corners, r << bits);
          byteTables.fill((B, v) => {
            let sum = 0;
            for (let f = 0; f < fields && B * fields + f < tables; f++)
              sum += corners[((B * fields + f) << bits) + ((v >> (bits * f)) & ((1 << bits) - 1))];
            return sum;
          });
          byteTables.products(block, count, 1, into);
        });
      },
    };
  },
});

/** Writes softmax(c · tanh(z) / τ) over corners c ∈ {−1, 1}^bits; the first projection is the highest bit. */
function softCorners(
  z: Float64Array,
  from: number,
  bits: number,
  temperature: number,
  into: Float64Array,
  at: number,
): void {
  into[at] = 1;
  for (let b = 0; b < bits; b++) {
    const up = 1 / (1 + Math.exp((-2 * Math.tanh(z[from + b])) / temperature));
    for (let corner = (1 << b) - 1; corner >= 0; corner--) {
      const share = into[at + corner];
      into[at + 2 * corner + 1] = share * up;
      into[at + 2 * corner] = share * (1 - up);
    }
  }
}
