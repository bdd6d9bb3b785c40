import { choice, type Dense, dense } from "#base";
import { chooserByScore } from "./by-score.ts";
import { ByteTables, codeWords, writeCodes } from "./byte-codes.ts";
import { estimateLengths, fitQueryMap, lengthOf, mappedQuery } from "./query-map.ts";
import type { PreparedSelector, SelectorTools, Site } from "./selector.ts";
import { type SignProjection, type SignScoring, spread } from "./sign-codes.ts";

/** Most keys of the cache that a map is fitted on, evenly spaced. */
export const RUNNING_SAMPLES = 512;

/** Source of the mean and the map of signs. */
export const calibrationField = choice(
  ["text", "cache"],
  "where mean and map come from: another text, or the keys of the cache so far",
).prefault("text");

/** Whether the calibration suits the other parameters: the cache gives only a map and a mean. */
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

/** Number of keys that give the mean and map at position j: the largest power of two ≤ j, 0 for the first. */
export const epochOf = (j: number): number => (j < 1 ? 0 : 2 ** (epochNumber(j) - 1));

/** 0 for the first key, 1 for the next, 2 for the two after it, 3 for the next four. */
const epochNumber = (j: number): number => 32 - Math.clz32(j);

/**
 * Signs whose mean and query map are learned from the cache: each time the number of keys doubles, they
 * are refitted to the keys so far, without other texts or later tokens. A stored code keeps its mean, so that
 *
 *     logit = (M q · b ‖k − μ‖ / ‖Mᵀ b‖ + q · μ) / √d,  μ the mean at writing, M the map at query time.
 *
 * The arrays' converters keep the ranges of the calibration text.
 */
export function runningSignSelector(
  projection: SignProjection,
  { norm }: Pick<SignScoring, "norm">,
  { width }: Pick<SelectorTools, "width">,
): PreparedSelector {
  const { bits } = projection;
  const codes = { bytes: bits / 8 };
  const words = codeWords(codes);
  const fitted = rememberedFits(bits);
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
      const codeOf = (j: number): Uint8Array => bytes.subarray(4 * j * words, 4 * j * words + codes.bytes);
      const fitAt = (epoch: number) => {
        const samples = Math.min(epoch, RUNNING_SAMPLES);
        const sampled = new Uint8Array(samples * codes.bytes);
        const vectors = dense(samples, width);
        for (let s = 0; s < samples; s++) {
          const j = Math.floor((s * epoch) / samples);
          const mean = meanAt(j);
          sampled.set(codeOf(j), s * codes.bytes);
          for (let c = 0; c < width; c++)
            vectors.data[s * width + c] = keys[j * width + c] - (mean?.[c] ?? 0);
        }
        const map = fitted(block, sampled, vectors);
        const lengths = new Float64Array(first + rows);
        const lengthsOf = estimateLengths(map);
        for (let j = 0; norm && j < lengths.length; j++) lengths[j] = lengthsOf(codeOf(j)) || 1;
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
        const offsets = meanProducts(means, block.data.subarray(n * width, (n + 1) * width));
        tables.forEach(block, count, (j, sum, length) => {
          into[j] = scale * (sum * (norm ? length / lengths[j] : 1) + offsets[epochNumber(j)]);
        });
      });
    },
  };
}

/** q · μ for each epoch's mean, by epoch number. */
function meanProducts(means: ReadonlyMap<number, Float64Array>, query: Float32Array): Float64Array {
  const products = new Float64Array(33);
  for (const [epoch, mean] of means) {
    let product = 0;
    for (let c = 0; c < mean.length; c++) product += query[c] * mean[c];
    products[epochNumber(epoch)] = product;
  }
  return products;
}

/** Fits kept per key head: query blocks at the end of an epoch and at the start of the next use both. */
const KEPT_FITS = 2;

interface Fit {
  /** Codes of the samples, and the samples with their means subtracted. */
  readonly codes: Uint8Array;
  readonly keys: Dense;
  readonly map: Dense;
}

/**
 * Caches maps of the latest cache: its queries, and texts that continue it, share its first keys. A map is
 * refitted if a code or key that it depends on differs.
 */
function rememberedFits(bits: number): (site: Site, codes: Uint8Array, keys: Dense) => Dense {
  const fits = new Map<string, Fit[]>();
  return ({ layer, keyValueHead }, codes, keys) => {
    const head = `${layer} ${keyValueHead}`;
    const kept = fits.get(head) ?? [];
    const known = kept.find((fit) => isSame(fit.codes, codes) && isSame(fit.keys.data, keys.data));
    if (known !== undefined) return known.map;
    const signs = dense(keys.rows, bits, spread(codes, bits * keys.rows));
    const fit = { codes, keys, map: fitQueryMap(signs, keys) };
    fits.set(head, [fit, ...kept].slice(0, KEPT_FITS));
    return fit.map;
  };
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}

/** Means of the first 1, 2, 4, … keys. */
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
