// Calibration of a chip's arrays on a text: ranges of converters, then a gain and an offset of each output.

import {
  ARRAY_CONTROL,
  ARRAY_MODE,
  endOfBin,
  endOfInputBin,
  FIT_SUMS,
  type HeldMatrix,
  type HeldWeights,
  RANGE_BINS,
} from "./held-weights.ts";

/** Error of a matrix's outputs on the calibration text, after their gains and offsets. */
export interface MatrixError {
  readonly name: string;
  /** Σ (read − exact)² / Σ exact². */
  readonly error: number;
}

export const setMode = (buffer: ArrayBufferLike, { control }: HeldWeights, mode: number): void => {
  new Int32Array(buffer, control, 2)[ARRAY_CONTROL.mode] = mode;
};

/** Gives the next `count` vectors noise of their own. */
export const newReads = (buffer: ArrayBufferLike, { control }: HeldWeights, count: number): void => {
  new Int32Array(buffer, control, 2)[ARRAY_CONTROL.reads] += count;
};

/** Runs a calibration text twice, three times where inputs have a percentile, and leaves the arrays in use. */
export async function calibrateArrays(
  arrays: HeldWeights,
  buffer: () => ArrayBufferLike,
  run: () => Promise<void>,
): Promise<MatrixError[]> {
  const matrices = Object.entries(arrays.matrices);
  for (const [, matrix] of matrices) clear(matrix, arrays, buffer());
  try {
    if (arrays.settings.inputPercentile !== undefined) {
      setMode(buffer(), arrays, ARRAY_MODE.inputs);
      await run();
      for (const [, matrix] of matrices) fitInputs(matrix, arrays.settings.inputPercentile, buffer());
    }
    setMode(buffer(), arrays, ARRAY_MODE.ranges);
    await run();
    for (const [, matrix] of matrices) fitRanges(matrix, arrays, buffer());
    setMode(buffer(), arrays, ARRAY_MODE.fit);
    await run();
  } finally {
    setMode(buffer(), arrays, ARRAY_MODE.off);
  }
  const errors = matrices.map(([name, matrix]) => ({ name, error: fitOutputs(matrix, buffer()) }));
  setMode(buffer(), arrays, ARRAY_MODE.on);
  return errors;
}

function clear(
  { inputRange, inputSizes, sizes, sums, outputs }: HeldMatrix,
  { slices }: HeldWeights,
  buffer: ArrayBufferLike,
): void {
  new Float32Array(buffer, inputRange, 1).fill(0);
  new Int32Array(buffer, inputSizes, RANGE_BINS).fill(0);
  new Int32Array(buffer, sizes, 2 * slices * RANGE_BINS).fill(0);
  new Float64Array(buffer, sums, FIT_SUMS * outputs).fill(0);
}

/** Smallest range that covers the percentile of counted column sums; a converter that saw none has a range of 1. */
function fitRanges(
  { ranges, sizes }: HeldMatrix,
  { slices, settings }: HeldWeights,
  buffer: ArrayBufferLike,
): void {
  const into = new Float32Array(buffer, ranges, 2 * slices);
  for (let kind = 0; kind < into.length; kind++) {
    const bin = binAt(
      new Int32Array(buffer, sizes + 4 * kind * RANGE_BINS, RANGE_BINS),
      settings.rangePercentile,
    );
    into[kind] = bin === null ? 1 : endOfBin(bin);
  }
}

/** Bin in which a percentile of what was counted ends; null where nothing was. */
function binAt(bins: Int32Array, percentile: number): number | null {
  const all = bins.reduce((sum, one) => sum + one, 0);
  let [seen, bin] = [0, 0];
  while (bin < RANGE_BINS - 1 && seen + bins[bin] < (percentile / 100) * all) seen += bins[bin++];
  return all === 0 ? null : bin;
}

/** Range of inputs that covers their percentile; matrices that share another's inputs have none of their own. */
function fitInputs(
  { inputRange, inputSizes }: HeldMatrix,
  percentile: number,
  buffer: ArrayBufferLike,
): void {
  const bin = binAt(new Int32Array(buffer, inputSizes, RANGE_BINS), percentile);
  new Float32Array(buffer, inputRange, 1)[0] = bin === null ? 0 : endOfInputBin(bin);
}

/** Least squares of each output: exact ≈ gain · read + offset. Returns the error that is left. */
function fitOutputs({ fit, sums, outputs }: HeldMatrix, buffer: ArrayBufferLike): number {
  const into = new Float32Array(buffer, fit, 2 * outputs);
  const all = new Float64Array(buffer, sums, FIT_SUMS * outputs);
  let [left, whole] = [0, 0];
  for (let o = 0; o < outputs; o++) {
    const [n, x, y, xx, xy, yy] = all.subarray(FIT_SUMS * o, FIT_SUMS * (o + 1));
    if (n === 0) continue;
    const spread = xx - (x * x) / n;
    const common = xy - (x * y) / n;
    // An output that does not vary, or against the exact one, keeps its scale.
    const gain = spread > 0 && common > 0 ? common / spread : 1;
    const offset = (y - gain * x) / n;
    into[o] = gain;
    into[outputs + o] = offset;
    left +=
      yy + gain * gain * xx + n * offset * offset - 2 * gain * xy - 2 * offset * y + 2 * gain * offset * x;
    whole += yy;
  }
  return whole === 0 ? 0 : Math.max(0, left) / whole;
}
