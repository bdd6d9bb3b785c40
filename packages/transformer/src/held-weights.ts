// What lanes know of arrays that hold a model's weights.

import type { WeightSettings } from "./weight-settings.ts";

/** A chip's arrays of weights: what they are, the words that name the chip, and what a read of them meets. */
export interface ChipArrays {
  readonly settings: WeightSettings;
  readonly seed: readonly [number, number];
  /** Share of a cell's voltage that wires leave, by row and column of an array; null without wires. */
  readonly wires: Float32Array | null;
  /** Variance of a column's sum in each phase from the charge itself, squared levels times squared digits; 0 without it. */
  readonly charge: number;
}

/** A matrix whose weights are in arrays. Addresses. */
export interface HeldMatrix {
  /** Number of the matrix, which names its cells. */
  readonly index: number;
  readonly outputs: number;
  /** Cells in parallel of each weight. */
  readonly copies: number;
  /** Largest input that digits reach, or 0 for that of each vector; one number. Of matrices with the same inputs the first one's. */
  readonly inputRange: number;
  /** How often inputs of a calibration text had each size: RANGE_BINS integers. */
  readonly inputSizes: number;
  /** Largest column sum that converters reach, by slice and kind of digit: slices × 2 numbers. */
  readonly ranges: number;
  /** How often column sums of a calibration text had each size: slices × 2 × RANGE_BINS integers. */
  readonly sizes: number;
  /** Gain and offset of each output: outputs × 2 numbers. */
  readonly fit: number;
  /** Sums over a calibration text for each output: outputs × FIT_SUMS doubles. */
  readonly sums: number;
}

/** Sizes of column sums are counted in 32 bins an octave, from 2^−4 to 2^28. */
export const RANGE_BINS = 1024;
const BIN_SHIFT = 18;
const FIRST_BIN = (127 - 4) << 5;

/** Bits that multiply a float32 by 2^12 where they are added: inputs are smaller than sums of digits. */
const FINER = 12 << 23;

/** Bin of a float32 from its bits, and of an input from its. */
export const binOf = (bits: number): number =>
  Math.min(RANGE_BINS - 1, Math.max(0, ((bits & 0x7fff_ffff) >> BIN_SHIFT) - FIRST_BIN));

export const inputBinOf = (bits: number): number => ((bits & 0x7fff_ffff) === 0 ? 0 : binOf(bits + FINER));

/** Size below which all of a bin's inputs are. */
export const endOfInputBin = (bin: number): number => endOfBin(bin) / 2 ** 12;

/** Size below which all of a bin's numbers are. */
export const endOfBin = (bin: number): number =>
  new Float32Array(Int32Array.of((bin + 1 + FIRST_BIN) << BIN_SHIFT).buffer)[0];

/** Sums of read outputs x and of exact ones y: n, Σx, Σy, Σx², Σxy, Σy². */
export const FIT_SUMS = 6;

/**
 * What a pass does with arrays. `off`: products of the stored weights; `inputs`, `ranges` and `fit`: these too, while inputs or
 * column sums are counted or outputs compared with them; `on`: products in arrays.
 */
export const ARRAY_MODE = { off: 0, ranges: 1, fit: 2, on: 3, inputs: 4 } as const;
/** Words of the control memory. */
export const ARRAY_CONTROL = { mode: 0, reads: 1 } as const;
export const CONTROL_WORDS = 2;

/** Inputs as digits: addresses of their parts. */
export interface DigitArea {
  /** Digits of each phase and block of rows as quads of 16 bits, and their squares over their unit. */
  readonly digits: number;
  readonly squares: number;
  /** Step of each input vector, and the sum of its whole numbers. */
  readonly steps: number;
  readonly sums: number;
}

export type ArrayScratch =
  | "numbers"
  | "cells"
  | "exponents"
  | "ones"
  | "panel"
  | "noise"
  | "partial"
  | "variances"
  | "sum"
  | "exact";

/** Units of what is multiplied in whole numbers of 16 bits. */
export interface WholeUnits {
  /** Levels of a step of a cell, or of a pair of cells. */
  readonly cell: number;
  /** Sum of squared conductances, over the highest one, of a step of the noise. */
  readonly noise: number;
  /** Squared digits of a step of a digit's square. */
  readonly square: number;
  /** Rows over which sums of products fit in 32 bits, a multiple of eight: of digits, and of their squares. */
  readonly rows: number;
  readonly squareRows: number;
}

/** Largest whole number of 16 bits. */
export const MOST_WHOLE = 2 ** 15 - 1;

/** Weights in arrays, as lanes see them. Plain data. */
export interface HeldWeights {
  readonly settings: WeightSettings;
  readonly slices: number;
  readonly phases: number;
  /** What is left of a level's difference on average, after drift and wires. */
  readonly level: number;
  /** Variance of a column's sum in each phase that does not depend on its cells. */
  readonly charge: number;
  /** Units of the whole numbers of 16 bits that are multiplied. */
  readonly units: WholeUnits;
  /** Words that name the chip. */
  readonly seed: readonly [number, number];
  /** Share of a cell's voltage that reaches it, by column and row of an array: all ones without wires. */
  readonly wires: number;
  readonly control: number;
  /** Inputs of a block, which all lanes read, and of a lane's rows of logits. */
  readonly block: DigitArea;
  readonly logits: readonly DigitArea[];
  readonly lanes: readonly number[];
  readonly scratch: Readonly<Record<ArrayScratch, number>>;
  readonly matrices: Readonly<Record<string, HeldMatrix>>;
}

export const rounded = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Input rows of each block of an array's word lines, with the room that each takes, a multiple of eight. */
export function rowBlocks(
  columns: number,
  rows: number,
): readonly {
  readonly from: number;
  readonly count: number;
  readonly padded: number;
  readonly at: number;
}[] {
  let at = 0;
  return Array.from({ length: Math.ceil(columns / rows) }, (_, n) => {
    const from = n * rows;
    const count = Math.min(rows, columns - from);
    const block = { from, count, padded: rounded(count, 8), at };
    at += block.padded;
    return block;
  });
}

/** Whether the sums of a phase have noise. */
export const isNoisy = ({ settings, charge }: Pick<HeldWeights, "settings" | "charge">): boolean =>
  settings.readNoise > 0 || charge > 0;

/** Columns of a panel's sums, whose noise is drawn in sixteens. */
export const wideOf = (count: number): number => rounded(count, 16);

/** Numbers of an output's cells in a block of rows: one line of cells, or a pair of lines. */
export const cellsOf = (padded: number, { pairing }: Pick<WeightSettings, "pairing">): number =>
  rounded(pairing === "differential" ? 2 * padded : padded, 16);
