// Exact attention in analog arrays with their own arithmetic: weights of keys, and outputs.

import { type Dense, dense, type Kelvin, normals, type Rng, type Seconds } from "#base";
import type { DynamicArray } from "../../arrays/dynamic/dynamic-array.ts";
import { type CellRead, readVariance } from "../../arrays/dynamic/dynamic-array.ts";
import type { Adc } from "../../peripherals/adc/adc.ts";
import { countedPulse } from "../../peripherals/adc/charge-to-pulse.ts";

/** Arrays, their column converters (null if ideal), and operating conditions. */
export interface AnalogUnits {
  readonly array: DynamicArray;
  readonly adc: Adc | null;
  readonly temperature: Kelvin;
  /** Share of the written level that is left after 0, 1, 2, … tokens. */
  readonly kept: Float64Array;
}

/** Scales of a head: ranges of operands, the ends of the sigmoid, and the values of output codes. */
export interface AnalogScales {
  readonly query: number;
  readonly key: number;
  readonly value: number;
  /** Logit up to which a key's weight is 0, and width from there to a weight of 1. */
  readonly foot: number;
  readonly span: number;
  /** Full scales of the score and output converters, in logits and in units of the values. */
  readonly scores: number;
  readonly outputs: number;
  /** Factor from the summed output codes to the attention output. */
  readonly gain: number;
}

/** One head's keys and values as stored in cells, and its converters' offsets; fixed for a sample. */
export interface HeldHead {
  readonly keys: Dense;
  readonly values: Dense;
  /** Mean magnitude of a stored level relative to the highest, for read noise. */
  readonly keyLevel: number;
  readonly valueLevel: number;
  readonly scoreOffsets: Float64Array;
  readonly outputOffsets: Float64Array;
}

const LINEAR: Pick<CellRead, "variation" | "response"> = { variation: 0, response: (level) => level };

/** Writes keys (with their mean subtracted) and values to cells, each with its own gain. */
export function holdHead(
  { array, adc }: Pick<AnalogUnits, "array" | "adc">,
  keys: Dense,
  values: Dense,
  scales: Pick<AnalogScales, "key" | "value">,
  rng: Rng,
): HeldHead {
  const offsets = (count: number, label: string): Float64Array =>
    adc === null ? new Float64Array(count) : adc.offsets(count, rng.fork(label));
  const heldKeys = written(array, keys, scales.key, rng.fork("keys"));
  const heldValues = written(array, values, scales.value, rng.fork("values"));
  return {
    keys: heldKeys,
    values: heldValues,
    keyLevel: meanLevel(heldKeys, scales.key),
    valueLevel: meanLevel(heldValues, scales.value),
    scoreOffsets: offsets(keys.rows, "score converters"),
    outputOffsets: offsets(Math.ceil(keys.rows / array.rows) * values.columns, "output converters"),
  };
}

/** The nearest levels, through the cell's response curve, times each cell's fixed gain. */
function written({ stored, cell }: DynamicArray, matrix: Dense, range: number, rng: Rng): Dense {
  const { variation, response } = cell ?? LINEAR;
  const levels = stored(matrix, range);
  if (range === 0) return levels;
  const gains = variation === 0 ? null : normals(levels.data.length, rng);
  return dense(
    levels.rows,
    levels.columns,
    levels.data.map((x, n) => range * response(x / range) * (gains === null ? 1 : 1 + variation * gains[n])),
  );
}

const meanLevel = ({ data }: Dense, range: number): number =>
  range === 0 ? 0 : data.reduce((sum, x) => sum + Math.abs(x), 0) / data.length / range;

/**
 * Share of the written level that is left after 0 to `tokens` tokens of `tokenTime` each: it decays with the
 * retention time, after which the cell is rewritten.
 */
export const keptAfter = (
  { retention }: Pick<DynamicArray, "retention">,
  tokens: number,
  tokenTime: Seconds,
): Float64Array =>
  Float64Array.from({ length: tokens + 1 }, (_, n) => {
    const age = (n * tokenTime) / retention;
    return Math.exp(Math.floor(age) - age);
  });

/**
 * Logits of a query on the keys up to position i, the last one written, as the arrays compute them: products of
 * levels, plus read noise of each column; −∞ for keys that are not read, which weigh nothing. For a wide head,
 * the charges of its row blocks are summed before conversion.
 */
