// Products of inputs with weights in arrays: digits times cells, noise, converters, and sums of their codes.

import { type CellBlock, noiseOfSquare, wholeWeights, writeCells } from "./array-cells.ts";
import { countInputs, digitsAt, isSigned, phaseFactor, writeDigits } from "./array-digits.ts";
import {
  ARRAY_CONTROL,
  ARRAY_MODE,
  binOf,
  type DigitArea,
  FIT_SUMS,
  type HeldMatrix,
  type HeldWeights,
  isNoisy,
  RANGE_BINS,
  rowBlocks,
  wideOf,
} from "./held-weights.ts";
import { FLOAT } from "./kernel.ts";
import {
  type LaneSetting,
  multiplyAll,
  type Product,
  plainRows,
  scratchAt,
  unpackPanel,
} from "./lane-products.ts";
import { type PlacedMatrix, panelRows } from "./memory-plan.ts";

/** Products of packed inputs with several matrices of the same width: in arrays where the plan has some. */
export function projectAll(
  setting: LaneSetting,
  quads: number,
  rows: number,
  products: readonly Product[],
): void {
  const { arrays } = setting.plan;
  if (arrays === undefined || modeOf(setting, arrays) === ARRAY_MODE.off) {
    multiplyAll(setting, quads, rows, products);
    return;
  }
  const { columns, name } = products[0].projection.matrix;
  const site = arrays.matrices[name];
  if (modeOf(setting, arrays) === ARRAY_MODE.inputs) {
    setting.step.units(1, () => countInputs(setting, site, quads, rows, columns));
    multiplyAll(setting, quads, rows, products);
    return;
  }
  const count = Math.ceil(rows / 4);
  setting.step.units(count, (quad) =>
    writeDigits(setting, arrays, site, quads, quad, count, columns, arrays.block),
  );
  const panels = products.flatMap(({ projection, out, adds }) => {
    const most = panelRows(columns);
    return Array.from({ length: Math.ceil(projection.matrix.rows / most) }, (_, n) => ({
      projection,
      out,
      adds,
      from: n * most,
      count: Math.min(most, projection.matrix.rows - n * most),
    }));
  });
  setting.step.units(panels.length, (unit) => {
    const { projection, out, adds, from, count } = panels[unit];
    const { matrix, bias } = projection;
    const sums = panelInArrays(
      setting,
      arrays,
      { matrix, from, count },
      { quads, rows, area: arrays.block, first: 0 },
    );
    const memory = setting.buffer();
    const added = bias === 0 ? null : new Float32Array(memory, bias + FLOAT * from, count);
    const wide = wideOf(count);
    for (let r = 0; r < rows; r++) {
      const to = new Float32Array(memory, out + FLOAT * (r * matrix.rows + from), count);
      for (let c = 0; c < count; c++)
        to[c] = (adds ? to[c] : 0) + sums[r * wide + c] + (added === null ? 0 : added[c]);
    }
  });
}

export const modeOf = ({ buffer }: LaneSetting, { control }: HeldWeights): number =>
  new Int32Array(buffer(), control, 2)[ARRAY_CONTROL.mode];

/** Outputs of a matrix. */
interface Outputs {
  readonly matrix: PlacedMatrix;
  readonly from: number;
  readonly count: number;
}

/** Input vectors as quads, with their digits; `first`: number of the first one among those of a run. */
export interface ArrayInputs {
  readonly quads: number;
  readonly rows: number;
  readonly area: DigitArea;
  readonly first: number;
}

/**
 * Products of some outputs in this lane's scratch, rows × wideOf(count): read from the arrays, or exact ones while these are
 * calibrated. Cells are those of the chip at every call; noise is new with each vector.
 */
