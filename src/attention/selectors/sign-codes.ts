import { type Dense, dense } from "../../base/dense.ts";
import { chooserByScore } from "./by-score.ts";
import { ByteTables, codeWords, writeCodes } from "./byte-codes.ts";
import { centred } from "./centred.ts";
import { fitQueryMap, keyEstimate, lengthOf, mappedQuery } from "./query-map.ts";
import type { PreparedSelector, SelectorTools, Site } from "./selector.ts";

/** What writes the signs of a vector's projections: 8 a byte, the first lowest. */
export interface SignProjection {
  readonly bits: number;
  /** Signs of vectors, rows × bits / 8. */
  signs(vectors: Dense, site: Site, role: "query" | "key", keyMean: Float64Array | null): Uint8Array;
  /** The projections of queries themselves, rows × bits, at unit variance an entry of the projection. */
  values(queries: Dense, site: Site): Dense;
}

export interface SignScoring {
  /** What a query is scored by: its signs, its projections, or a map fitted on a calibration text. */
  readonly query: "signs" | "values" | "map";
  /** Whether scores are multiplied by the key's stored length. */
  readonly norm: boolean;
  readonly centreKeys: boolean;
}

const SIGNS = Float64Array.of(-1, 1);

/**
 * Keys are stored as signs of projections and one length; every key is scored for every query. The estimated logit is
 *
 *     map      slope · (M q) · b · ‖k‖ / (‖Mᵀ b‖ √d)
 *     values   √(π/2) / n · (R q) · b · ‖k‖ / √d, unbiased for Gaussian projections
 *     signs    sin(π s / 2) ‖q‖ ‖k‖ / √d, s the mean product of signs [charikar-2002]
 *
 * with k less the calibrated mean where keys are centred, which moves all logits of a query alike.
 */
export function signSelector(
  projection: SignProjection,
  scoring: SignScoring,
  tools: SelectorTools,
): PreparedSelector {
  const { bits } = projection;
  const { width } = tools;
  const codes = { bytes: bits / 8 };
  const scale = 1 / Math.sqrt(width);
  const meanOf = (site: Site): Float64Array | null => (scoring.centreKeys ? tools.keyMean(site) : null);
  const maps = new Map<number, Dense>();
  const mapOf = (site: Site): Dense => {
    const key = site.layer * tools.keyValueHeads + site.keyValueHead;
    const known = maps.get(key) ?? fitted(projection, tools, site, meanOf(site));
    maps.set(key, known);
    return known;
  };
  return {
    encodeKeys(block, into) {
      const mean = meanOf(block);
      const keys = centred(block, mean);
      const signs = projection.signs(keys, block, "key", mean);
      const map = scoring.query === "map" ? mapOf(block) : null;
      writeCodes(codes, block, into, (t, bytes) => {
        bytes.set(signs.subarray(t * codes.bytes, (t + 1) * codes.bytes));
        const length = scoring.norm ? lengthOf(keys.data.subarray(t * width, (t + 1) * width)) : 1;
        if (map === null) return length;
        return length / (lengthOf(keyEstimate(map, spread(bytes, bits))) || 1);
      });
    },
    begin(block) {
      const tables = new ByteTables(codes);
      const signs =
        scoring.query === "signs" ? projection.signs(centred(block, null), block, "query", null) : null;
      const values = scoring.query === "values" ? projection.values(centred(block, null), block) : null;
      return chooserByScore(block, (n, count, into) => {
        const query = Float64Array.from(block.data.subarray(n * width, (n + 1) * width));
        if (signs !== null) {
          tables.set(spread(signs.subarray(n * codes.bytes, (n + 1) * codes.bytes), bits), SIGNS, 1);
          const factor = lengthOf(query) * scale;
          tables.forEach(block, count, (j, sum, length) => {
            into[j] = Math.sin((Math.PI * sum) / (2 * bits)) * length * factor;
          });
          return;
        }
        tables.set(
          values === null
            ? mappedQuery(mapOf(block), block.data, n * width)
            : values.data.subarray(n * bits, (n + 1) * bits),
          SIGNS,
          1,
        );
        const factor = scale * (values === null ? 1 : Math.sqrt(Math.PI / 2) / bits);
        tables.forEach(block, count, (j, sum, length) => {
          into[j] = sum * length * factor;
        });
      });
    },
  };
}

/** Words of a key. */
export const signWords = (bits: number): number => codeWords({ bytes: bits / 8 });

function fitted(
  projection: SignProjection,
  tools: SelectorTools,
  site: Site,
  mean: Float64Array | null,
): Dense {
  const keys = centred(tools.keySamples(site), mean);
  const { bits } = projection;
  // Named apart from every text's reads.
  const signs = projection.signs(keys, { ...site, first: -1 }, "key", mean);
  const all = new Float64Array(keys.rows * bits);
  for (let s = 0; s < keys.rows; s++)
    all.set(spread(signs.subarray((s * bits) / 8, ((s + 1) * bits) / 8), bits), s * bits);
  return fitQueryMap(dense(keys.rows, bits, all), keys);
}

/** Bits as ±1. */
export function spread(bytes: Uint8Array, bits: number): Float64Array {
  const signs = new Float64Array(bits);
  for (let b = 0; b < bits; b++) signs[b] = (bytes[b >> 3] >> (b & 7)) & 1 ? 1 : -1;
  return signs;
}
