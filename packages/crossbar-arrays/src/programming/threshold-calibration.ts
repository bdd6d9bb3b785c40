/** How comparator thresholds are trimmed. */
export interface CalibrationPlan {
  /** Trims reach from −range to +range, A. */
  readonly range: number;
  /** Bits of each trim, 1 … 24. */
  readonly trimBits: number;
  /** Reads averaged before each bit is decided. */
  readonly readsPerBit: number;
  /** s and J of one read of all comparators. */
  readonly readTime: number;
  readonly readEnergy: number;
}

export interface Calibration {
  /** A, one per comparator: subtracted from its offset. */
  readonly trim: Float64Array;
  /** A, offset minus trim. */
  readonly residual: Float64Array;
  /** Step of the trims, A. */
  readonly step: number;
  /** Comparators with an offset outside the trim range. */
  readonly saturated: number;
  readonly reads: number;
  /** s and J of all reads. */
  readonly time: number;
  readonly energy: number;
}

/** Reads offsets (A) minus the applied trims, including read noise. */
export type OffsetRead = (trim: Float64Array) => Float64Array;

/**
 * Trims comparators with the given true offsets (A), all at once, by successive approximation: trimBits ×
 * readsPerBit reads. Without read noise the residual of a comparator in range is uniform within one step,
 * 2·range / 2^bits, around 0: a deviation of step/√12. Throws RangeError for invalid plans.
 */
export function calibrateThresholds(
  offsets: Float64Array,
  plan: CalibrationPlan,
  read: OffsetRead,
): Calibration {
  checkPlan(plan);
  const { range, trimBits, readsPerBit } = plan;
  const step = (2 * range) / 2 ** trimBits;
  const code = new Float64Array(offsets.length);
  for (let bit = trimBits - 1; bit >= 0; bit--) {
    const boundary = code.map((c) => -range + (c + 2 ** bit) * step);
    const seen = averageRead(boundary, readsPerBit, read);
    for (let n = 0; n < code.length; n++) if (seen[n] >= 0) code[n] += 2 ** bit;
  }
  const trim = code.map((c) => -range + (c + 0.5) * step);
  const reads = trimBits * readsPerBit;
  return {
    trim,
    residual: offsets.map((offset, n) => offset - trim[n]),
    step,
    saturated: offsets.filter((offset) => Math.abs(offset) > range).length,
    reads,
    time: reads * plan.readTime,
    energy: reads * plan.readEnergy,
  };
}

function averageRead(trim: Float64Array, reads: number, read: OffsetRead): Float64Array {
  const sum = new Float64Array(trim.length);
  for (let n = 0; n < reads; n++) {
    const seen = read(trim);
    if (seen.length !== trim.length)
      throw new RangeError(
        `calibrateThresholds: expected ${trim.length} values a read, received ${seen.length}`,
      );
    for (let k = 0; k < sum.length; k++) sum[k] += seen[k];
  }
  return sum.map((total) => total / reads);
}

function checkPlan({ range, trimBits, readsPerBit, readTime, readEnergy }: CalibrationPlan): void {
  const fail = (expected: string, received: number): never => {
    throw new RangeError(`calibrateThresholds: expected ${expected}, received ${received}`);
  };
  if (!(range > 0 && range < Number.POSITIVE_INFINITY)) fail("a finite range above 0 A", range);
  if (!(Number.isInteger(trimBits) && trimBits >= 1 && trimBits <= 24)) fail("1 … 24 trim bits", trimBits);
  if (!(Number.isInteger(readsPerBit) && readsPerBit >= 1)) fail("at least 1 read a bit", readsPerBit);
  for (const value of [readTime, readEnergy])
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) fail("a finite time and energy ≥ 0", value);
}
