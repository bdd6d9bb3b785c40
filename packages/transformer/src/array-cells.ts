// Cells of a chip's arrays: what a weight's levels became when they were written, and since.

import { erf } from "#base";
import { cellsOf, type HeldMatrix, type HeldWeights, MOST_WHOLE } from "./held-weights.ts";
import { FLOAT } from "./kernel.ts";
import type { LaneSetting } from "./lane-products.ts";
import type { WeightSettings } from "./weight-settings.ts";

/** Writes the weights of some outputs to `numbers` as whole numbers of a step of each output; returns these steps. */
export function wholeWeights(
  weights: Float32Array,
  columns: number,
  bits: number,
  numbers: Int32Array,
): Float32Array {
  const most = 2 ** (bits - 1) - 1;
  const steps = new Float32Array(weights.length / columns);
  for (let o = 0; o < steps.length; o++) {
    let largest = 0;
    for (let n = o * columns; n < (o + 1) * columns; n++) largest = Math.max(largest, Math.abs(weights[n]));
    steps[o] = largest / most;
    const perWeight = largest === 0 ? 0 : most / largest;
    for (let n = o * columns; n < (o + 1) * columns; n++) numbers[n] = Math.round(weights[n] * perWeight);
  }
  return steps;
}

/** Kinds of deviates of a cell; with a block and a slice they name a stream. */
const [WRITING, DRIFTING, STICKING] = [0, 1, 2];
const KINDS = 4;

/** Rows of an array and the part of a weight that its cells hold. */
export interface CellBlock {
  readonly block: number;
  readonly slice: number;
  /** First input, how many, and the room that they take. */
  readonly from: number;
  readonly count: number;
  readonly padded: number;
}

/** Deviate beyond which a share `p` of normal deviates lies, on either side together. */
function tailOf(p: number): number {
  let [low, high] = [0, 9];
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (1 - erf(middle / Math.SQRT2) > p) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Writes the cells of some outputs to the lane's panel, as pairs of rows of weights: level of each cell, or of each pair, as
 * a read gives it; and to the panel of noise the sum of their squared conductances, both in whole numbers of a unit.
 */
export function writeCells(
  setting: LaneSetting,
  arrays: HeldWeights,
  matrix: HeldMatrix,
  first: number,
  count: number,
  columns: number,
  part: CellBlock,
): void {
  const { settings, slices, scratch } = arrays;
  const lane = arrays.lanes[setting.lane];
  const memory = setting.buffer();
  const { padded } = part;
  const room = 2 * Math.ceil(count / 2) * padded;
  const panel = new Int16Array(memory, lane + scratch.panel, room).fill(0);
  const noise = settings.readNoise > 0 ? new Int16Array(memory, lane + scratch.noise, room).fill(0) : null;
  const lines = settings.pairing === "differential" ? 2 : 1;
  const lowest = 1 / settings.onOff;
  const perDifference = levelsOf(settings) / arrays.units.cell;
  const perSquare = 1 / arrays.units.noise;
  const wires = new Float32Array(memory, arrays.wires, settings.rows * settings.columns);
  for (let o = 0; o < count; o++) {
    const cells = meanCells(matrix.copies, (copy) =>
      chipCells(setting, arrays, matrix, copy, o, first + o, columns, part),
    );
    const column = (line: number): number =>
      (((first + o) * slices + part.slice) * lines + line) % settings.columns;
    const [plus, minus] = [column(0), column(1)];
    for (let i = 0; i < part.count; i++) {
      const own = cells[i] * wires[plus * settings.rows + i];
      const other = lines === 2 ? cells[padded + i] * wires[minus * settings.rows + i] : lowest;
      const place = (o >> 1) * 2 * padded + 16 * (i >> 3) + 8 * (o & 1) + (i & 7);
      panel[place] = whole((own - other) * perDifference);
      if (noise !== null) noise[place] = whole((own * own + (lines === 2 ? other * other : 0)) * perSquare);
    }
  }
}

const whole = (x: number): number => Math.max(-MOST_WHOLE, Math.min(MOST_WHOLE, Math.round(x)));

/** Levels of a difference as large as the highest conductance. */
const levelsOf = ({ cellBits, onOff }: WeightSettings): number => (2 ** cellBits - 1) / (1 - 1 / onOff);

/** Variance of a read with a squared digit of one, squared levels, over the sum of the cells' squared conductances. */
export const noiseOfSquare = (settings: WeightSettings, copies: number): number =>
  (settings.readNoise * levelsOf(settings)) ** 2 / copies;

/** Mean of cells in parallel. */
function meanCells(copies: number, cellsOf: (copy: number) => Float32Array): Float32Array {
  if (copies === 1) return cellsOf(0);
  const mean = cellsOf(0).slice();
  for (let copy = 1; copy < copies; copy++) {
    const cells = cellsOf(copy);
    for (let i = 0; i < mean.length; i++) mean[i] += cells[i];
  }
  for (let i = 0; i < mean.length; i++) mean[i] /= copies;
  return mean;
}

/** Streams of cells of one copy. */
const COPY_STREAMS = 2 ** 20;

/** Conductances of an output's cells over the highest: those of one line, then those of the other. */
function chipCells(
  setting: LaneSetting,
  arrays: HeldWeights,
  { index }: HeldMatrix,
  copy: number,
  row: number,
  output: number,
  columns: number,
  { block, slice, from, padded }: CellBlock,
): Float32Array {
  const { settings, slices, scratch, seed } = arrays;
  const { cellBits, weightBits, pairing, programmingError, drift, driftSpread, age, stuck } = settings;
  const { kernel } = setting;
  const memory = setting.buffer();
  const lane = arrays.lanes[setting.lane];
  const room = cellsOf(padded, settings);
  const cells = new Float32Array(memory, lane + scratch.cells, room);
  const lowest = 1 / settings.onOff;
  const most = 2 ** cellBits - 1;
  const isPair = pairing === "differential";
  kernel.cellLevels(
    lane + scratch.numbers + FLOAT * (row * columns + from),
    padded,
    2 ** (weightBits - 1),
    cellBits * slice,
    most,
    lowest,
    (1 - lowest) / most,
    lane + scratch.cells,
    isPair ? lane + scratch.cells + FLOAT * padded : 0,
  );
  const stream = (kind: number): number => copy * COPY_STREAMS + (block * slices + slice) * KINDS + kind;
  const deviate = (to: number, kind: number, sigma: number): void =>
    kernel.addGaussians(
      to,
      room,
      lane + scratch.ones,
      output,
      seed[0],
      seed[1],
      2 * index,
      stream(kind),
      sigma,
    );
  if (programmingError > 0) {
    deviate(lane + scratch.cells, WRITING, programmingError);
    kernel.clip(lane + scratch.cells, room);
  }
  const exponents = new Float32Array(memory, lane + scratch.exponents, room);
  if (drift > 0 || driftSpread > 0) {
    exponents.fill(drift);
    if (driftSpread > 0) deviate(lane + scratch.exponents, DRIFTING, driftSpread);
    kernel.decay(lane + scratch.cells, lane + scratch.exponents, room, Math.log(age));
  }
  if (stuck > 0) {
    exponents.fill(0);
    deviate(lane + scratch.exponents, STICKING, 1);
    const tail = tailOf(stuck);
    for (let i = 0; i < room; i++) {
      if (exponents[i] > tail) cells[i] = 1;
      else if (exponents[i] < -tail) cells[i] = lowest;
    }
  }
  return cells;
}
