// Counter-based Gaussian read noise: Philox words, so that any output can be drawn separately.

import type { Rng } from "#base";

/** Identity of a stream of read noise: four 32-bit words. */
export type NoiseKey = Uint32Array;

/** Draws the key of the stream that `rng` names: four words. */
export const noiseKey = (rng: Rng): NoiseKey => Uint32Array.from({ length: 4 }, () => rng.integer(2 ** 32));

/** Outputs whose noise is generated together: four counters of four words. */
export const GROUP = 16;

// Polynomials in single precision, fitted at Chebyshev nodes; errors are relative.
/** −2·ln(1 + t) / t on [√½ − 1, √2 − 1], 2e-7. */
const LOG = single([
  -1.999999881, 1.000007272, -0.6667022705, 0.4994014204, -0.3979713023, 0.344940275, -0.3246837854,
  0.2026811391,
]);
/** (sin x / x − 1) / x² by powers of x², x ≤ π/4, 1e-7. */
const SINE = single([-0.1666666418, 0.008332748897, -0.0001958794601]);
/** (cos x − 1) / x² by powers of x², x ≤ π/4, 4e-7. */
const COSINE = single([-0.4999998212, 0.04166141525, -0.001366122859]);
const TWO_LN_2 = Math.fround(2 * Math.LN2);
const OCTANT = Math.fround(Math.PI / 4 / 2 ** 29);
const ROOT_HALF_BITS = 0x3f3504f3;

const words = new Uint32Array(4);
const bits = new Int32Array(1);
const value = new Float32Array(bits.buffer);

/**
 * Writes standard normal deviates of one vector for outputs 16·group … 16·group + 15, in single precision.
 * Output o takes word (o >> 2) & 3 of the Philox counter (4·group + (o & 3), vector, key₂, key₃) under (key₀,
 * key₁): a deviate depends only on key, vector and output. Words pair up by Box and Muller; none exceeds 6.6.
 */
export function fillGaussians(key: NoiseKey, vector: number, group: number, into: Float32Array): void {
  for (let lane = 0; lane < 4; lane++) {
    words[0] = 4 * group + lane;
    words[1] = vector;
    words[2] = key[2];
    words[3] = key[3];
    philox(words, key[0], key[1]);
    for (let w = 0; w < 4; w += 2) {
      const radius = rayleigh(words[w]);
      const angle = words[w + 1];
      // An octant and three bits: which of the two is larger, and both signs.
      const x = Math.fround(Math.fround(angle & 0x1fff_ffff) * OCTANT);
      const y = Math.fround(x * x);
      const sine = Math.fround(x + Math.fround(Math.fround(x * y) * horner(SINE, y)));
      const cosine = Math.fround(1 + Math.fround(y * horner(COSINE, y)));
      const isSwapped = (angle & 0x2000_0000) !== 0;
      const first = Math.fround(radius * (isSwapped ? sine : cosine));
      const second = Math.fround(radius * (isSwapped ? cosine : sine));
      into[4 * w + lane] = (angle & 0x8000_0000) !== 0 ? -first : first;
      into[4 * w + 4 + lane] = (angle & 0x4000_0000) !== 0 ? -second : second;
    }
  }
}

/** √(−2 ln u) for u = the odd number next to 31 random bits, in units of 2⁻³¹. */
function rayleigh(word: number): number {
  value[0] = (word >>> 1) | 1;
  const exponent = (bits[0] - ROOT_HALF_BITS) >> 23;
  bits[0] -= exponent << 23;
  const t = Math.fround(value[0] - 1);
  const fraction = Math.fround(t * horner(LOG, t));
  return Math.fround(Math.sqrt(Math.fround(Math.fround((31 - exponent) * TWO_LN_2) + fraction)));
}

function horner(coefficients: Float32Array, x: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--)
    sum = Math.fround(Math.fround(sum * x) + coefficients[k]);
  return sum;
}

function single(coefficients: readonly number[]): Float32Array {
  return Float32Array.from(coefficients);
}

const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
/** Increments of the key's two words per round. */
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/**
 * Four random 32-bit words for a counter of four and a key of two: Philox4x32-10 [salmon-2011]. Depends only
 * on its arguments, so any word of a stream is available without the previous ones. `words` holds the counter
 * and is overwritten by the result.
 */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  let a = words[0];
  let b = words[1];
  let c = words[2];
  let d = words[3];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = highProduct(MULTIPLIERS[0], a);
    const highC = highProduct(MULTIPLIERS[1], c);
    const lowA = Math.imul(MULTIPLIERS[0], a);
    const lowC = Math.imul(MULTIPLIERS[1], c);
    a = highC ^ b ^ k0;
    b = lowC;
    c = highA ^ d ^ k1;
    d = lowA;
    k0 = (k0 + KEY_STEPS[0]) | 0;
    k1 = (k1 + KEY_STEPS[1]) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/** Upper 32 bits of the product of two unsigned words. */
function highProduct(x: number, y: number): number {
  const x0 = x & 0xffff;
  const x1 = x >>> 16;
  const y0 = y & 0xffff;
  const y1 = y >>> 16;
  // Sums below 2³³, exact in a double; & and | use their lower 32 bits.
  const middle = x1 * y0 + ((x0 * y0) >>> 16);
  const carried = x0 * y1 + (middle & 0xffff);
  return x1 * y1 + ((middle / 0x1_0000) | 0) + ((carried / 0x1_0000) | 0);
}
