/**
 * Returns base^exponent, rounded identically by every version of Node, within 0.75 units in the last place.
 * `**` and Math.pow depend on the engine: V8 in Node 20, 22 and 24 differs in the last bit of about one
 * result in ten. Squares and integer powers of 2 are exact in all of them and stay operators, as do exp and
 * log, whose code is the same.
 * Method of fdlibm (Sun Microsystems, 1993): log2 of the base as a sum of two numbers, 53 + 20 bits together;
 * its product with the exponent as a sum; 2 to the power of that sum by a rational function.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === 3) return base * base * base;
  if (exponent === 4) return base * base * (base * base);
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  if (exponent === -1) return 1 / base;
  const size = Math.abs(base);
  // Zeros, infinities, ones and undefined powers are exact in every engine.
  if (size === 0 || size === 1 || !Number.isFinite(base) || !Number.isFinite(exponent) || exponent === 0)
    return base ** exponent;
  if (base < 0 && !Number.isInteger(exponent)) return Number.NaN;
  const sign = base < 0 && exponent % 2 !== 0 ? -1 : 1;
  return sign * positivePower(size, exponent);
}

/** x³ by products: far faster than `power` where it is computed for every cell. */
export const cube = (x: number): number => x * x * x;

/** x⁴, by products. */
export const fourthPower = (x: number): number => x * x * (x * x);

/** A number as two words, the high word second: every machine that runs Node is little-endian. */
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

function highWord(x: number): number {
  float[0] = x;
  return words[1];
}

/** The number with its lower 32 bits cleared, so that products of two such numbers are exact. */
function shortened(x: number): number {
  float[0] = x;
  words[0] = 0;
  return float[0];
}

/** The number with its high word (sign, exponent, first 20 bits of the significand) replaced. */
function withHighWord(x: number, high: number): number {
  float[0] = x;
  words[1] = high;
  return float[0];
}

/** Exponents above LARGE overflow or underflow unless the base is next to 1; above HUGE they always do. */
const LARGE = 2 ** 31;
const HUGE = 2 ** 64;

/** A sum rounded to 1024 overflows if its smaller part exceeds the rest by more than this. */
const OVERFLOW_REST = 8.008566259537294e-17;

function positivePower(base: number, exponent: number): number {
  const isLarge = Math.abs(exponent) > LARGE;
  if (isLarge && (Math.abs(exponent) > HUGE || Math.abs(base - 1) > 2 ** -20))
    return base > 1 === exponent > 0 ? Number.POSITIVE_INFINITY : 0;
  if (isLarge) nearLogarithm(base);
  else logarithm(base);
  const high = shortened(exponent);
  const low = (exponent - high) * logHigh + exponent * logLow;
  const first = high * logHigh;
  const whole = low + first;
  if (whole > 1024 || (whole === 1024 && low + OVERFLOW_REST > whole - first))
    return Number.POSITIVE_INFINITY;
  if (whole < -1075 || (whole === -1075 && low <= whole - first)) return 0;
  return twoToThe(whole, first, low);
}

/** log2 of the last base, as a sum. */
let logHigh = 0;
let logLow = 0;

/** 1/ln 2 as a sum. */
const PER_LN2_HIGH = 1.4426950216293335;
const PER_LN2_LOW = 1.9259629911266175e-8;

/** The logarithm of a base within 2^−20 of 1, by its series. */
function nearLogarithm(base: number): void {
  const t = base - 1;
  const w = t * t * (0.5 + t * (-0.3333333333333333 + t * 0.25));
  const u = PER_LN2_HIGH * t;
  const v = t * PER_LN2_LOW - w * Math.LOG2E;
  logHigh = shortened(u + v);
  logLow = v - (logHigh - u);
}

/** 2/(3 ln 2), and as a sum. */
const SCALE = 0.9617966939259756;
const SCALE_HIGH = 0.9617967009544373;
const SCALE_LOW = -7.028461650952758e-9;

/** log2 of 3/2 as a sum. */
const LOG_HALVES_HIGH = 0.5849624872207642;
const LOG_HALVES_LOW = 1.350039202129749e-8;

/** High words of √(3/2) and √3 without their exponent. */
const ROOT_HALVES = 0x3988e;
const ROOT_THREE = 0xbb67a;

/**
 * base = 2^n·m with m near b = 1 or 3/2: log2(base) = n + log2(b) + 2/ln 2·atanh(s), s = (m − b)/(m + b). s
 * is split into a sum; the terms of atanh beyond s³/3 are a polynomial in s².
 */
function logarithm(base: number): void {
  const isTiny = base < 2 ** -1022;
  let m = isTiny ? base * 2 ** 53 : base;
  const word = highWord(m);
  let n = (word >> 20) - 1023 - (isTiny ? 53 : 0);
  const significand = word & 0xfffff;
  const isHalves = significand > ROOT_HALVES && significand < ROOT_THREE;
  let high = significand | 0x3ff00000;
  if (significand >= ROOT_THREE) {
    n++;
    high -= 0x100000;
  }
  m = withHighWord(m, high);
  const b = isHalves ? 1.5 : 1;
  const u = m - b;
  const v = 1 / (m + b);
  const s = u * v;
  const sHigh = shortened(s);
  // m + b as a sum whose first part has the bits of the high word.
  const sumHigh = withHighWord(0, ((high >> 1) | 0x20000000) + 0x80000 + (isHalves ? 0x40000 : 0));
  const sumLow = m - (sumHigh - b);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);
  const ss = s * s;
  const r = ss * ss * atanhRest(ss) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const t = shortened(3 + square + r);
  const tLow = r - (t - 3 - square);
  // s·(3 + s² + …), then times 2/(3 ln 2).
  const p = sHigh * t;
  const pLow = sLow * t + tLow * s;
  const pHigh = shortened(p + pLow);
  const zHigh = SCALE_HIGH * pHigh;
  const zLow = SCALE_LOW * pHigh + (pLow - (pHigh - p)) * SCALE + (isHalves ? LOG_HALVES_LOW : 0);
  const d = isHalves ? LOG_HALVES_HIGH : 0;
  logHigh = shortened(zHigh + zLow + d + n);
  logLow = zLow - (logHigh - n - d - zHigh);
}

const atanhRest = (x: number): number =>
  0.5999999999999946 +
  x *
    (0.4285714285785502 +
      x *
        (0.33333332981837743 +
          x * (0.272728123808534 + x * (0.23066074577556175 + x * 0.20697501780033842))));

/** ln 2 as a sum. */
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;

/** 2^(high + low) = 2^whole: the nearest integer is the exponent, the rest a rational function. */
function twoToThe(whole: number, high: number, low: number): number {
  const isSmall = (highWord(whole) & 0x7fffffff) <= 0x3fe00000;
  // Halves are rounded away from zero.
  const n = isSmall ? 0 : Math.sign(whole) * Math.floor(Math.abs(shortened(whole)) + 0.5);
  const rest = high - n;
  const t = shortened(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * Math.LN2 + t * LN2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const c =
    z -
    square *
      (0.16666666666666602 +
        square *
          (-0.0027777777777015593 +
            square *
              (0.00006613756321437934 +
                square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8))));
  const r = (z * c) / (c - 2) - (w + z * w);
  const y = 1 - (r - z);
  const exponent = highWord(y) + (n << 20);
  return exponent >> 20 > 0 ? withHighWord(y, exponent) : scaled(y, n);
}

/** y·2^n with a single rounding, for a result that may be subnormal. */
const scaled = (y: number, n: number): number => y * 2 ** (n + 60) * 2 ** -60;
