// What one design costs and gives more or less than another.

import { ConfigError } from "../../base/errors.ts";
import { estimate, studentQuantile } from "../../base/statistics.ts";
import type { MeasuredDesign, Sampled } from "../../runtime/report-manifest.ts";

/** A difference of two means with its 95 % interval. */
export interface Difference {
  readonly mean: number;
  /** Half width; null where one side is of a single array, or says no interval. */
  readonly interval: number | null;
  /** Arrays of the smaller side. */
  readonly samples: number;
  /** Whether it is the mean of differences array by array: both sides drew the same arrays. */
  readonly isPaired: boolean;
  /** Whether these arrays can tell it from none. */
  readonly isShown: boolean;
}

/** Quotients of costs over the base's, and differences of quality less the base's. */
export interface Delta {
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
  readonly recall: Difference | null;
  readonly outputError: Difference | null;
}

/** A measured design under the name of its source. */
export interface Named {
  readonly label: string;
  readonly measured: MeasuredDesign;
}

/** Throws ConfigError where the two were not measured on one model, or are not of one comparison design. */
export function deltaOf(base: Named, other: Named): Delta {
  const [a, b] = [base.measured, other.measured];
  if (a.model !== b.model) throw mismatch(other.label, "model", a.model, base.label, b.model);
  if (a.design !== b.design) throw mismatch(other.label, "design", a.design, base.label, b.design);
  // Arrays of one seed are the same draws, whatever is read from them.
  const areSame = a.seed === b.seed;
  return {
    energy: b.energy_J / a.energy_J,
    latency: b.latency_s / a.latency_s,
    area: b.area_m2 / a.area_m2,
    recall: differenceOf(a.recall, b.recall, areSame),
    outputError: differenceOf(a.outputError, b.outputError, areSame),
  };
}

const mismatch = (place: string, path: string, expected: string, base: string, received: string) =>
  new ConfigError([
    {
      place,
      path,
      message: `expected ${expected}, as ${base} has it, received ${received}: no delta compares them`,
    },
  ]);

/**
 * The second mean less the first: of the differences array by array where both drew the same ones, else of two samples
 * with variances of their own (Welch). Null where one is not known.
 */
export function differenceOf(
  before: Sampled | null,
  after: Sampled | null,
  areSame: boolean,
): Difference | null {
  if (before === null || after === null) return null;
  const samples = Math.min(before.samples, after.samples);
  const [x, y] = [before.values, after.values];
  if (areSame && x !== null && y !== null && x.length === y.length && x.length > 1) {
    const { mean, interval } = estimate(x.map((value, n) => y[n] - value));
    return { mean, interval, samples, isPaired: true, isShown: Math.abs(mean) > interval };
  }
  const mean = after.mean - before.mean;
  const interval = samples < 2 ? null : welch(before, after);
  return {
    mean,
    interval,
    samples,
    isPaired: false,
    isShown: interval !== null && Math.abs(mean) > interval,
  };
}

/** Half width of the 95 % interval of a difference of means, degrees of freedom by Welch and Satterthwaite. */
function welch(a: Sampled, b: Sampled): number {
  const errors = [a, b].map(({ interval95, samples }) => (interval95 / studentQuantile(samples - 1)) ** 2);
  const sum = errors[0] + errors[1];
  if (sum === 0) return 0;
  const freedom = sum ** 2 / (errors[0] ** 2 / (a.samples - 1) + errors[1] ** 2 / (b.samples - 1));
  return studentQuantile(freedom) * Math.sqrt(sum);
}
