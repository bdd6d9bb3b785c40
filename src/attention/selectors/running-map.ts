import { dense } from "../../base/dense.ts";
import { choice } from "../../base/fields.ts";
import { chooserByScore } from "./by-score.ts";
import { ByteTables, codeWords, writeCodes } from "./byte-codes.ts";
import { fitQueryMap, keyEstimate, lengthOf, mappedQuery } from "./query-map.ts";
import type { PreparedSelector, SelectorTools } from "./selector.ts";
import { type SignProjection, type SignScoring, spread } from "./sign-codes.ts";

/** Keys of the cache that a map is fitted on at most, evenly spaced. */
export const RUNNING_SAMPLES = 512;

/** Where the mean and the map of signs come from. */
export const calibrationField = choice(
  ["text", "cache"],
  "where mean and map come from: another text, or the keys of the cache so far",
).prefault("text");

/** A cache gives a map and a mean, and nothing else is learned from it. */
export const isCalibrated = (params: {
  readonly calibration: "text" | "cache";
  readonly query: string;
  readonly centreKeys: boolean;
}): boolean => params.calibration === "text" || (params.query === "map" && params.centreKeys);

export const CALIBRATION_ERROR = {
  path: ["calibration"],
  error: 'expected "text" but for a map with centred keys: the cache gives both',
};

const SIGNS = Float64Array.of(-1, 1);

/** Keys before position j that its mean and map are learned from: the largest power of two of them, none for the first. */
export const epochOf = (j: number): number => (j < 1 ? 0 : 2 ** Math.floor(Math.log2(j)));

/**
 * Signs whose mean and query map are learned from the cache itself: whenever the number of keys has doubled, both are found anew from
 * the keys so far. No other text is needed, and nothing of a later token is used. A stored code keeps the mean of its time, so that
 *
 *     logit = (M q · b ‖k − μ‖ / ‖Mᵀ b‖ + q · μ) / √d,  μ the mean when the key was written, M the map when the query is asked.
 *
 * Converters of arrays keep the ranges of the calibration text.
 */
export function runningSignSelector(
  projection: SignProjection,
  { norm }: Pick<SignScoring, "norm">,
  { width }: Pick<SelectorTools, "width">,
): PreparedSelector {
  const { bits } = projection;
  const codes = { bytes: bits / 8 };
  const words = codeWords(codes);
  return {
    encodeKeys(block, into) {
      const means = epochMeans(block.keys, block.first + block.rows, width);
      for (let from = 0; from < block.rows; ) {
        const epoch = epochOf(block.first + from);
        let to = from + 1;
        while (to < block.rows && epochOf(block.first + to) === epoch) to++;
        const mean = means.get(epoch) ?? new Float64Array(width);
        const keys = dense(to - from, width);
        for (let n = 0; n < keys.data.length; n++)
          keys.data[n] = block.data[from * width + n] - mean[n % width];
        const site = { ...block, first: block.first + from };
        const signs = projection.signs(keys, site, "key", mean);
        writeCodes(
          codes,
          { ...site, rows: to - from },
          into.subarray(from * words, to * words),
          (t, bytes) => {
            bytes.set(signs.subarray(t * codes.bytes, (t + 1) * codes.bytes));
            return lengthOf(keys.data.subarray(t * width, (t + 1) * width));
          },
        );
        from = to;
      }
    },
    begin(block) {
      const { first, rows, keys } = block;
      const means = epochMeans(keys, first + rows, width);
      const meanAt = (j: number): Float64Array | undefined => means.get(epochOf(j));
      const bytes = new Uint8Array(block.codes.buffer, block.codes.byteOffset, 4 * (first + rows) * words);
      const signsOf = (j: number): Float64Array =>
        spread(bytes.subarray(4 * j * words, 4 * j * words + codes.bytes), bits);
      const fitAt = (epoch: number) => {
        const samples = Math.min(epoch, RUNNING_SAMPLES);
        const [signs, vectors] = [dense(samples, bits), dense(samples, width)];
        for (let s = 0; s < samples; s++) {
          const j = Math.floor((s * epoch) / samples);
          const mean = meanAt(j);
          signs.data.set(signsOf(j), s * bits);
          for (let c = 0; c < width; c++)
            vectors.data[s * width + c] = keys[j * width + c] - (mean?.[c] ?? 0);
        }
        const map = fitQueryMap(signs, vectors);
        const lengths = new Float64Array(first + rows);
        for (let j = 0; norm && j < lengths.length; j++)
          lengths[j] = lengthOf(keyEstimate(map, signsOf(j))) || 1;
        return { map, lengths };
      };
      const fits = new Map<number, ReturnType<typeof fitAt>>();
      const tables = new ByteTables(codes);
      const scale = 1 / Math.sqrt(width);
      return chooserByScore(block, (n, count, into) => {
        const epoch = Math.max(1, epochOf(first + n));
        const { map, lengths } = fits.get(epoch) ?? fitAt(epoch);
        fits.set(epoch, { map, lengths });
        tables.set(mappedQuery(map, block.data, n * width), SIGNS, 1);
        const offsets = new Map<number, number>();
        for (const [key, mean] of means) {
          let product = 0;
          for (let c = 0; c < width; c++) product += block.data[n * width + c] * mean[c];
          offsets.set(key, product);
        }
        tables.forEach(block, count, (j, sum, length) => {
          into[j] = scale * (sum * (norm ? length / lengths[j] : 1) + (offsets.get(epochOf(j)) ?? 0));
        });
      });
    },
  };
}

/** Mean of the first 1, 2, 4, … keys. */
function epochMeans(keys: Float32Array, count: number, width: number): Map<number, Float64Array> {
  const means = new Map<number, Float64Array>();
  const sum = new Float64Array(width);
  for (let j = 0; j < count; j++) {
    for (let c = 0; c < width; c++) sum[c] += keys[j * width + c];
    if (epochOf(j + 1) === j + 1)
      means.set(
        j + 1,
        sum.map((x) => x / (j + 1)),
      );
  }
  return means;
}
