import { COST_METRICS, type CostMetric, type PricedLadder, swings } from "../ladder/cost-sensitivity.ts";
import type { TornadoRow } from "../report/sensitivity-report.ts";

/** A row of the tornado for every constant with a range, in the order of the ladder's groups. */
export function constantSwings(ladder: PricedLadder, metric: CostMetric): TornadoRow[] {
  const at = COST_METRICS.indexOf(metric);
  return swings(ladder).map(({ group: { name, members, source, note }, low, high }) => ({
    name: `${members[0].component}.${name}`,
    places: members.map(({ key }) => key),
    low: members[0].low,
    nominal: members[0].nominal,
    high: members[0].high,
    atLow: low[at],
    atHigh: high[at],
    reason: "",
    source,
    note,
  }));
}
