import { z } from "zod";
import { choice, flag, integer } from "../../base/fields.ts";
import { grayWord } from "../hash-code.ts";
import { simHashCode } from "../hashes/simhash.ts";
import { hashedField, seenAs } from "./before-positions.ts";
import { CALIBRATION_ERROR, calibrationField, isCalibrated, runningSignSelector } from "./running-map.ts";
import { columnMisfits, defineSelector, HASH_WORDS, type SelectorTools } from "./selector.ts";
import { type SignProjection, signSelector, signWords } from "./sign-codes.ts";

/**
 * Every key is scored: the arrays write signs of random projections of each key, which are stored with the key's length, and each
 * query is compared with all of them. No bucket throws away what the array measured.
 */
export const scoreSelector = defineSelector({
  name: "score",
  title: "the keys of the best scores by signs of random projections",
  source: "assumed",
  params: z
    .strictObject({
      hash: choice(HASH_WORDS, "what projects the keys").prefault("memristor"),
      bits: integer({ min: 8, max: 1024 }, "signs stored of a key, a multiple of 8").prefault(128),
      query: choice(
        ["map", "values", "signs"],
        "queries through a map fitted on a calibration text, or through the same projections: as values, which takes converters, or as signs",
      ).prefault("map"),
      norm: flag("multiply scores by the key's stored length").prefault(true),
      centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(true),
      calibration: calibrationField,
      hashed: hashedField,
    })
    .refine(isCalibrated, CALIBRATION_ERROR)
    .refine(({ bits }) => bits % 8 === 0, { path: ["bits"], error: "expected a multiple of 8 bits" }),
  budgets: ["fixed", "share", "mass"],
  needsCalibration: true,
  hasHardware: false,
  keyWords: ({ bits }) => signWords(bits),
  misfits: ({ hash, bits }, shape) => columnMisfits(hash, bits, "bits", shape),
  prepare: ({ hash, bits, calibration, hashed, ...scoring }, tools) =>
    seenAs(hashed, tools, (seen) =>
      calibration === "cache"
        ? runningSignSelector(hashedSigns(hash, bits, seen), scoring, seen)
        : signSelector(hashedSigns(hash, bits, seen), scoring, seen),
    ),
});

/** Signs as the project's hashers give them: eight a round. */
function hashedSigns(word: (typeof HASH_WORDS)[number], bits: number, tools: SelectorTools): SignProjection {
  const code = simHashCode(bits / 8, 8);
  return {
    bits,
    values(queries, site) {
      const values = tools.valuesOf(word, code, site)(queries, "query");
      // The first projection of a round is the highest bit of its byte.
      for (let at = 0; at < values.data.length; at += 8) values.data.subarray(at, at + 8).reverse();
      return values;
    },
    signs(vectors, site, role, keyMean) {
      const ids = tools.hasherOf(word, code, site, keyMean)(vectors, role);
      const signs = new Uint8Array(vectors.rows * code.rounds);
      for (let r = 0; r < code.rounds; r++)
        for (let t = 0; t < vectors.rows; t++)
          signs[t * code.rounds + r] = grayWord(ids[r * vectors.rows + t]);
      return signs;
    },
  };
}
