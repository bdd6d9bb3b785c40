// Weights in arrays: errors of cells, noise of reads and converters of columns. Addresses are those of
// packages/transformer/src/array-products.ts.

import { exp4, storeTile, sums4 } from "./lanes-of-four";
import { addVectorNoise } from "./read-noise";

/** Adds Gaussian deviates of `sigma` times the root of each variance to `count` numbers, a multiple of sixteen. */
export function addGaussians(
  from: usize,
  count: i32,
  variance: usize,
  vector: i32,
  key0: i32,
  key1: i32,
  key2: i32,
  key3: i32,
  sigma: f32,
): void {
  const end = from + ((<usize>count) << 2);
  addVectorNoise(from, end, variance, vector, key0, key1, key2, key3, f32x4.splat(sigma));
}

/**
 * Levels of cells for `count` whole numbers, a multiple of four: lowest + step · digit, the digit of (number + offset) >> shift.
 * With `minus` other than 0, digits are those of the magnitude, and the lowest level goes to the line of the other sign.
 */
export function cellLevels(
  numbers: usize,
  count: i32,
  offset: i32,
  shift: i32,
  mask: i32,
  lowest: f32,
  step: f32,
  plus: usize,
  minus: usize,
): void {
  const bits = i32x4.splat(mask);
  const low = f32x4.splat(lowest);
  const each = f32x4.splat(step);
  const added = i32x4.splat(offset);
  for (const end = numbers + ((<usize>count) << 2); numbers < end; numbers += 16, plus += 16) {
    const number = v128.load(numbers);
    const size = minus == 0 ? i32x4.add(number, added) : i32x4.abs(number);
    const digit = v128.and(i32x4.shr_u(size, shift), bits);
    const level = f32x4.add(low, f32x4.mul(each, f32x4.convert_i32x4_s(digit)));
    if (minus == 0) {
      v128.store(plus, level);
      continue;
    }
    const isNegative = i32x4.shr_s(number, 31);
    v128.store(plus, v128.bitselect(low, level, isNegative));
    v128.store(minus, v128.bitselect(level, low, isNegative));
    minus += 16;
  }
}

/** Sets numbers below 0 to 0; `count` is a multiple of four. */
export function clip(from: usize, count: i32): void {
  for (const end = from + ((<usize>count) << 2); from < end; from += 16)
    v128.store(from, f32x4.pmax(f32x4.splat(0), v128.load(from)));
}

/** Conductances times e^(−exponent · logTime); exponents below 0 count as 0. `count` is a multiple of four. */
export function decay(cells: usize, exponents: usize, count: i32, logTime: f32): void {
  const time = f32x4.splat(-logTime);
  for (const end = cells + ((<usize>count) << 2); cells < end; cells += 16, exponents += 16) {
    const exponent = f32x4.pmax(f32x4.splat(0), v128.load(exponents));
    v128.store(cells, f32x4.mul(v128.load(cells), exp4(f32x4.mul(exponent, time))));
  }
}

/** sums[row][c] += weight · converted(partial[row][c]); `count` columns, a multiple of four. A step of 0 converts exactly. */
export function convertRows(
  partial: usize,
  sums: usize,
  rows: i32,
  count: i32,
  step: f32,
  least: f32,
  most: f32,
  weight: f32,
): void {
  const all = (<usize>rows * <usize>count) << 2;
  const end = partial + all;
  if (step == 0) {
    const exact = f32x4.splat(weight);
    for (; partial < end; partial += 16, sums += 16)
      v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(exact, v128.load(partial))));
    return;
  }
  const inverse = f32x4.splat(<f32>1 / step);
  const scale = f32x4.splat(weight * step);
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  for (; partial < end; partial += 16, sums += 16) {
    const code = f32x4.nearest(f32x4.mul(v128.load(partial), inverse));
    const held = f32x4.min(high, f32x4.max(low, code));
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(scale, held)));
  }
}

/**
 * out[row][c] (+)= scale · Σ digits[row] · cells[c], whole numbers of 16 bits: rows in fours, quad × depth/8 × row × 8, and cells
 * in twos, pair × depth/8 × row × 8. `depth` and `chunk`, over which sums fit in 32 bits, are multiples of eight; `stride` is in
 * bytes. With `adds` other than 0 what is there is kept.
 */
export function multiplyWhole(
  quads: usize,
  quadCount: i32,
  pairs: usize,
  pairCount: i32,
  depth: i32,
  chunk: i32,
  scale: f32,
  out: usize,
  stride: usize,
  adds: i32,
): void {
  const quadBytes = (<usize>depth) << 3;
  const pairBytes = (<usize>depth) << 2;
  const some = (<usize>chunk) << 2;
  for (let quad = 0; quad < quadCount; quad++, quads += quadBytes, out += stride << 2)
    for (let pair = 0; pair < pairCount; pair++) {
      const cells = pairs + <usize>pair * pairBytes;
      wholeTile(quads, cells, cells + pairBytes, some, scale, out + ((<usize>pair) << 3), stride, adds);
    }
}

/** Four rows × two columns of cells, from `w` to `end`. */
function wholeTile(
  x: usize,
  w: usize,
  end: usize,
  some: usize,
  scale: f32,
  to: usize,
  stride: usize,
  adds: i32,
): void {
  let ab = f32x4.splat(0);
  let cd = ab;
  while (w < end) {
    const stop = min<usize>(end, w + some);
    let a0 = i32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (; w < stop; w += 32, x += 64) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const a = v128.load(x);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(w0, a));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w1, a));
      const b = v128.load(x, 16);
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(w0, b));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w1, b));
      const c = v128.load(x, 32);
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(w0, c));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(w1, c));
      const d = v128.load(x, 48);
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(w0, d));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(w1, d));
    }
    ab = f32x4.add(ab, sums4(floats(a0), floats(a1), floats(b0), floats(b1)));
    cd = f32x4.add(cd, sums4(floats(c0), floats(c1), floats(d0), floats(d1)));
  }
  const factor = f32x4.splat(scale);
  storeTile(to, stride, f32x4.mul(ab, factor), f32x4.mul(cd, factor), adds);
}

function floats(sums: v128): v128 {
  return f32x4.convert_i32x4_s(sums);
}
