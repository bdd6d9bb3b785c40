import { ConfigError } from "../base/errors.ts";
import type { Config } from "../design/config.ts";
import { type CostTotals, totals } from "../evaluate.ts";
import type { ComparisonDesign } from "../ladder/comparison-design.ts";
import { metricOfKey } from "../ladder/metrics/index.ts";
import { type Metric, type MetricSource, UNMEASURED } from "../ladder/metrics/metric.ts";
import { SUBJECT } from "../ladder/rungs.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";

/**
 * What the metrics of the memristor design are computed from: its totals, and those of other comparison designs when a
 * metric asks for them. Throws InfeasibleError where one of them has no price.
 */
export function pricedPoint({ design, workload }: Config, point: OperatingPoint): MetricSource {
  const known = new Map<ComparisonDesign, CostTotals>();
  const costOf = (rung: ComparisonDesign): CostTotals => {
    const cost = known.get(rung) ?? totals(rung.design(design), rung.workload(workload), point);
    known.set(rung, cost);
    return cost;
  };
  return { design, workload, cost: costOf(SUBJECT), costOf, quality: UNMEASURED };
}

/** The metrics of some columns. Throws ConfigError for one that this version does not compute. */
export const metricsNamed = (keys: readonly string[], place: string): Metric[] =>
  keys.map((key) => {
    const metric = metricOfKey(key);
    if (metric === null)
      throw new ConfigError([
        { place, path: key, message: "expected a metric that this version computes, received another" },
      ]);
    return metric;
  });
