// A plan in words and as a loop nest.

import type { Plan } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import { loopsOf } from "./data-places.ts";

/** "keys and values stay in 2 tiles, queries and outputs pass in 32; one head at a time; in memory: bucket ids (25 %)" */
export function planWords(plan: Plan): string {
  const { outer, queryTiles, keyTiles, valuePasses, orders, headsInFlight } = plan;
  const own = (name: string, tiles: number): string =>
    tiles === 1 ? `${name} whole` : `${name} in ${tiles} tiles`;
  const [stay, pass] =
    outer === "queries"
      ? [own("queries and outputs", queryTiles), own("keys and values", keyTiles)]
      : [own("keys and values", keyTiles), own("queries and outputs", queryTiles)];
  const away = Object.entries(plan.resident)
    .filter(([, share]) => share < 1)
    .map(([name, share]) => `${name} (${Math.round(100 * (1 - share))} %)`);
  return [
    headsInFlight === null
      ? "the buffers of the chip hold what all heads keep"
      : `${stay} stay, ${pass} pass by`,
    ...(valuePasses > 1 ? [`${valuePasses} passes over the values' width, scores computed in each`] : []),
    ...(orders === "one" ? ["the order of one round at a time"] : []),
    ...(headsInFlight === null
      ? []
      : [`${headsInFlight} ${headsInFlight === 1 ? "head" : "heads"} in flight`]),
    away.length === 0 ? "nothing in the memory behind" : `in the memory behind: ${away.join(", ")}`,
  ].join("; ");
}

/** A plan as nested loops, the outermost first, a line each. */
export const loopNest = (plan: Plan, workload: Workload): string[] =>
  loopsOf(plan, workload).map(({ name, count, holds }, depth) => {
    const kept = holds
      .filter((tensor) => (plan.resident[tensor] ?? 0) > 0)
      .map((tensor) => `${tensor} ${Math.round(100 * (plan.resident[tensor] ?? 0))} %`);
    const loop = `${"  ".repeat(depth)}for each ${name}${count === null ? "" : ` of ${count}`}`;
    return kept.length === 0 ? loop : `${loop}  [buffer: ${kept.join(", ")}]`;
  });
