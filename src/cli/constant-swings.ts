import { type PricedLadder, swings } from "../ladder/cost-sensitivity.ts";
import type { TornadoRow } from "../report/sensitivity-report.ts";

/** A row of the tornado for every constant with a range, in the order of the ladder's groups. */
export function constantSwings(ladder: PricedLadder, metric: string): TornadoRow[] {
  return swings(ladder).map(({ group: { members, source, note }, low, high }) => ({
    name: members[0].place,
    places: members.map(({ place }) => place),
    low: members[0].low,
    nominal: members[0].nominal,
    high: members[0].high,
    atLow: low[metric],
    atHigh: high[metric],
    reason: "",
    source,
    note,
  }));
}
