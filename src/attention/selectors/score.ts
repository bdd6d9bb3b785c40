import { z } from "zod";
import { choice, flag, multiple } from "#base";
import { grayWord } from "../hash-code.ts";
import { simHashCode } from "../hashes/simhash.ts";
import { hashedField, seenAs } from "./before-positions.ts";
import { arraysFor, MOST_ARRAYS, replicationFields, wearOf } from "./replicas.ts";
import { CALIBRATION_ERROR, calibrationField, isCalibrated, runningSignSelector } from "./running-map.ts";
import { columnMisfits, defineSelector, HASH_WORDS, type Misfit, type SelectorTools } from "./selector.ts";
import { type SignProjection, signSelector, signWords } from "./sign-codes.ts";

/**
 * Scores every key: arrays write signs of random projections of each key, stored with its length, and each
 * query is compared with all of them; no bucket discards measurements. With one query map per array, several
 * arrays can hash a head's keys, and arrays may be replaced or age; otherwise queries fit only one array.
 */
export const scoreSelector = defineSelector({
  name: "score",
  title: "the keys of the best scores by signs of random projections",
  source: "assumed",
  params: z
    .strictObject({
      hash: choice(HASH_WORDS, "what projects the keys").prefault("memristor"),
      bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
      query: choice(
        ["map", "values", "signs"],
        "queries through a map fitted on a calibration text, or through the same projections: as values, which takes converters, or as signs",
      ).prefault("map"),
      norm: flag("multiply scores by the key's stored length").prefault(true),
      centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(true),
      ...replicationFields,
      isControl: flag(
        "accept several arrays without maps: queries through the first, keys through all; a control that fails",
      ).prefault(false),
      calibration: calibrationField,
      hashed: hashedField,
    })
    .refine(isCalibrated, CALIBRATION_ERROR)
    .refine(
      ({ calibration, replicas, epoch, probes, age }) =>
        calibration === "text" || (replicas === 1 && epoch === 0 && probes === 0 && wearOf(age) === null),
      {
        path: ["calibration"],
        error: 'expected "text" with several arrays, probes or an age: the cache gives one array\'s map',
      },
    )
    .refine(({ hash, age }) => hash === "memristor" || wearOf(age) === null, {
      path: ["age"],
      error: 'expected no age but of an array: hash "memristor"',
    })
    .refine(
      ({ hash, replicas, epoch }) =>
        hash === "memristor" || hash === "software" || (replicas === 1 && epoch === 0),
      { path: ["hash"], error: 'expected "memristor" or "software" where keys go through several arrays' },
    )
    .refine(({ query, probes }) => query === "map" || probes === 0, {
      path: ["probes"],
      error: 'expected probes only for a map: query "map"',
    })
    .refine(
      ({ query, replicas, epoch, isControl }) =>
        query === "map" || isControl || (replicas === 1 && epoch === 0),
      {
        path: ["query"],
        error:
          'expected "map" where keys go through several arrays: without a map for each, an untuned array knows no other\'s signs (isControl: true runs it as the failing control)',
      },
    ),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }) => signWords(bits),
  programmed: ({ hash, bits, replicas, epoch, age }, length) => ({
    // Maps fitted before the wear belong to the unworn arrays, which are kept as well.
    sets:
      hash === "memristor"
        ? arraysFor({ replicas, epoch }, length) * (wearOf(age) === null || age.isRecalibrated ? 1 : 2)
        : 0,
    projections: bits,
  }),
  misfits({ hash, bits, replicas, epoch, probes }, shape) {
    const { width, length } = shape;
    const found: Misfit[] = [...columnMisfits(hash, bits, "bits", shape)];
    if (replicas > length)
      found.push({
        path: ["replicas"],
        message: `expected at most as many arrays as the ${length} keys, received ${replicas}`,
      });
    else if (arraysFor({ replicas, epoch }, length) > MOST_ARRAYS)
      found.push({
        path: ["epoch"],
        message: `expected at most ${MOST_ARRAYS} arrays a head, each drawn and calibrated: at least ${Math.ceil((length * replicas) / MOST_ARRAYS)} keys an epoch for ${length} keys and ${replicas} arrays at a time, received ${epoch}`,
      });
    if (probes > 0 && probes < width)
      found.push({
        path: ["probes"],
        message: `expected at least as many probes as a key has dimensions, ${width}: fewer leave directions that the map never saw; received ${probes}`,
      });
    return found;
  },
  prepare: (
    { hash, bits, age, replicas, epoch, probes, query, norm, centreKeys, calibration, hashed },
    tools,
  ) =>
    seenAs(hashed, tools, (seen) => {
      const signs = hashedSigns(hash, bits, seen);
      const scoring = { query, norm, centreKeys };
      return calibration === "cache"
        ? runningSignSelector(signs, scoring, seen)
        : signSelector(signs, scoring, seen, {
            replicas,
            epoch,
            probes,
            wear: wearOf(age),
            isRecalibrated: age.isRecalibrated,
          });
    }),
});

/** Signs from the project's hashers, eight per round. */
function hashedSigns(word: (typeof HASH_WORDS)[number], bits: number, tools: SelectorTools): SignProjection {
  const code = simHashCode(bits / 8, 8);
  return {
    bits,
    values(queries, site, array) {
      const values = tools.valuesOf(word, code, site, array)(queries, "query");
      // The first projection of a round is the highest bit of its byte.
      for (let at = 0; at < values.data.length; at += 8) values.data.subarray(at, at + 8).reverse();
      return values;
    },
    signs(vectors, site, role, keyMean, array) {
      const ids = tools.hasherOf(word, code, site, keyMean, array)(vectors, role);
      const signs = new Uint8Array(vectors.rows * code.rounds);
      for (let r = 0; r < code.rounds; r++)
        for (let t = 0; t < vectors.rows; t++)
          signs[t * code.rounds + r] = grayWord(ids[r * vectors.rows + t]);
      return signs;
    },
  };
}
