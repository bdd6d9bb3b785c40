import { csvText } from "../../../base/table.ts";
import type { FeasibleRung } from "../../../comparison/comparison-design.ts";
import { type Metric, pricedSource } from "../../../comparison/metrics/metric.ts";
import { energy as energyMetric, power } from "../../../comparison/metrics/prices.ts";
import type { Workload } from "../../../design/workload.ts";
import type { Comparison } from "../run/compare.ts";
import { LADDER_METRICS } from "./tables.ts";

/** The tables' metrics but power, which is energy over latency. */
const COLUMNS: readonly Metric[] = LADDER_METRICS.filter((metric) => metric !== power);

function valuesAt(rung: FeasibleRung, workload: Workload): number[] {
  const source = pricedSource(rung, workload);
  return COLUMNS.map(({ of }) => of(source));
}

/** Every rung at every length: SI, units in the header; infeasible rungs have empty cells. */
export const curvesCsv = ({ curves, workload }: Comparison): string =>
  csvText(
    ["length", "rung", "status", ...COLUMNS.map(({ key }) => key)],
    curves.flatMap(({ length, rungs }) =>
      rungs.map((rung) =>
        rung.feasible
          ? [length, rung.id, "ok", ...valuesAt(rung, { ...workload, length })]
          : [length, rung.id, "infeasible", ...COLUMNS.map(() => "")],
      ),
    ),
  );

/** Every energy item of every rung. */
export const breakdownCsv = ({ rungs }: Comparison): string =>
  csvText(
    ["rung", "operation", "component", "action", "count", energyMetric.key],
    rungs.flatMap((rung) =>
      (rung.feasible ? rung.cost.breakdown : []).map((item) => [
        rung.id,
        item.operation,
        item.component,
        item.action,
        item.count,
        item.energy,
      ]),
    ),
  );
