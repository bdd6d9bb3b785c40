/** Two-sided 97.5 % quantiles of Student's t by degrees of freedom (standard table). */
const STUDENT_T = [
  Number.POSITIVE_INFINITY,
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
  2.201,
  2.179,
  2.16,
  2.145,
  2.131,
  2.12,
  2.11,
  2.101,
  2.093,
  2.086,
];

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

/** Two-sided 97.5 % quantile of Student's t; above the table it falls as 1.96 + 2.4 / df to better than a percent. */
export const studentQuantile = (df: number): number => STUDENT_T[df] ?? 1.96 + 2.4 / df;
