import { type Dense, dense, rootMeanSquare } from "#base";
import type { Wear } from "#memristors";
import { type CodeQuery, chooserByCodes, chooserByScore } from "./by-score.ts";
import { ByteTables, codeWords, writeCodes } from "./byte-codes.ts";
import { estimateLengths, fitQueryMap, lengthOf, mappedQuery } from "./query-map.ts";
import { type KeyShare, keyShares, type Replication } from "./replicas.ts";
import type { Block, Chooser, HashArray, PreparedSelector, SelectorTools, Site } from "./selector.ts";
import { centred, meanOffset } from "./selector.ts";

/** Computes the signs of a vector's projections: 8 per byte, the first lowest. */
export interface SignProjection {
  readonly bits: number;
  /** Signs of vectors, rows × bits / 8. */
  signs(
    vectors: Dense,
    site: Site,
    role: "query" | "key",
    keyMean: Float64Array | null,
    array?: HashArray,
  ): Uint8Array;
  /** The values of queries' projections, rows × bits, for projection entries of unit variance. */
  values(queries: Dense, site: Site, array?: HashArray): Dense;
}

export interface SignScoring {
  /** How a query is scored: by its signs, its projections, or a map fitted on a calibration text. */
  readonly query: "signs" | "values" | "map";
  /** Whether scores are multiplied by the key's stored length. */
  readonly norm: boolean;
  readonly centreKeys: boolean;
}

/** Arrays that write the signs, and how their maps are found. */
export interface SignArrays extends Replication {
  /** Gaussian vectors for fitting maps; 0: keys of the calibration text. */
  readonly probes: number;
  /** Wear of the arrays when they hash keys. */
  readonly wear: Wear | null;
  /** Whether maps are fitted after the wear rather than before it. */
  readonly isRecalibrated: boolean;
}

const ONE_ARRAY: SignArrays = { replicas: 1, epoch: 0, probes: 0, wear: null, isRecalibrated: false };

const SIGNS = Float64Array.of(-1, 1);
const SIGN_FIELDS = { levels: SIGNS, bits: 1 };

/**
 * Stores keys as signs of projections and one length; scores all keys for every query. Estimated logit:
 *
 *     map      slope · (M q) · b · ‖k‖ / (‖Mᵀ b‖ √d)
 *     values   √(π/2) / n · (R q) · b · ‖k‖ / √d, unbiased for Gaussian projections [qjl-2024]
 *     signs    sin(π s / 2) ‖q‖ ‖k‖ / √d, s the mean product of signs [charikar-2002]
 *
 * where centring subtracts the calibrated mean, which shifts all logits of a query equally. M belongs
 * to the array that wrote the key's signs, so that keys of different arrays are comparable. Signs of queries
 * come from the first array.
 */
export function signSelector(
  projection: SignProjection,
  scoring: SignScoring,
  tools: SelectorTools,
  arrays: SignArrays = ONE_ARRAY,
): PreparedSelector {
  const { bits } = projection;
  const { width } = tools;
  const codes = { bytes: bits / 8 };
  const scale = 1 / Math.sqrt(width);
  const meanOf = (site: Site): Float64Array | null => (scoring.centreKeys ? tools.keyMean(site) : null);
  const shares = keyShares(arrays, tools.length);
  const maps = new Map<number, Dense>();
  const mapOf = (site: Site, array: number): Dense => {
    const head = site.layer * tools.keyValueHeads + site.keyValueHead;
    const key = head * shares.length + array;
    const known = maps.get(key) ?? fitted(projection, tools, site, meanOf(site), array, arrays);
    maps.set(key, known);
    return known;
  };
  const isMapped = scoring.query === "map";
  return {
    encodeKeys(block, into) {
      const mean = meanOf(block);
      const keys = centred(block, mean);
      const { signs, arrayOf } = writtenSigns(projection, keys, block, mean, { shares, wear: arrays.wear });
      const lengths = new Map<number, (signs: Uint8Array) => number>();
      const estimateOf = (array: number, bytes: Uint8Array): number => {
        const lengthsOf = lengths.get(array) ?? estimateLengths(mapOf(block, array));
        lengths.set(array, lengthsOf);
        return lengthsOf(bytes) || 1;
      };
      writeCodes(codes, block, into, (t, bytes) => {
        bytes.set(signs.subarray(t * codes.bytes, (t + 1) * codes.bytes));
        const length = scoring.norm ? lengthOf(keys.data.subarray(t * width, (t + 1) * width)) : 1;
        return isMapped ? length / estimateOf(arrayOf[t], bytes) : length;
      });
    },
    begin(block) {
      const offset = meanOffset(block, meanOf(block));
      const first: HashArray = { copy: 0, wear: arrays.wear };
      const byCodes = (queriesOf: (n: number) => readonly CodeQuery[]): Chooser =>
        chooserByCodes(block, codes, SIGN_FIELDS, queriesOf, tools.scores, offset);
      if (isMapped)
        return byCodes((n) =>
          shares.map(({ array, ...keys }) => ({
            query: mappedQuery(mapOf(block, array), block.data, n * width),
            scale,
            ...keys,
          })),
        );
      if (scoring.query === "values") {
        const values = projection.values(centred(block, null), block, first);
        const all = {
          scale: (scale * Math.sqrt(Math.PI / 2)) / bits,
          from: 0,
          to: block.first + block.rows,
          step: 1,
        };
        return byCodes((n) => [{ query: values.data.subarray(n * bits, (n + 1) * bits), ...all }]);
      }
      const signs = projection.signs(centred(block, null), block, "query", null, first);
      const tables = new ByteTables(codes);
      const estimate = (n: number, count: number, into: Float64Array): void => {
        const query = Float64Array.from(block.data.subarray(n * width, (n + 1) * width));
        tables.set(spread(signs.subarray(n * codes.bytes, (n + 1) * codes.bytes), bits), SIGNS, 1);
        const factor = lengthOf(query) * scale;
        tables.forEach(block, count, (j, sum, length) => {
          into[j] = Math.sin((Math.PI * sum) / (2 * bits)) * length * factor;
        });
      };
      return chooserByScore(block, estimate, offset);
    },
  };
}

