// What converters make of column sums with errors, in closed form.

import { erf } from "#base";
import type { WeightSettings } from "./settings.ts";

/** Sums that a converter with a number of codes reads; the largest is in deviations. */
export interface ColumnSums {
  readonly mean: number;
  readonly spread: number;
  readonly codes: number;
  readonly largest: number;
}

/** Variance of such sums from errors and noise of their cells, which grow with the driven digits, and from the charge of a read. */
export interface SumNoise {
  readonly cells: number;
  readonly charge: number;
}

/**
 * What a converter makes of sums with errors of a variance: the share of an error that it passes on, and the mean square of what
 * its codes are off (`off`), of which its steps and ends alone make `between`. A step is one level at least.
 */
export function converted(
  { rangePercentile, pairing, rows, lineBits }: WeightSettings,
  { mean, spread, codes, largest }: ColumnSums,
  noise: SumNoise,
): { readonly passed: number; readonly off: number; readonly between: number } {
  const sides = pairing === "differential" ? 2 : 1;
  const deviations = reachOf(rangePercentile / 100, sides, largest);
  const fluctuation = digitFluctuation(lineBits) / Math.sqrt(rows);
  let [passed, off, between] = [0, 0, 0];
  for (const [z, share] of NORMAL_POINTS) {
    const reach = deviations * (1 + RANGE_SPREAD * z);
    const step = Math.max(1, (Math.abs(mean) + reach * spread) / codes);
    const gap = betweenCodes(step, mean, spread);
    const even = Math.min(1, gap * Math.sqrt(12));
    let [square, ownPassed, ownSquare] = [0, 0, 0];
    // Few errors round wrongly, most of them where more rows are driven than on average.
    for (const [driven, part] of NORMAL_POINTS) {
      const variance = noise.cells * Math.max(0, 1 + fluctuation * driven) + noise.charge;
      const own = roundedNormal(Math.sqrt(variance) / step);
      square += part * variance;
      ownPassed += part * own.passed;
      ownSquare += part * own.square;
    }
    // A step of one level at least makes codes reach further than the range.
    const cut = spread ** 2 * beyond((codes * step - Math.abs(mean)) / spread) * sides;
    passed += share * (even + (1 - even) * ownPassed);
    const bare = gap ** 2 * step ** 2 + cut;
    off += share * (even * square + (1 - even) * step ** 2 * ownSquare + bare);
    between += share * bare;
  }
  return { passed, off, between };
}

/** Relative deviation of the ranges of one model's converters (measured on SmolLM2-135M: 8 to 10 %). */
const RANGE_SPREAD = 0.09;

/** Five points that a mean over a normal number is exact at up to its ninth power, and their shares. */
const NORMAL_POINTS = [
  [0, 8 / 15],
  [1.355626179974266, 0.2220759220056126],
  [-1.355626179974266, 0.2220759220056126],
  [2.856970013872806, 0.01125741132772071],
  [-2.856970013872806, 0.01125741132772071],
] as const;

/** Deviation of a driven digit's square over its mean (assumed: digits of 0 to m are equally likely). */
function digitFluctuation(lineBits: number): number {
  const squares = Array.from({ length: 2 ** lineBits }, (_, digit) => digit ** 2);
  const mean = squares.reduce((sum, x) => sum + x, 0) / squares.length;
  const variance = squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / squares.length;
  return Math.sqrt(variance) / mean;
}

/**
 * Probability that a sum which is rounded wrongly is so again in another phase with the same digits, where a share `kept` of the
 * errors' variance is the same in both: the first error is a little more than half a step, the rest of the second is new.
 */
export function repeatedShare(kept: number, variance: number): number {
  if (variance === 0) return 0;
  const z = 0.5 / Math.sqrt(variance);
  const first = z + 1 / (z + 1);
  return kept >= 1 ? 1 : upper((z - kept * first) / Math.sqrt(1 - kept * kept));
}

/** Root mean square, in steps, of the distance from whole normal sums to the next code: 0 at a step of one. */
function betweenCodes(step: number, mean: number, spread: number): number {
  if (step === 1) return 0;
  let [all, squares] = [0, 0];
  const stride = Math.max(1, Math.floor(spread / 64));
  const reach = Math.ceil(5 * spread);
  for (let k = -reach; k <= reach; k += stride) {
    const sum = Math.round(mean) + k;
    const share = Math.exp(-0.5 * (k / spread) ** 2);
    all += share;
    squares += share * (Math.round(sum / step) - sum / step) ** 2;
  }
  return Math.sqrt(squares / all);
}

/** Deviations within which a share of normal sums lies, on one side or on both. */
function reachOf(share: number, sides: 1 | 2, largest: number): number {
  let [low, high] = [0, largest];
  for (let n = 0; n < 50; n++) {
    const middle = (low + high) / 2;
    const within = sides === 2 ? erf(middle / Math.SQRT2) : (1 + erf(middle / Math.SQRT2)) / 2;
    if (within < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean square by which normal numbers exceed z. */
const beyond = (z: number): number =>
  (1 + z * z) * upper(z) - (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);

const upper = (z: number): number => (1 - erf(z / Math.SQRT2)) / 2;

/** A normal number of deviation s, rounded to whole ones: its mean square, and its regression on the number. */
function roundedNormal(s: number): { readonly passed: number; readonly square: number } {
  if (s === 0) return { passed: 0, square: 0 };
  let [passed, square] = [0, 0];
  // |round| = Σ over k of [|x| > k − 1/2]; beyond nine deviations nothing is left.
  for (let k = 1; k - 0.5 < 9 * s; k++) {
    const z = (k - 0.5) / s;
    passed += (2 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI) / s;
    square += (2 * k - 1) * 2 * upper(z);
    if (k > 64) return { passed: 1, square: s ** 2 + 1 / 12 };
  }
  return { passed, square };
}
