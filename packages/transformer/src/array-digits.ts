// Inputs of arrays: whole numbers of a step of each vector, driven a few bits at a time.

import {
  type DigitArea,
  type HeldMatrix,
  type HeldWeights,
  inputBinOf,
  RANGE_BINS,
  rowBlocks,
} from "./held-weights.ts";
import { FLOAT, HALF } from "./kernel.ts";
import type { LaneSetting } from "./lane-products.ts";

/** Factor of a phase's digit in two's complement. Bits: the first one counts negatively. */
export function phaseFactor({ settings, phases }: HeldWeights, phase: number): number {
  const { inputBits, lineBits } = settings;
  const factor = 2 ** (lineBits * phase);
  return lineBits === 1 && phase === phases - 1 ? -(2 ** (inputBits - 1)) : factor;
}

/** Whether a phase's digits have both signs: the first one of several bits. */
export const isSigned = ({ settings, phases }: HeldWeights, phase: number): boolean =>
  settings.lineBits > 1 && phase === phases - 1;

/** Address of a phase's digits of a block of rows, for `quads` quads of input vectors of `columns` numbers. */
export function digitsAt(
  { settings }: HeldWeights,
  start: number,
  quads: number,
  columns: number,
  phase: number,
  block: number,
): number {
  const blocks = rowBlocks(columns, settings.rows);
  const last = blocks[blocks.length - 1];
  return start + 4 * HALF * quads * (phase * (last.at + last.padded) + blocks[block].at);
}

/** Counts the sizes of `rows` input vectors, in quads, for the matrix that they are inputs of. */
export function countInputs(
  { buffer }: LaneSetting,
  { inputSizes }: HeldMatrix,
  quads: number,
  rows: number,
  columns: number,
): void {
  const bins = new Int32Array(buffer(), inputSizes, RANGE_BINS);
  const inputs = new Int32Array(buffer(), quads, 4 * Math.ceil(rows / 4) * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      Atomics.add(bins, inputBinOf(inputs[4 * columns * (r >> 2) + placeOf(c, r & 3)]), 1);
}

/**
 * Writes the digits of one quad of input vectors. A vector's step is its largest magnitude over the largest whole number, so
 * that none is cut off, or the range of the matrix over it.
 */
export function writeDigits(
  { buffer }: LaneSetting,
  arrays: HeldWeights,
  { inputRange }: HeldMatrix,
  from: number,
  quad: number,
  quads: number,
  columns: number,
  area: DigitArea,
): void {
  const { inputBits, lineBits } = arrays.settings;
  const most = 2 ** (inputBits - 1) - 1;
  const memory = buffer();
  const inputs = new Float32Array(memory, from + 4 * FLOAT * quad * columns, 4 * columns);
  const steps = new Float32Array(memory, area.steps + 4 * FLOAT * quad, 4);
  const sums = new Float32Array(memory, area.sums + 4 * FLOAT * quad, 4);
  const numbers = new Int32Array(4 * columns);
  const [range] = new Float32Array(memory, inputRange, 1);
  for (let r = 0; r < 4; r++) {
    let largest = range;
    if (range === 0)
      for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(inputs[placeOf(c, r)]));
    steps[r] = largest / most;
    let sum = 0;
    for (let c = 0; c < columns && largest > 0; c++) {
      const place = placeOf(c, r);
      numbers[place] = Math.max(-most, Math.min(most, Math.round((inputs[place] / largest) * most)));
      sum += numbers[place];
    }
    sums[r] = sum;
  }
  const mask = 2 ** lineBits - 1;
  for (const [b, { from: first, count, padded }] of rowBlocks(columns, arrays.settings.rows).entries())
    for (let phase = 0; phase < arrays.phases; phase++) {
      const shift = lineBits * phase;
      const own = Math.min(lineBits, inputBits - shift);
      const turn = isSigned(arrays, phase) ? 2 ** (own - 1) : Number.POSITIVE_INFINITY;
      const offset = digitsAt(arrays, 0, quads, columns, phase, b) + 4 * HALF * quad * padded;
      const digits = new Int16Array(memory, area.digits + offset, 4 * padded).fill(0);
      const squares =
        area.squares === area.digits
          ? null
          : new Int16Array(memory, area.squares + offset, 4 * padded).fill(0);
      for (let c = 0; c < count; c++)
        for (let r = 0; r < 4; r++) {
          const bits = (numbers[placeOf(first + c, r)] >> shift) & (own === lineBits ? mask : 2 ** own - 1);
          const digit = bits >= turn ? bits - 2 * turn : bits;
          const place = 32 * (c >> 3) + 8 * r + (c & 7);
          digits[place] = digit;
          if (squares !== null) squares[place] = Math.round((digit * digit) / arrays.units.square);
        }
    }
}

/** Place of number `c` of row `r` in a quad. */
const placeOf = (c: number, r: number): number => 4 * (c - (c % 4)) + 4 * r + (c % 4);
