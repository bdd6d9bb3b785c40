import { studentQuantile } from "./student.ts";

/** Mean of a sample with its 95 % confidence interval (half width, Student's t). */
export interface Estimate {
  readonly mean: number;
  /** Half width of the 95 % interval of the mean; 0 for a single value. */
  readonly interval: number;
  readonly samples: number;
}

export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  if (n < 2) return { mean, interval: 0, samples: n };
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, interval: studentQuantile(n - 1) * Math.sqrt(variance / n), samples: n };
}
