// Expected error of a product with weights in arrays, in closed form.

import { power } from "#base";
import { converted, repeatedShare } from "./converter-error.ts";
import { digitMoments } from "./reads.ts";
import { slicesOf, type WeightSettings } from "./settings.ts";

/** Shapes of a model's weights and inputs, which decide how far their whole numbers reach. */
export interface ProductShape {
  /** Largest over root mean square: of an output's weights, and of an input vector. */
  readonly weightCrest: number;
  readonly inputCrest: number;
  /** Mean square of outputs over that of independent weights and inputs. */
  readonly gain: number;
  /** Largest of a column's sums on a calibration text, in deviations of independent cells and digits. */
  readonly largestSum: number;
}

/**
 * SmolLM2-135M, root mean square over its matrices: crests of the weights' rows from the file; that of the inputs and the gain
 * from the error that rounding alone makes on 128 tokens of a novel (15.7 and 2.83 over the gain's root). The largest sums are
 * those of the slices that count most, of 64 and of 128 rows.
 */
export const MEASURED_SHAPE: ProductShape = {
  weightCrest: 3.8,
  inputCrest: 20.9,
  gain: 1.8,
  largestSum: 5.5,
};

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
 * away. Of what passes, what is proportional to the errors that cells keep adds up as an input's number does; the rest adds up by
 * phases, but for errors that phases of signs repeat.
 */
export function outputError(
  settings: WeightSettings,
  { charge, wires, copies = 1 }: ArraySurroundings,
  shape: ProductShape = MEASURED_SHAPE,
): number {
  const { weightCrest, inputCrest, gain, largestSum } = shape;
  const { weightBits, inputBits, rows, adcBits, pairing, cellBits, lineBits } = settings;
  const [mostWeight, mostInput] = [2 ** (weightBits - 1) - 1, 2 ** (inputBits - 1) - 1];
  const [weight, input] = [(mostWeight / weightCrest) ** 2, (mostInput / inputCrest) ** 2];
  let squares = (weight + input) / 12;
  const digit = digitMoments(lineBits);
  const { all: phases, apart } = phaseSquares(settings, Math.sqrt(input));
  // Gain and offset undo what drift takes of all cells; noise of the charge grows by as much.
  const left = power(settings.age, -settings.drift);
  for (const [slice, cell] of sliceMoments(settings, Math.sqrt(weight)).entries()) {
    const frozen = cellVariance(settings, cell, wires, copies);
    const read = settings.readNoise ** 2 * cell.conductance;
    const cells = rows * digit.square * (frozen + read / copies);
    const noise = { cells, charge: charge / left ** 2 / copies };
    const mean = rows * digit.mean * cell.mean;
    const spread = Math.sqrt(rows * (digit.square * cell.square - (digit.mean * cell.mean) ** 2));
    const codes = pairing === "differential" ? 2 ** (adcBits - 1) - 1 : 2 ** adcBits - 1;
    const { passed, off, between } = converted(settings, { mean, spread, codes, largest: largestSum }, noise);
    const variance = cells + noise.charge;
    const steady = rows * digit.square * frozen;
    const same = repeatedShare(steady / variance, variance);
    // What is proportional to a cell's errors, what is to noise, and what the converter adds to both.
    const [kept, noisy] = [passed ** 2 * steady, passed ** 2 * (variance - steady)];
    const added = Math.max(0, off - kept - noisy);
    const wide = Math.min(between, added);
    squares +=
      (4 ** (cellBits * slice) / rows) *
      ((kept * input) / digit.square +
        (noisy + wide) * phases +
        (added - wide) * (same * apart + (1 - same) * phases));
  }
  return Math.sqrt(squares / (weight * input * gain));
}

/**
 * Σ over the phases of an input of the squared factor of its digits; and `apart`, where the phases above an input of twice the
 * root mean square `size`, which read a sign bit by bit, all make one error: their factors add up to that of the lowest one.
 */
function phaseSquares(
  { inputBits, lineBits }: WeightSettings,
  size: number,
): Record<"all" | "apart", number> {
  let [all, apart] = [0, 0];
  const sign =
    lineBits === 1 ? Math.max(0, Math.min(inputBits - 1, Math.ceil(Math.log2(2 * size)))) : inputBits;
  for (let shift = 0; shift < inputBits; shift += lineBits) {
    all += 4 ** shift;
    if (shift <= sign) apart += 4 ** shift;
  }
  return { all, apart };
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