export function panelInArrays(
  setting: LaneSetting,
  arrays: HeldWeights,
  outputs: Outputs,
  inputs: ArrayInputs,
): Float32Array {
  const { matrix, from, count } = outputs;
  const held = arrays.matrices[matrix.name];
  const lane = arrays.lanes[setting.lane];
  const wide = wideOf(count);
  const memory = setting.buffer();
  const { rows } = inputs;
  plainRows(setting, matrix, from, count, scratchAt(setting, "plain"));
  const room = count * matrix.columns;
  const steps = wholeWeights(
    new Float32Array(memory, scratchAt(setting, "plain"), room),
    matrix.columns,
    arrays.settings.weightBits,
    new Int32Array(memory, lane + arrays.scratch.numbers, room),
  );
  const sums = new Float32Array(memory, lane + arrays.scratch.sum, rows * wide).fill(0);
  for (const [block, { from: top, count: driven, padded }] of rowBlocks(
    matrix.columns,
    arrays.settings.rows,
  ).entries())
    for (let slice = 0; slice < arrays.slices; slice++) {
      const part = { block, slice, from: top, count: driven, padded };
      writeCells(setting, arrays, held, from, count, matrix.columns, part);
      readCells(setting, arrays, held, outputs, inputs, part);
    }
  scaleSums(arrays, steps, sums, inputs, wide, memory);
  const mode = modeOf(setting, arrays);
  if (mode === ARRAY_MODE.on) correct(held, memory, sums, outputs, rows);
  else {
    const exact = exactSums(setting, arrays, outputs, inputs);
    if (mode === ARRAY_MODE.fit) countFit(held, memory, outputs, rows, sums, exact);
    sums.set(exact);
  }
  return sums;
}

/** Reads a block of cells with each digit of the inputs, and adds the codes of its converters. */
function readCells(
  setting: LaneSetting,
  arrays: HeldWeights,
  held: HeldMatrix,
  { matrix, from, count }: Outputs,
  { rows, area, first }: ArrayInputs,
  { block, slice, padded }: CellBlock,
): void {
  const { kernel } = setting;
  const { settings, phases, seed, slices, charge, units } = arrays;
  const memory = setting.buffer();
  const at = (name: keyof typeof arrays.scratch): number => arrays.lanes[setting.lane] + arrays.scratch[name];
  const wide = wideOf(count);
  const quads = Math.ceil(rows / 4);
  const pairs = Math.ceil(count / 2);
  const hasCellNoise = settings.readNoise > 0;
  const reads = new Int32Array(memory, arrays.control, 2)[ARRAY_CONTROL.reads];
  const mode = modeOf(setting, arrays);
  const product = (kind: "digits" | "squares", phase: number): void => {
    const isSum = kind === "digits";
    kernel.multiplyWhole(
      digitsAt(arrays, area[kind], quads, matrix.columns, phase, block),
      quads,
      at(isSum ? "panel" : "noise"),
      pairs,
      padded,
      isSum ? units.rows : units.squareRows,
      isSum ? units.cell : units.noise * units.square * noiseOfSquare(settings, held.copies),
      at(isSum ? "partial" : "variances"),
      FLOAT * wide,
      isSum ? 0 : 1,
    );
  };
  const [weight, hasSigns] = [2 ** (settings.cellBits * slice), settings.pairing === "differential"];
  for (let phase = 0; phase < phases; phase++) {
    product("digits", phase);
    if (isNoisy(arrays)) {
      new Float32Array(memory, at("variances"), rows * wide).fill(charge / held.copies);
      if (hasCellNoise) product("squares", phase);
      for (let r = 0; r < rows; r++)
        kernel.addGaussians(
          at("partial") + FLOAT * r * wide,
          wide,
          at("variances") + FLOAT * r * wide,
          (reads + first + r) * phases + phase,
          seed[0],
          seed[1],
          2 * held.index + 1,
          (block * slices + slice) * 2 ** 16 + from / 8,
          1,
        );
    }
    const kind = 2 * slice + (isSigned(arrays, phase) ? 1 : 0);
    if (mode === ARRAY_MODE.ranges) countSizes(setting, at("partial"), rows, count, held, kind);
    const range = mode === ARRAY_MODE.ranges ? 0 : new Float32Array(memory, held.ranges, 2 * slices)[kind];
    const isBipolar = hasSigns || isSigned(arrays, phase);
    const codes = isBipolar ? 2 ** (settings.adcBits - 1) - 1 : 2 ** settings.adcBits - 1;
    const factor = weight * phaseFactor(arrays, phase);
    const step = stepOf(range, codes, arrays.level);
    kernel.convertRows(at("partial"), at("sum"), rows, wide, step, isBipolar ? -codes : 0, codes, factor);
  }
}