/** Words of a key. */
export const signWords = (bits: number): number => codeWords({ bytes: bits / 8 });

/** Signs of a block's keys, rows × bits / 8, each from the array whose turn it is, and that array. */
function writtenSigns(
  projection: SignProjection,
  keys: Dense,
  block: Block,
  mean: Float64Array | null,
  { shares, wear }: { readonly shares: readonly KeyShare[]; readonly wear: Wear | null },
): { readonly signs: Uint8Array; readonly arrayOf: Int32Array } {
  const bytes = projection.bits / 8;
  const signs = new Uint8Array(block.rows * bytes);
  const arrayOf = new Int32Array(block.rows);
  for (const share of shares) {
    const rows = rowsOf(share, block);
    if (rows.length === 0) continue;
    const state: HashArray = { copy: share.array, wear };
    const written = projection.signs(rowsAt(keys, rows), block, "key", mean, state);
    rows.forEach((t, n) => {
      signs.set(written.subarray(n * bytes, (n + 1) * bytes), t * bytes);
      arrayOf[t] = share.array;
    });
  }
  return { signs, arrayOf };
}

/** Rows of a block that belong to a share. */
function rowsOf({ from, to, step }: KeyShare, { first, rows }: { first: number; rows: number }): number[] {
  const found: number[] = [];
  const start = from + Math.max(0, Math.ceil((first - from) / step)) * step;
  for (let j = start; j < Math.min(to, first + rows); j += step) found.push(j - first);
  return found;
}

/** Selected rows of a matrix, in the given order. */
function rowsAt({ columns, data }: Dense, rows: readonly number[]): Dense {
  const picked = dense(rows.length, columns);
  rows.forEach((t, n) => {
    picked.data.set(data.subarray(t * columns, (t + 1) * columns), n * columns);
  });
  return picked;
}

/** Fits the map of one array to keys of the calibration text or to probes of the same size. */
function fitted(
  projection: SignProjection,
  tools: SelectorTools,
  site: Site,
  mean: Float64Array | null,
  array: number,
  { probes, wear, isRecalibrated }: SignArrays,
): Dense {
  const samples = centred(tools.keySamples(site), mean);
  const keys = probes === 0 ? samples : gaussianProbes(tools, site, probes, rootMeanSquare(samples));
  const { bits } = projection;
  // A position that no text has, so that these reads have their own name.
  const seen: HashArray = { copy: array, wear: isRecalibrated ? wear : null };
  const signs = projection.signs(keys, { ...site, first: -1 }, "key", mean, seen);
  const all = new Float64Array(keys.rows * bits);
  for (let s = 0; s < keys.rows; s++)
    all.set(spread(signs.subarray((s * bits) / 8, ((s + 1) * bits) / 8), bits), s * bits);
  return fitQueryMap(dense(keys.rows, bits, all), keys);
}

/** Gaussian probes, count × width, the same for every array; only their rms size is from the text. */
function gaussianProbes({ width, draws }: SelectorTools, site: Site, count: number, size: number): Dense {
  const stream = draws.fork("probes").fork(site.layer).fork(site.keyValueHead);
  return dense(
    count,
    width,
    Float64Array.from({ length: count * width }, () => size * stream.normal()),
  );
}

/** Bits as ±1. */
export function spread(bytes: Uint8Array, bits: number): Float64Array {
  const signs = new Float64Array(bits);
  for (let b = 0; b < bits; b++) signs[b] = (bytes[b >> 3] >> (b & 7)) & 1 ? 1 : -1;
  return signs;
}
