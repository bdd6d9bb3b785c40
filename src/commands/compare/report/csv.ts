import { csvText } from "#base";
import type { FeasibleResult } from "../../../comparison/comparison-design.ts";
import { type Metric, pricedSource } from "../../../comparison/metrics/metric.ts";
import { energy as energyMetric, peakPower, power } from "../../../comparison/metrics/prices.ts";
import type { Workload } from "../../../design/workload.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import type { Comparison } from "../run/comparison.ts";
import { COMPARISON_METRICS } from "./tables.ts";

/** The tables' metrics without powers: the average is energy over latency. */
const COLUMNS: readonly Metric[] = COMPARISON_METRICS.filter(
  (metric) => metric !== power && metric !== peakPower,
);

function valuesAt(contender: FeasibleResult, workload: Workload): number[] {
  const source = pricedSource(contender, workload);
  return COLUMNS.map(({ of }) => of(source));
}

/** Every design at every length: SI, units in the header; infeasible designs have empty cells. */
export const curvesCsv = ({ curves, workload }: Comparison): string =>
  csvText(
    ["length", STORED_KEYS.contender, "status", ...COLUMNS.map(({ key }) => key)],
    curves.flatMap(({ length, contenders }) =>
      contenders.map((contender) =>
        contender.feasible
          ? [length, contender.id, "ok", ...valuesAt(contender, { ...workload, length })]
          : [length, contender.id, "infeasible", ...COLUMNS.map(() => "")],
      ),
    ),
  );

/** Every energy item of every design. */
export const breakdownCsv = ({ contenders }: Comparison): string =>
  csvText(
    [STORED_KEYS.contender, "operation", "component", "action", "count", energyMetric.key],
    contenders.flatMap((contender) =>
      (contender.feasible ? contender.cost.breakdown : []).map((item) => [
        contender.id,
        item.operation,
        item.component,
        item.action,
        item.count,
        item.energy,
      ]),
    ),
  );
