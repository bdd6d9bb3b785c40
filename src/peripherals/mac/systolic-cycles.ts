// Cycles of a matrix product on a systolic array.

/** What stays in the array: the outputs, the weights (second operand) or the inputs (first operand). */
export type Dataflow = "output-stationary" | "weight-stationary" | "input-stationary";

export interface Gemm {
  /** The product is m × k times k × n. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface SystolicArray {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Cycles of a matrix product on a systolic array, fold after fold: a fold streams its third dimension through and
 * fills and drains the array. `overlap` is the share of fill and drain that hides behind the next fold; at 0 these
 * are the cycles that [scale-sim-v3] counts (the drain of an output-stationary fold left out, as it does).
 *
 * | stationary | folds               | cycles a fold | fill and drain |
 * | ---------- | ------------------- | ------------- | -------------- |
 * | outputs    | ⌈m/R⌉ ⌈n/C⌉         | k             | R + C − 2      |
 * | weights    | ⌈k/R⌉ ⌈n/C⌉         | m             | 2R + C − 2     |
 * | inputs     | ⌈k/R⌉ ⌈m/C⌉         | n             | 2R + C − 2     |
 */
export function systolicCycles(
  dataflow: Dataflow,
  { m, n, k }: Gemm,
  { rows, columns }: SystolicArray,
  overlap = 0,
): number {
  const [down, across, stream] = {
    "output-stationary": [m, n, k],
    "weight-stationary": [k, n, m],
    "input-stationary": [k, m, n],
  }[dataflow];
  const fill = (dataflow === "output-stationary" ? rows : 2 * rows) + columns - 2;
  return Math.ceil(down / rows) * Math.ceil(across / columns) * (stream + (1 - overlap) * fill);
}
