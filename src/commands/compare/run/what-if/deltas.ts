// Costs and quality of one design relative to another.

import { estimate, fault, studentQuantile } from "#base";
import type { MeasuredDesign, PricedWorkload, Sampled } from "../../../../runtime/report-manifest.ts";

/** A difference of two means with its 95 % interval. */
export interface Difference {
  readonly mean: number;
  /** Half width; null where one side has a single array or no interval. */
  readonly interval: number | null;
  /** Arrays of the smaller side. */
  readonly samples: number;
  /** Whether it is the mean of differences array by array: both sides drew the same arrays. */
  readonly isPaired: boolean;
  /** Whether these arrays resolve it from zero. */
  readonly isShown: boolean;
}

/** Quotients of costs over the base's, and quality less the base's; null where they are not comparable. */
export interface Delta {
  readonly energy: number | null;
  readonly latency: number | null;
  /** Quotients per token, where workloads differ only in length or batch. */
  readonly perToken: { readonly energy: number; readonly latency: number } | null;
  readonly area: number;
  readonly recall: Difference | null;
  readonly outputError: Difference | null;
  /** Why whole-workload costs have no quotients, and qualities no differences; empty where they do. */
  readonly apart: { readonly costs: readonly string[]; readonly quality: readonly string[] };
}

/** A measured design labelled by its source. */
export interface Named {
  readonly label: string;
  readonly measured: MeasuredDesign;
}

/** Compares two designs. Throws ConfigError where they are not of one comparison design. */
export function deltaOf(base: Named, other: Named): Delta {
  const [a, b] = [base.measured, other.measured];
  if (a.design !== b.design)
    throw fault(
      other.label,
      "design",
      `expected ${a.design}, as ${base.label} has it, received ${b.design}: no delta compares them`,
    );
  // Equal seeds draw the same arrays, whatever is read from them.
  const areSame = a.seed === b.seed;
  const apart = { costs: costsApart(a, b), quality: qualityApart(a, b) };
  const [energy, latency] = [b.energy_J / a.energy_J, b.latency_s / a.latency_s];
  const isWhole = apart.costs.length === 0;
  const difference = (before: Sampled | null, after: Sampled | null): Difference | null =>
    apart.quality.length === 0 ? differenceOf(before, after, areSame) : null;
  return {
    energy: isWhole ? energy : null,
    latency: isWhole ? latency : null,
    perToken: isWhole ? null : perToken(a, b, { energy, latency }),
    area: b.area_m2 / a.area_m2,
    recall: difference(a.recall, b.recall),
    outputError: difference(a.outputError, b.outputError),
    apart,
  };
}

/** Keys that give the size of a workload, not its kind. */
const AMOUNTS: readonly string[] = ["length", "batch", "tokens"] satisfies (keyof PricedWorkload)[];

const differing = (a: PricedWorkload, b: PricedWorkload): (keyof PricedWorkload)[] =>
  (Object.keys(a) as (keyof PricedWorkload)[]).filter((key) => a[key] !== b[key]);

/** Differences of the priced workloads. An older file states only the length of the quality measurement. */
function costsApart(a: MeasuredDesign, b: MeasuredDesign): string[] {
  if (a.workload === undefined || b.workload === undefined)
    return a.length === b.length ? [] : [`length ${b.length}, the base ${a.length}`];
  const [before, after] = [a.workload, b.workload];
  return differing(before, after)
    .filter((key) => key !== "tokens")
    .map((key) => `${key} ${after[key]}, the base ${before[key]}`);
}

/** Null where more than length and batch differs. */
function perToken(
  { workload: before }: MeasuredDesign,
  { workload: after }: MeasuredDesign,
  { energy, latency }: { readonly energy: number; readonly latency: number },
): Delta["perToken"] {
  if (before === undefined || after === undefined) return null;
  if (differing(before, after).some((key) => !AMOUNTS.includes(key))) return null;
  const tokens = after.tokens / before.tokens;
  return { energy: energy / tokens, latency: latency / tokens };
}

/** Differences in what the qualities were measured on and how. What an older file lacks is taken as equal. */
function qualityApart(a: MeasuredDesign, b: MeasuredDesign): string[] {
  const differ = (name: string, of: (one: MeasuredDesign) => string | number | undefined): string[] => {
    const [before, after] = [of(a), of(b)];
    return before === undefined || after === undefined || before === after
      ? []
      : [`${name} ${after}, the base ${before}`];
  };
  const found = [
    ...differ("model", ({ model }) => model),
    ...differ("measured length", ({ length }) => length),
    ...differ("level", ({ level }) => level),
  ];
  // Another model or length implies another text.
  const isOtherText = differ("", ({ activations }) => activations).length > 0;
  return found.length === 0 && isOtherText ? ["another text"] : found;
}

/**
 * The second mean less the first: the mean of differences array by array where both drew the same ones,
 * otherwise of two samples with unequal variances (Welch). Null where one is not known.
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

/** Half width of a mean difference's 95 % interval, with degrees of freedom by Welch and Satterthwaite. */
function welch(a: Sampled, b: Sampled): number {
  const errors = [a, b].map(({ interval95, samples }) => (interval95 / studentQuantile(samples - 1)) ** 2);
  const sum = errors[0] + errors[1];
  if (sum === 0) return 0;
  const freedom = sum ** 2 / (errors[0] ** 2 / (a.samples - 1) + errors[1] ** 2 / (b.samples - 1));
  return studentQuantile(freedom) * Math.sqrt(sum);
}