/**
 * Step of a converter with `codes` codes for a range; 0 converts exactly. Sums of cells are whole numbers of a level but for
 * their errors: a finer step than a level would convert the errors, which this one rounds away.
 */
function stepOf(range: number, codes: number, level: number): number {
  if (range === 0 || codes === Number.POSITIVE_INFINITY) return 0;
  return Math.max(level, range / codes);
}

function countSizes(
  { buffer }: LaneSetting,
  address: number,
  rows: number,
  count: number,
  held: HeldMatrix,
  kind: number,
): void {
  const wide = wideOf(count);
  const own = new Int32Array(RANGE_BINS);
  for (let row = 0; row < rows; row++) {
    // The bits of a float32 without its sign grow with its size.
    const sums = new Int32Array(buffer(), address + FLOAT * row * wide, count);
    for (let c = 0; c < count; c++) own[binOf(sums[c])]++;
  }
  const bins = new Int32Array(buffer(), held.sizes + 4 * kind * RANGE_BINS, RANGE_BINS);
  for (let bin = 0; bin < RANGE_BINS; bin++) if (own[bin] > 0) Atomics.add(bins, bin, own[bin]);
}

/** Sums of codes → outputs: steps of inputs and weights, less what an offset of the weights adds. */
function scaleSums(
  { settings }: HeldWeights,
  steps: Float32Array,
  sums: Float32Array,
  { rows, area }: ArrayInputs,
  wide: number,
  memory: ArrayBufferLike,
): void {
  const offset = settings.pairing === "single" ? 2 ** (settings.weightBits - 1) : 0;
  const inputSteps = new Float32Array(memory, area.steps, rows);
  const inputSums = new Float32Array(memory, area.sums, rows);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < steps.length; c++)
      sums[r * wide + c] = (sums[r * wide + c] - offset * inputSums[r]) * inputSteps[r] * steps[c];
}

function correct(
  { fit, outputs }: HeldMatrix,
  memory: ArrayBufferLike,
  sums: Float32Array,
  { from, count }: Outputs,
  rows: number,
): void {
  const gains = new Float32Array(memory, fit + FLOAT * from, count);
  const offsets = new Float32Array(memory, fit + FLOAT * (outputs + from), count);
  const wide = wideOf(count);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < count; c++) sums[r * wide + c] = gains[c] * sums[r * wide + c] + offsets[c];
}

function exactSums(
  setting: LaneSetting,
  arrays: HeldWeights,
  { matrix, from, count }: Outputs,
  { quads, rows }: ArrayInputs,
): Float32Array {
  const to = arrays.lanes[setting.lane] + arrays.scratch.exact;
  const wide = wideOf(count);
  setting.kernel.multiply(
    quads,
    Math.ceil(rows / 4),
    unpackPanel(setting, matrix, from, count),
    Math.ceil(count / 2),
    matrix.columns,
    to,
    FLOAT * wide,
    0,
    0,
  );
  return new Float32Array(setting.buffer(), to, rows * wide);
}

function countFit(
  { sums: address }: HeldMatrix,
  memory: ArrayBufferLike,
  { from, count }: Outputs,
  rows: number,
  read: Float32Array,
  exact: Float32Array,
): void {
  const all = new Float64Array(memory, address + 8 * FIT_SUMS * from, FIT_SUMS * count);
  const wide = wideOf(count);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < count; c++) {
      const [x, y, at] = [read[r * wide + c], exact[r * wide + c], FIT_SUMS * c];
      all[at] += 1;
      all[at + 1] += x;
      all[at + 2] += y;
      all[at + 3] += x * x;
      all[at + 4] += x * y;
      all[at + 5] += y * y;
    }
}
