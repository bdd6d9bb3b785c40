import type { Rng } from "../../base/rng.ts";
import { plannedSearch } from "./planned-search.ts";
import type { Search } from "./search.ts";
import { SOBOL_DIRECTIONS } from "./sobol-directions.ts";

const BITS = 32;

/** Axes that the table of direction numbers serves. */
export const MOST_SOBOL_AXES = SOBOL_DIRECTIONS.length + 1;

/**
 * `count` points of a Sobol' sequence under Owen's nested uniform scrambling, 32 bits an axis. Each of the first 2^m
 * points falls into its own slice [k/2^m, (k+1)/2^m) on every axis, for any m; a prefix of any length is fine, powers of
 * two are the balanced ones. Throws RangeError for more axes than the table has, or more than 2^32 points.
 * Sources: [joe-kuo-2008], [owen-1995].
 */
export function sobolSearch(axes: number, count: number, rng: Rng): Search {
  if (count > 2 ** BITS)
    throw new RangeError(`sobol: expected at most ${2 ** BITS} points, received ${count}`);
  const directions = sobolDirections(axes);
  const keys = directions.map((_, axis) =>
    rng
      .fork("sobol")
      .fork(axis)
      .integer(2 ** BITS),
  );
  return plannedSearch(count, (index) =>
    directions.map((v, axis) => owenScrambled(sobolBits(v, index), keys[axis]) / 2 ** BITS),
  );
}

/** Direction numbers of each axis, most significant bit first: v_k = m_k 2^(32 − k). */
export function sobolDirections(axes: number): Uint32Array[] {
  if (!(axes <= MOST_SOBOL_AXES))
    throw new RangeError(
      `sobol: expected at most ${MOST_SOBOL_AXES} axes, received ${axes}; random and latin-hypercube have no limit`,
    );
  return Array.from({ length: axes }, (_, axis) =>
    axis === 0
      ? Uint32Array.from({ length: BITS }, (_, k) => 2 ** (BITS - 1 - k))
      : recurrence(SOBOL_DIRECTIONS[axis - 1]),
  );
}

/** v_k = a_1 v_(k−1) ⊕ … ⊕ a_(s−1) v_(k−s+1) ⊕ v_(k−s) ⊕ v_(k−s) / 2^s, from the initial numbers. */
function recurrence([degree, coefficients, ...initial]: readonly number[]): Uint32Array {
  const v = new Uint32Array(BITS);
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      v[k] = initial[k] * 2 ** (BITS - 1 - k);
      continue;
    }
    v[k] = v[k - degree] ^ (v[k - degree] >>> degree);
    for (let i = 1; i < degree; i++) if ((coefficients >>> (degree - 1 - i)) & 1) v[k] ^= v[k - i];
  }
  return v;
}

/** Bits of point `index` on one axis, in the Gray-code order of Antonov and Saleev. */
export function sobolBits(directions: Uint32Array, index: number): number {
  let bits = 0;
  for (let gray = (index ^ (index >>> 1)) >>> 0, k = 0; gray !== 0; gray >>>= 1, k++)
    if (gray & 1) bits ^= directions[k];
  return bits >>> 0;
}

/**
 * Owen's scramble: each bit is flipped or not by a fair coin that belongs to the bits above it. The coin is a hash of
 * the axis' key and of the node of the binary tree (depth and bits above, numbered as in a heap), so that no tree is
 * stored.
 */
export function owenScrambled(bits: number, key: number): number {
  let flips = 0;
  for (let depth = 0; depth < BITS; depth++) {
    const above = depth === 0 ? 0 : bits >>> (BITS - depth);
    const node = (2 ** depth + above) >>> 0;
    flips |= (hash32(hash32(node) ^ key) >>> 31) << (BITS - 1 - depth);
  }
  return (bits ^ flips) >>> 0;
}

/** Finaliser of MurmurHash3: a bijection of 32 bits in which every input bit changes half of the output bits. */
function hash32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
