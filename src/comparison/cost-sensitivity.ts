import { type Rng, type ShareEstimate, shareOf } from "#base";
import { type CostReport, rollUp } from "../cost/cost-report.ts";
import { componentsOfAll, priceList, usedComponents } from "../cost/price-list.ts";
import { type ConstantGroup, constantGroups, mirroredDraw, overridesAt } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { type Priced, price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { ComparisonDesign } from "./comparison-design.ts";
import { COMPARISON_DESIGNS, SUBJECT } from "./comparison-designs.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { COST_METRICS, type MetricValues, RATIO_METRICS, valuesOf } from "./metrics/index.ts";
import { noModel, UNMEASURED } from "./metrics/metric.ts";

/** The subject and the designs that ratio metrics compare it with, in list order. */
export const PRICED_DESIGNS: readonly ComparisonDesign[] = COMPARISON_DESIGNS.filter(
  (contender) => contender === SUBJECT || RATIO_METRICS.some(({ versus }) => versus?.contender === contender),
);

/** The subject and its baselines, mapped and priced at their nominal constants. */
export interface PricedComparison {
  /** In the order of `PRICED_DESIGNS`. */
  readonly contenders: readonly Priced[];
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Constants with a range that at least one of these designs pays for. */
  readonly groups: readonly ConstantGroup[];
}

/** Throws InfeasibleError where one of the designs has no price. */
export function pricedComparison(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): PricedComparison {
  const contenders = PRICED_DESIGNS.map((contender) =>
    price(contender.design(design), contender.workload(workload), point),
  );
  const used = new Set([
    "technology",
    "clocks",
    ...contenders.flatMap((contender) => [...usedComponents(contender)]),
  ]);
  // Parts that no design uses come from the digital design's choices.
  const { digital } = contenders[PRICED_DESIGNS.indexOf(lshDigital)].design;
  const groups = constantGroups(componentsOfAll({ ...design, digital }, contenders)).filter(({ members }) =>
    members.some(({ component }) => used.has(component)),
  );
  return { contenders, workload, point, groups };
}

const SUBJECT_PLACE = PRICED_DESIGNS.indexOf(SUBJECT);
const EVERY = COST_METRICS.map(({ key }) => key);

/**
 * Returns the `wanted` cost metrics with some constants replaced. Mappings and choices stay those of the
 * nominal constants. A design that no wanted metric needs is not priced.
 */
export function metricsAt(
  { contenders, workload, point }: PricedComparison,
  overrides: Readonly<Record<string, number>>,
  wanted: readonly string[] = EVERY,
): MetricValues {
  const costs = new Map<number, CostReport>();
  const costAt = (place: number): CostReport => {
    const { design, mapping } = contenders[place];
    const cost = costs.get(place) ?? rollUp(mapping, priceList(design, point, overrides));
    costs.set(place, cost);
    return cost;
  };
  return valuesOf(
    COST_METRICS.filter(({ key }) => wanted.includes(key)),
    {
      design: contenders[SUBJECT_PLACE].design,
      workload,
      cost: costAt(SUBJECT_PLACE),
      costOf: (contender) => costAt(PRICED_DESIGNS.indexOf(contender)),
      quality: UNMEASURED,
      model: noModel,
    },
  );
}

/** Metrics with one group of constants at its low end and at its high end, all others nominal. */
export interface Swing {
  readonly group: ConstantGroup;
  readonly low: MetricValues;
  readonly high: MetricValues;
}

export const swings = (comparison: PricedComparison): Swing[] =>
  comparison.groups.map((group) => ({
    group,
    low: metricsAt(comparison, memberValues(group, "low")),
    high: metricsAt(comparison, memberValues(group, "high")),
  }));

const memberValues = (group: ConstantGroup, end: "low" | "high"): Record<string, number> =>
  overridesAt([group], () => (end === "low" ? 0 : 1));

/** Draws of all constants together: the quantile of each group and the metrics. */
export interface CostDraws {
  /** draws × groups. */
  readonly shares: readonly (readonly number[])[];
  /** One a draw. */
  readonly metrics: readonly MetricValues[];
}

/** Draws as in `costBands` with this stream: a group's quantile depends on its name and the draw. */
export function costDraws(comparison: PricedComparison, draws: number, rng: Rng): CostDraws {
  const shares = Array.from({ length: draws }, (_, n) => {
    const draw = mirroredDraw(rng, n);
    return comparison.groups.map(({ label }) => draw(label));
  });
  return { shares, metrics: shares.map((own) => metricsAtShares(comparison, own)) };
}

/** Metrics with each group at its quantile. */
export const metricsAtShares = (comparison: PricedComparison, shares: readonly number[]): MetricValues => {
  const of = new Map(comparison.groups.map((group, n) => [group, shares[n]]));
  return metricsAt(
    comparison,
    overridesAt(comparison.groups, (group) => of.get(group) as number),
  );
};

/** Share of draws in which the memristor design costs less than a baseline, by a ratio's key. */
export const probabilityBelowOne = (draws: CostDraws, ratio: string): ShareEstimate =>
  shareOf(draws.metrics.filter((own) => own[ratio] < 1).length, draws.metrics.length);
