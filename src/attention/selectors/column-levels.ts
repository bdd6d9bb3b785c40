import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { z } from "zod";
import { choice, type Dense, dense, multiple } from "#base";
import { simHashCode } from "../hashes/simhash.ts";
import { chooserByCodes } from "./by-score.ts";
import { codeWords, writeCodes } from "./byte-codes.ts";
import { LEVELS, nearest } from "./low-bit-keys.ts";
import { keyEstimate, lengthOf, mappedQuery, RIDGE } from "./query-map.ts";
import { centred, columnMisfits, defineSelector, meanOffset, type Site } from "./selector.ts";

/**
 * Scores every key by random projections that are read with a few bits each, where `score` keeps their signs.
 * One range holds for all keys of a head: that of a key of the calibrated rms length. No price: the readouts
 * that hash designs use compare once.
 */
export const columnLevelsSelector = defineSelector({
  name: "column-levels",
  title: "the keys of the best scores by random projections of a few bits",
  source: "max-1960",
  params: z.strictObject({
    hash: choice(["memristor", "software"], "what projects the keys").prefault("memristor"),
    columns: multiple(8, { min: 8, max: 512 }, "projections of a key").prefault(128),
    bits: z
      .union([z.literal(1), z.literal(2), z.literal(4)])
      .meta({ doc: "bits of a projection: 1, 2 or 4" })
      .prefault(2),
  }),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: false,
  keyWords: ({ columns, bits }) => codeWords({ bytes: (columns * bits) / 8 }),
  programmed: ({ hash, columns }) => ({ sets: hash === "memristor" ? 1 : 0, projections: columns }),
  misfits: ({ hash, columns }, shape) => columnMisfits(hash, columns, "columns", shape),
  prepare({ hash, columns, bits }, tools) {
    const { width } = tools;
    const code = simHashCode(columns / 8, 8);
    const codes = { bytes: (columns * bits) / 8 };
    const levels = Float64Array.from(LEVELS[bits]);
    const fields = 8 / bits;

    /** Level of each projection of centred keys, rows × columns. */
    const levelsOf = (keys: Dense, site: Site): Uint8Array => {
      const mean = tools.keyMean(site);
      const { data } = tools.valuesOf(hash, code, site, undefined, mean)(keys, "key");
      const unit = 1 / (rmsOf(tools.keySamples(site), mean) || 1);
      return Uint8Array.from(data, (value) => nearest(levels, value * unit));
    };

    const maps = new Map<number, Dense>();
    const mapOf = (site: Site): Dense => {
      const head = site.layer * tools.keyValueHeads + site.keyValueHead;
      const known = maps.get(head) ?? fitted(site);
      maps.set(head, known);
      return known;
    };
    const fitted = (site: Site): Dense => {
      const keys = centred(tools.keySamples(site), tools.keyMean(site));
      // A position that no text has, so that these reads have their own noise.
      const written = levelsOf(keys, { ...site, first: -1 });
      return ridgeMap(
        dense(
          keys.rows,
          columns,
          Float64Array.from(written, (level) => levels[level]),
        ),
        keys,
      );
    };

    return {
      encodeKeys(block, into) {
        const keys = centred(block, tools.keyMean(block));
        const written = levelsOf(keys, block);
        const map = mapOf(block);
        const values = new Float64Array(columns);
        writeCodes(codes, block, into, (t, bytes) => {
          bytes.fill(0);
          for (let c = 0; c < columns; c++) {
            const level = written[t * columns + c];
            bytes[Math.floor(c / fields)] |= level << (bits * (c % fields));
            values[c] = levels[level];
          }
          const length = lengthOf(keys.data.subarray(t * width, (t + 1) * width));
          return length / (lengthOf(keyEstimate(map, values)) || 1);
        });
      },
      begin(block) {
        const map = mapOf(block);
        const all = { scale: 1 / Math.sqrt(width), from: 0, to: block.first + block.rows, step: 1 };
        return chooserByCodes(
          block,
          codes,
          { levels, bits },
          (n) => [{ query: mappedQuery(map, block.data, n * width), ...all }],
          tools.scores,
          meanOffset(block, tools.keyMean(block)),
        );
      },
    };
  },
});

/** Root mean square length of vectors less their mean. */
function rmsOf(vectors: Parameters<typeof centred>[0], mean: Float64Array): number {
  const { rows, data } = centred(vectors, mean);
  return lengthOf(data) / Math.sqrt(Math.max(1, rows));
}

/** Ridge regression of keys, samples × width, on levels, samples × columns: columns × width. */
function ridgeMap(levels: Dense, keys: Dense): Dense {
  const [B, K] = [levels, keys].map(({ rows, columns, data }) => Matrix.from1DArray(rows, columns, data));
  const gram = B.transpose().mmul(B);
  for (let c = 0; c < levels.columns; c++) gram.set(c, c, gram.get(c, c) + RIDGE * levels.rows);
  const solved = new CholeskyDecomposition(gram).solve(B.transpose().mmul(K));
  return dense(levels.columns, keys.columns, Float64Array.from(solved.to1DArray()));
}
