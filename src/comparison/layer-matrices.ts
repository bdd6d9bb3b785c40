// Matrices of weights on arrays: how many arrays, and what one input vector does in them.

import type { DynamicArray } from "../arrays/dynamic/dynamic-array.ts";
import type { WeightStep } from "../arrays/weights/settings.ts";
import type { Workload } from "../design/workload.ts";

/** An array of weights; the matrices of a step may have several cells in parallel. */
export interface HeldArray extends DynamicArray {
  readonly copies?: Readonly<Record<WeightStep, number>>;
  /** Whether digits of each vector reach its own largest input, which has to be found; true where absent. */
  readonly ownInputRange?: boolean;
}

/** The array as the matrices of a step use it: cells in parallel take columns of their own, as a pair's lines do. */
const usedBy = (array: HeldArray, step: WeightStep): DynamicArray => ({
  ...array,
  lines: array.lines * (array.copies?.[step] ?? 1),
});

/** Rows and columns of a matrix, weights. */
export type Matrix = readonly [inputs: number, outputs: number];

/** One matrix of weights as arrays, and what one input vector does in it. */
export interface MatrixCounts {
  readonly arrays: number;
  readonly cells: number;
  /** Word lines driven, cells read, columns converted and words added, over all phases. */
  readonly drives: number;
  readonly reads: number;
  readonly conversions: number;
  readonly adds: number;
  /** Conversions that each converter of an array does in sequence. */
  readonly turns: number;
}

/**
 * Counts for `inputs` × `outputs` weights: blocks of rows by blocks of columns, a group of slices per output.
 * A phase drives all rows; every slice of an output is converted per block of rows; all parts are added.
 */
export function matrixCounts(inputs: number, outputs: number, array: DynamicArray): MatrixCounts {
  const { rows, columns, slices, lines, phases, columnsPerConverter } = array;
  const blocks = Math.ceil(inputs / rows);
  const across = Math.ceil((outputs * slices * lines) / columns);
  const conversions = outputs * slices * blocks * phases;
  return {
    arrays: blocks * across,
    cells: blocks * across * rows * columns,
    drives: inputs * across * phases,
    reads: inputs * outputs * slices * lines * phases,
    conversions,
    adds: conversions - outputs,
    turns: Math.min(columnsPerConverter, Math.ceil(columns / lines)) * phases,
  };
}

/** Parts of a model that are arrays of weights. */
export type WeightPart = "projections" | "feed-forward" | "output head";

/** A step of a layer, or the output head: matrices that take the same inputs in parallel. */
export interface Stage {
  readonly part: WeightPart;
  readonly block: WeightStep;
  readonly matrices: readonly Matrix[];
  readonly counts: readonly MatrixCounts[];
  readonly inputs: number;
  /** Outputs of all matrices together. */
  readonly outputs: number;
}

/** Widths of a model's layers. */
export type ModelWidths = NonNullable<Workload["model"]>;

/** Makes a step of matrices of `inputs` × each of `outputs` weights. */
const stageWith =
  (array: HeldArray) =>
  (part: WeightPart, block: WeightStep, inputs: number, outputs: readonly number[]): Stage => {
    const matrices = outputs.map((width): Matrix => [inputs, width]);
    const counts = outputs.map((width) => matrixCounts(inputs, width, usedBy(array, block)));
    return { part, block, matrices, counts, inputs, outputs: outputs.reduce((sum, width) => sum + width, 0) };
  };

/** The output head of a model: a logit for each word of its vocabulary. */
export const headStage = (modelWidth: number, vocabulary: number, array: HeldArray): Stage =>
  stageWith(array)("output head", "outputHead", modelWidth, [vocabulary]);

/** The steps of a layer in their order; attention comes after the first. */
export function stagesOf(
  { modelWidth, hiddenWidth, gated }: ModelWidths,
  { heads, kvHeads, headWidth }: Pick<Workload, "heads" | "kvHeads" | "headWidth">,
  array: HeldArray,
): readonly Stage[] {
  const stage = stageWith(array);
  const width = heads * headWidth;
  const keys = kvHeads * headWidth;
  return [
    stage("projections", "queryKeyValue", modelWidth, [width, keys, keys]),
    stage("projections", "outputProjection", width, [modelWidth]),
    stage("feed-forward", "up", modelWidth, gated ? [hiddenWidth, hiddenWidth] : [hiddenWidth]),
    stage("feed-forward", "down", hiddenWidth, [modelWidth]),
  ];
}

/** Cells written with the weights of some stages; unused cells of partly filled arrays are left out. */
export const cellsOf = (stages: readonly Stage[], array: HeldArray): number =>
  stages.reduce(
    (sum, { block, matrices }) => sum + weightsOf(matrices) * array.slices * usedBy(array, block).lines,
    0,
  );

/** Weights of some matrices. */
export const weightsOf = (matrices: readonly Matrix[]): number =>
  matrices.reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
