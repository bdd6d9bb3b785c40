import { dense } from "../base/dense.ts";
import { type ShareEstimate, shareOf } from "../base/share.ts";
import { nonDominated } from "./pareto.ts";

/**
 * Share of draws in which each point is on the front. `costs`: draws × points × objectives, smaller is better; the draws
 * are shared by all points (common random numbers), so that what moves all of them alike moves no membership.
 */
export function robustMembership(costs: readonly (readonly Float64Array[])[]): ShareEstimate[] {
  const points = costs[0]?.length ?? 0;
  const times = new Array<number>(points).fill(0);
  for (const draw of costs) {
    const columns = draw[0].length;
    const flat = new Float64Array(points * columns);
    for (const [n, own] of draw.entries()) flat.set(own, n * columns);
    for (const row of nonDominated(dense(points, columns, flat))) times[row]++;
  }
  return times.map((count) => shareOf(count, costs.length));
}
