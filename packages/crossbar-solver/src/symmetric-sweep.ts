/**
 * A dense symmetric matrix of which the lower triangle counts; row i is at i · stride. A sweep of pivots K:
 *
 *     A_KK → −A_KK⁻¹     A_RK → A_RK·A_KK⁻¹     A_RR → A_RR − A_RK·A_KK⁻¹·A_KR
 *
 * is an elimination that keeps what back substitution needs.
 */
export interface SymmetricSweep {
  /** Doubles between rows, a multiple of 4 and at least the requested size. */
  readonly stride: number;
  /** The lower triangle is 0 at first. */
  readonly data: Float64Array;
  /** Sweeps `count` pivots from `first` on in the leading `size` rows and columns, a multiple of 4. */
  sweep(size: number, first: number, count: number): void;
}

/** The next multiple of four. */
export const fours = (count: number): number => 4 * Math.ceil(count / 4);

/** The reference in plain TypeScript, a pivot at a time. */
export function plainSweep(size: number): SymmetricSweep {
  const stride = fours(size);
  const data = new Float64Array(stride * stride);
  const pivotRow = new Float64Array(stride);
  const sweepOne = (rows: number, p: number): void => {
    const inverse = 1 / data[p * stride + p];
    for (let j = 0; j < rows; j++) pivotRow[j] = j <= p ? data[p * stride + j] : data[j * stride + p];
    pivotRow[p] = 0;
    for (let i = 0; i < rows; i++) {
      const factor = pivotRow[i] * inverse;
      if (factor === 0) continue;
      const from = i * stride;
      for (let j = 0; j <= i; j++) data[from + j] -= factor * pivotRow[j];
    }
    for (let j = 0; j < p; j++) data[p * stride + j] = pivotRow[j] * inverse;
    for (let i = p + 1; i < rows; i++) data[i * stride + p] = pivotRow[i] * inverse;
    data[p * stride + p] = -inverse;
  };
  return {
    stride,
    data,
    sweep: (rows, first, count) => {
      for (let p = first; p < first + count; p++) sweepOne(rows, p);
    },
  };
}
