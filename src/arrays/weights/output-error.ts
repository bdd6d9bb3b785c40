// Expected error of a product with weights in arrays, in closed form.

import { erf, power } from "#base";
import { digitMoments } from "./reads.ts";
import { slicesOf, type WeightSettings } from "./settings.ts";

/** Shapes of a model's weights and inputs, which decide how far their whole numbers reach. */
export interface ProductShape {
  /** Largest over root mean square: of an output's weights, and of an input vector. */
  readonly weightCrest: number;
  readonly inputCrest: number;
  /** Mean square of outputs over that of independent weights and inputs. */
  readonly gain: number;
}

/**
 * SmolLM2-135M, root mean square over its matrices: crests of the weights' rows from the file; that of the inputs and the gain
 * from the error that rounding alone makes on 128 tokens of a novel (15.7 and 2.83 over the gain's root).
 */
export const MEASURED_SHAPE: ProductShape = { weightCrest: 3.8, inputCrest: 20.9, gain: 1.8 };

/** What surrounds the cells. */
export interface ArraySurroundings {
  /** Variance of a column's sum in a phase from the charge of its read, squared levels times squared digits. */
  readonly charge: number;
  /** Relative standard deviation, over the cells of a column, of what wires leave. */
  readonly wires: number;
  /** Cells in parallel, whose errors and noise are averaged; 1 where absent. */
  readonly copies?: number;
}

/**
 * ‖read − exact‖ / ‖exact‖ of outputs after gain and offset, expected over chips: rounding of weights and inputs, errors of cells,
 * noise, and converters. Cells and digits are independent, column sums Gaussian. A converter rounds errors well below half a step
 * away; of what passes, errors that cells keep from one phase to the next add up as an input's number does, the rest by phases.
 */
export function outputError(
  settings: WeightSettings,
  { charge, wires, copies = 1 }: ArraySurroundings,
  { weightCrest, inputCrest, gain }: ProductShape = MEASURED_SHAPE,
): number {
  const { weightBits, inputBits, rows, adcBits, pairing, cellBits, lineBits } = settings;
  const [mostWeight, mostInput] = [2 ** (weightBits - 1) - 1, 2 ** (inputBits - 1) - 1];
  const [weight, input] = [(mostWeight / weightCrest) ** 2, (mostInput / inputCrest) ** 2];
  let squares = (weight + input) / 12;
  const digit = digitMoments(lineBits);
  const phases = phaseSquares(settings);
  // Gain and offset undo what drift takes of all cells; noise of the charge grows by as much.
  const left = power(settings.age, -settings.drift);
  for (const [slice, cell] of sliceMoments(settings, Math.sqrt(weight)).entries()) {
    const frozen = cellVariance(settings, cell, wires, copies);
    const read = settings.readNoise ** 2 * cell.conductance;
    const noise = rows * digit.square * (frozen + read / copies) + charge / left ** 2 / copies;
    const mean = rows * digit.mean * cell.mean;
    const spread = Math.sqrt(rows * (digit.square * cell.square - (digit.mean * cell.mean) ** 2));
    const codes = pairing === "differential" ? 2 ** (adcBits - 1) - 1 : 2 ** adcBits - 1;
    const { passed, off } = converted(settings, { mean, spread, codes }, noise);
    const kept = passed ** 2 * frozen;
    const factor = 4 ** (cellBits * slice);
    squares += factor * (kept * input + (phases * Math.max(0, off - rows * digit.square * kept)) / rows);
  }
  return Math.sqrt(squares / (weight * input * gain));
}

/** Σ over the phases of an input of the squared factor of its digits. */
function phaseSquares({ inputBits, lineBits }: WeightSettings): number {
  let sum = 0;
  for (let shift = 0; shift < inputBits; shift += lineBits) sum += 4 ** shift;
  return sum;
}

interface CellMoments {
  /** Of the level that a cell or a pair gives, and of its square. */
  readonly mean: number;
  readonly square: number;
  /** Mean square of the conductances behind it, squared levels: of one line, or of both. */
  readonly conductance: number;
  /** Mean square of what a stuck cell is off, over the ends at which it may stick, squared levels. */
  readonly stuck: number;
}

/** Moments of each slice's cells, for Gaussian weights of a deviation in whole numbers, cut off at the largest one. */
function sliceMoments(settings: WeightSettings, deviation: number): CellMoments[] {
  const { weightBits, cellBits, pairing, onOff } = settings;
  const most = 2 ** (weightBits - 1) - 1;
  const isPair = pairing === "differential";
  const top = 2 ** cellBits - 1;
  const lowest = top / (onOff - 1);
  return Array.from({ length: slicesOf(settings) }, (_, slice) => {
    let [weights, mean, square, conductance, stuck] = [0, 0, 0, 0, 0];
    for (let n = -most; n <= most; n++) {
      const share = Math.exp(-0.5 * (n / deviation) ** 2);
      const size = isPair ? Math.abs(n) : n + 2 ** (weightBits - 1);
      const level = Math.floor(size / 2 ** (cellBits * slice)) % 2 ** cellBits;
      weights += share;
      mean += share * (isPair ? Math.sign(n) : 1) * level;
      square += share * level ** 2;
      for (const one of isPair ? [level, 0] : [level]) {
        conductance += share * (one + lowest) ** 2;
        stuck += (share * (one ** 2 + (top - one) ** 2)) / 2;
      }
    }
    return {
      mean: mean / weights,
      square: square / weights,
      conductance: conductance / weights,
      stuck: stuck / weights,
    };
  });
}

/** Variance of a cell's, or of a pair's, own errors, squared levels. */
function cellVariance(
  { cellBits, onOff, pairing, programmingError, driftSpread, age, stuck }: WeightSettings,
  cell: CellMoments,
  wires: number,
  copies: number,
): number {
  const level = (2 ** cellBits - 1) / (1 - 1 / onOff);
  const lines = pairing === "differential" ? 2 : 1;
  const own =
    lines * (programmingError * level) ** 2 +
    (driftSpread * Math.log(age)) ** 2 * cell.conductance +
    stuck * cell.stuck;
  return own / copies + wires ** 2 * cell.conductance;
}

/** Largest of the sums of a calibration text, in deviations (assumed: of some 10⁵), and of a percentile of sizes. */
const LARGEST = 4.5;

/**
 * What a converter makes of sums with errors of a variance: how much of these it passes on, and the mean square of what its codes
 * are off, its own steps and ends included. A step is one level at least.
 */
function converted(
  { rangePercentile, pairing }: WeightSettings,
  { mean, spread, codes }: { readonly mean: number; readonly spread: number; readonly codes: number },
  noise: number,
): { readonly passed: number; readonly off: number } {
  const deviations = reachOf(rangePercentile / 100, pairing === "differential" ? 2 : 1);
  const range = Math.abs(mean) + deviations * spread;
  const step = Math.max(1, range / codes);
  // Sums are whole levels: a step of one has none between two codes, and a wider one more of them the more sums there are.
  const between = Math.min(1 / Math.sqrt(12), ((step - 1) / step) * (spread / step));
  const even = between * Math.sqrt(12);
  const size = Math.sqrt(noise) / step;
  const own = roundedNormal(size);
  const cut = spread ** 2 * beyond(deviations) * (pairing === "differential" ? 2 : 1);
  return {
    passed: even + (1 - even) * own.passed,
    off: step ** 2 * (even * size ** 2 + (1 - even) * own.square + between ** 2) + cut,
  };
}

/** Deviations within which a share of normal sums lies, on one side or on both. */
function reachOf(share: number, sides: 1 | 2): number {
  let [low, high] = [0, LARGEST];
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
