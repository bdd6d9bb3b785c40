// Laws that a hash is checked against: collisions by angle, balance and correlation of its bits.

import { type Dense, dense, normals, onesOf, type Rng, row } from "#base";
import type { HashCode, Hasher } from "../attention/hash-code.ts";
import type { Hash } from "../attention/hashes/hash.ts";

/** Cosines at which collisions are measured. */
export const COSINES = [0.99, 0.95, 0.9, 0.8, 0.6, 0.3, 0] as const;

/** The counted event: each sign, or a round's bucket. */
export type CollisionEvent = Hash["event"];

/** Pairs of Gaussian vectors at a cosine: row n of one belongs to row n of the other. */
export function vectorPairs(
  count: number,
  width: number,
  cosine: number,
  rng: Rng,
): { readonly queries: Dense; readonly keys: Dense } {
  const queries = dense(count, width, normals(count * width, rng.fork("queries")));
  const keys = dense(count, width, normals(count * width, rng.fork("strangers")));
  for (let n = 0; n < count; n++) makePair(row(queries, n), row(keys, n), cosine);
  return { queries, keys };
}

/** Changes `key` in place to exactly the given cosine with `query` and the same length. */
function makePair(query: Float64Array, key: Float64Array, cosine: number): void {
  const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const square = product(query, query);
  const along = product(query, key) / square;
  for (let i = 0; i < key.length; i++) key[i] -= along * query[i];
  const across = Math.sqrt(square / product(key, key)) * Math.sqrt(1 - cosine ** 2);
  for (let i = 0; i < key.length; i++) key[i] = cosine * query[i] + across * key[i];
}

/** Share of events in which query and key of a pair agree, over all pairs, rounds and bits. */
export function agreement(
  event: CollisionEvent,
  code: HashCode,
  hash: Hasher,
  { queries, keys }: ReturnType<typeof vectorPairs>,
): number {
  const [q, k] = [hash(queries, "query"), hash(keys, "key")];
  const word = event === "bit" ? wordOf(code) : null;
  let agreed = 0;
  for (let n = 0; n < q.length; n++)
    agreed += word === null ? Number(q[n] === k[n]) : code.columns - onesOf(word(q[n]) ^ word(k[n]));
  return agreed / (q.length * (event === "bucket" ? 1 : code.columns));
}

/** Returns the function from id to signs. Throws RangeError for a code without signs. */
function wordOf({ word }: HashCode): (id: number) => number {
  if (word === undefined) throw new RangeError("hash: expected a code of signs, received one of buckets");
  return word;
}

/** Signs of a sign hash, rounds · bits × tokens, 0 or 1, one array per projection. */
export function signsOf(code: HashCode, ids: Int32Array): Uint8Array[] {
  const tokens = ids.length / code.rounds;
  const word = wordOf(code);
  return Array.from({ length: code.rounds * code.columns }, (_, p) => {
    const [round, bit] = [Math.floor(p / code.columns), code.columns - 1 - (p % code.columns)];
    return Uint8Array.from({ length: tokens }, (__, t) => (word(ids[round * tokens + t]) >> bit) & 1);
  });
}

/** Balance and correlation of a hash's bits. */
export interface BitStatistics {
  readonly bits: number;
  /** Mean over bits of |share of ones − ½|, and the largest. */
  readonly imbalance: { readonly mean: number; readonly worst: number };
  /** Average for an unbiased bit with the same number of tokens. */
  readonly expectedImbalance: number;
  /** Mean |correlation| over pairs of bits. */
  readonly correlation: number;
  /** Average for independent Gaussian projections of this width. */
  readonly expectedCorrelation: number;
}

/** Most bits of which all pairs are correlated; more would add no information. */
const CORRELATED_BITS = 64;

/** Statistics of bits (bits × tokens, 0 or 1) of independent Gaussian vectors of a width. */
export function bitStatistics(bits: readonly Uint8Array[], width: number): BitStatistics {
  const tokens = bits[0].length;
  const share = bits.map((bit) => bit.reduce((sum, x) => sum + x, 0) / tokens);
  const off = share.map((p) => Math.abs(p - 0.5));
  const most = Math.min(bits.length, CORRELATED_BITS);
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < most; a++)
    for (let b = a + 1; b < most; b++) {
      sum += Math.abs(correlation(bits[a], bits[b], share[a], share[b]));
      pairs++;
    }
  // Projections correlate by chance with variance 1/width, signs by 2/π of that; sampling adds 1/tokens.
  const chance = (2 / Math.PI) ** 2 / width + 1 / tokens;
  return {
    bits: bits.length,
    imbalance: { mean: off.reduce((total, x) => total + x, 0) / off.length, worst: Math.max(...off) },
    expectedImbalance: Math.sqrt(2 / Math.PI) * (0.5 / Math.sqrt(tokens)),
    correlation: pairs === 0 ? 0 : sum / pairs,
    expectedCorrelation: Math.sqrt((2 / Math.PI) * chance),
  };
}

/** Pearson correlation of two bits; a constant bit is fully predictable and counts as 1. */
function correlation(a: Uint8Array, b: Uint8Array, meanA: number, meanB: number): number {
  let both = 0;
  for (let t = 0; t < a.length; t++) both += a[t] & b[t];
  const spread = Math.sqrt(meanA * (1 - meanA) * meanB * (1 - meanB));
  return spread === 0 ? 1 : (both / a.length - meanA * meanB) / spread;
}
