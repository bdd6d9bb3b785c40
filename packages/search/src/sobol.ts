import type { Rng } from "#base";
import { plannedSearch, type Search } from "./search.ts";

/**
 * Primitive polynomials and initial direction numbers of Sobol' axes 2 to 64, a row an axis: degree s,
 * coefficients a, then m_1 … m_s. The first axis needs none. Source: table new-joe-kuo-6 of [joe-kuo-2008].
 */
const SOBOL_DIRECTIONS: readonly (readonly number[])[] = [
  [1, 0, 1],
  [2, 1, 1, 3],
  [3, 1, 1, 3, 1],
  [3, 2, 1, 1, 1],
  [4, 1, 1, 1, 3, 3],
  [4, 4, 1, 3, 5, 13],
  [5, 2, 1, 1, 5, 5, 17],
  [5, 4, 1, 1, 5, 5, 5],
  [5, 7, 1, 1, 7, 11, 19],
  [5, 11, 1, 1, 5, 1, 1],
  [5, 13, 1, 1, 1, 3, 11],
  [5, 14, 1, 3, 5, 5, 31],
  [6, 1, 1, 3, 3, 9, 7, 49],
  [6, 13, 1, 1, 1, 15, 21, 21],
  [6, 16, 1, 3, 1, 13, 27, 49],
  [6, 19, 1, 1, 1, 15, 7, 5],
  [6, 22, 1, 3, 1, 15, 13, 25],
  [6, 25, 1, 1, 5, 5, 19, 61],
  [7, 1, 1, 3, 7, 11, 23, 15, 103],
  [7, 4, 1, 3, 7, 13, 13, 15, 69],
  [7, 7, 1, 1, 3, 13, 7, 35, 63],
  [7, 8, 1, 3, 5, 9, 1, 25, 53],
  [7, 14, 1, 3, 1, 13, 9, 35, 107],
  [7, 19, 1, 3, 1, 5, 27, 61, 31],
  [7, 21, 1, 1, 5, 11, 19, 41, 61],
  [7, 28, 1, 3, 5, 3, 3, 13, 69],
  [7, 31, 1, 1, 7, 13, 1, 19, 1],
  [7, 32, 1, 3, 7, 5, 13, 19, 59],
  [7, 37, 1, 1, 3, 9, 25, 29, 41],
  [7, 41, 1, 3, 5, 13, 23, 1, 55],
  [7, 42, 1, 3, 7, 3, 13, 59, 17],
  [7, 50, 1, 3, 1, 3, 5, 53, 69],
  [7, 55, 1, 1, 5, 5, 23, 33, 13],
  [7, 56, 1, 1, 7, 7, 1, 61, 123],
  [7, 59, 1, 1, 7, 9, 13, 61, 49],
  [7, 62, 1, 3, 3, 5, 3, 55, 33],
  [8, 14, 1, 3, 1, 15, 31, 13, 49, 245],
  [8, 21, 1, 3, 5, 15, 31, 59, 63, 97],
  [8, 22, 1, 3, 1, 11, 11, 11, 77, 249],
  [8, 38, 1, 3, 1, 11, 27, 43, 71, 9],
  [8, 47, 1, 1, 7, 15, 21, 11, 81, 45],
  [8, 49, 1, 3, 7, 3, 25, 31, 65, 79],
  [8, 50, 1, 3, 1, 1, 19, 11, 3, 205],
  [8, 52, 1, 1, 5, 9, 19, 21, 29, 157],
  [8, 56, 1, 3, 7, 11, 1, 33, 89, 185],
  [8, 67, 1, 3, 3, 3, 15, 9, 79, 71],
  [8, 70, 1, 3, 7, 11, 15, 39, 119, 27],
  [8, 84, 1, 1, 3, 1, 11, 31, 97, 225],
  [8, 97, 1, 1, 1, 3, 23, 43, 57, 177],
  [8, 103, 1, 3, 7, 7, 17, 17, 37, 71],
  [8, 115, 1, 3, 1, 5, 27, 63, 123, 213],
  [8, 122, 1, 1, 3, 5, 11, 43, 53, 133],
  [9, 8, 1, 3, 5, 5, 29, 17, 47, 173, 479],
  [9, 13, 1, 3, 3, 11, 3, 1, 109, 9, 69],
  [9, 16, 1, 1, 1, 5, 17, 39, 23, 5, 343],
  [9, 22, 1, 3, 1, 5, 25, 15, 31, 103, 499],
  [9, 25, 1, 1, 1, 11, 11, 17, 63, 105, 183],
  [9, 44, 1, 1, 5, 11, 9, 29, 97, 231, 363],
  [9, 47, 1, 1, 5, 15, 19, 45, 41, 7, 383],
  [9, 52, 1, 3, 7, 7, 31, 19, 83, 137, 221],
  [9, 55, 1, 1, 1, 3, 23, 15, 111, 223, 83],
  [9, 59, 1, 1, 5, 13, 31, 15, 55, 25, 161],
  [9, 62, 1, 1, 3, 13, 25, 47, 39, 87, 257],
];

const BITS = 32;

/** Axes that the table of direction numbers serves. */
export const MOST_SOBOL_AXES = SOBOL_DIRECTIONS.length + 1;

/**
 * `count` points of a Sobol' sequence under Owen's nested uniform scrambling, 32 bits an axis. Each of the
 * first 2^m points falls into its own slice [k/2^m, (k+1)/2^m) on every axis, for any m; prefixes may have
 * any length, and those of powers of two are balanced. Throws RangeError for more axes than the table has, or
 * more than 2^32 points. Sources: [joe-kuo-2008], [owen-1995].
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
 * Owen's scramble: each bit is flipped by a fair coin that belongs to the bits above it. The coin is a hash
 * of the axis' key and of the node of the binary tree (depth and bits above, numbered as in a heap), so that
 * no tree is stored.
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

/** Finaliser of MurmurHash3: a 32-bit bijection; every input bit changes half of the output bits. */
function hash32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