export function analogLogits(
  units: AnalogUnits,
  held: HeldHead,
  query: Float64Array,
  i: number,
  scales: AnalogScales,
  scale: number,
  rng: Rng | null,
  attended?: Uint8Array,
): Float64Array {
  const { array, temperature, kept } = units;
  const { data, columns } = held.keys;
  const drive = scales.query === 0 ? 0 : query.reduce((sum, x) => sum + Math.abs(x), 0) / scales.query;
  const noise =
    rng === null || array.cell === null
      ? 0
      : scale *
        scales.query *
        scales.key *
        Math.sqrt(readVariance(array.cell, array.rows, drive * held.keyLevel, temperature));
  const logits = new Float64Array(i + 1);
  for (let j = 0; j <= i; j++) {
    if (attended !== undefined && attended[j] !== 1) {
      logits[j] = Number.NEGATIVE_INFINITY;
      continue;
    }
    let dot = 0;
    for (let c = 0, n = j * columns; c < columns; c++, n++) dot += query[c] * data[n];
    logits[j] = scale * dot * kept[i - j];
    if (noise > 0 && rng !== null) logits[j] += noise * rng.normal();
  }
  return logits;
}

/**
 * Weights of keys, 0 to 1, and 0 for keys that are not read (logits of −∞): for pulses a hard sigmoid with
 * converter noise and offset, else the normalised softmax of the converted scores. Converter j belongs to key j.
 */
export function analogWeights(
  { array, adc }: Pick<AnalogUnits, "array" | "adc">,
  held: Pick<HeldHead, "scoreOffsets">,
  logits: Float64Array,
  scales: Pick<AnalogScales, "foot" | "span" | "scores">,
  rng: Rng | null,
): Float64Array {
  const noise = adc === null || rng === null ? 0 : adc.noise;
  const disturbed = (value: number, j: number): number =>
    value + held.scoreOffsets[j] + (noise > 0 && rng !== null ? noise * rng.normal() : 0);
  if (array.readout === "charge-to-pulse")
    return logits.map((x, j) => clamp(disturbed((x - scales.foot) / scales.span, j)));
  const read = logits.map((x, j) =>
    adc === null || x === Number.NEGATIVE_INFINITY
      ? x
      : codeOf(array, adc, disturbed(x / scales.scores, j)) * scales.scores,
  );
  let largest = Number.NEGATIVE_INFINITY;
  for (const x of read) largest = Math.max(largest, x);
  const weights = read.map((x) => Math.exp(x - largest));
  const sum = weights.reduce((total, x) => total + x, 0);
  return weights.map((x) => x / sum);
}

/** Converts a share of the full scale: counted pulses have a zero level, ADC codes do not. */
export const codeOf = ({ readout }: Pick<DynamicArray, "readout">, adc: Adc, share: number): number =>
  readout === "charge-to-pulse" ? countedPulse(share, adc.bits) : adc.quantise(share, 1);

const clamp = (x: number): number => Math.min(1, Math.max(0, x));

/**
 * Output of one query: each block of rows multiplies weights and values, with one conversion per column; the
 * blocks' summed codes are scaled by the gain. Appends the converters' inputs, blocks × width, to `partials`.
 */
export function analogOutput(
  units: AnalogUnits,
  held: HeldHead,
  weights: Float64Array,
  scales: Pick<AnalogScales, "value" | "outputs" | "gain">,
  rng: Rng | null,
  partials?: Float64Array[],
): Float64Array {
  const { array, adc, temperature, kept } = units;
  const width = held.values.columns;
  const output = new Float64Array(width);
  const driven = array.readout === "charge-to-pulse" ? weights : drivenWeights(array, weights);
  for (let from = 0, block = 0; from < driven.length; from += array.rows, block++) {
    const to = Math.min(driven.length, from + array.rows);
    const partial = new Float64Array(width);
    let drive = 0;
    for (let j = from; j < to; j++) {
      const weight = driven[j] * kept[driven.length - 1 - j];
      drive += Math.abs(driven[j]);
      if (weight === 0) continue;
      for (let c = 0, n = j * width; c < width; c++, n++) partial[c] += weight * held.values.data[n];
    }
    if (rng !== null && array.cell !== null) {
      const noise =
        scales.value * Math.sqrt(readVariance(array.cell, array.rows, drive * held.valueLevel, temperature));
      for (let c = 0; c < width; c++) partial[c] += noise * rng.normal();
    }
    partials?.push(partial);
    for (let c = 0; c < width; c++) {
      if (adc === null) output[c] += partial[c];
      else {
        const share =
          partial[c] / scales.outputs +
          held.outputOffsets[block * width + c] +
          (rng === null ? 0 : adc.noise * rng.normal());
        output[c] += codeOf(array, adc, share) * scales.outputs;
      }
    }
  }
  return output.map((x) => x * scales.gain);
}

/** Weights, 0 to 1, as driven on word lines: the nearest of 2^bits levels; unchanged on ideal lines. */
const drivenWeights = (
  { inputBits, queryBits }: Pick<DynamicArray, "inputBits" | "queryBits">,
  weights: Float64Array,
): Float64Array => {
  if (!Number.isFinite(inputBits)) return weights;
  const top = 2 ** queryBits - 1;
  return weights.map((x) => Math.round(x * top) / top);
};
