// A plan in words and as a loop nest.

import { isScored } from "../../design/key-codes.ts";
import type { Plan, TensorName } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";

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
export function loopNest(plan: Plan, { attention, phase }: Workload): string[] {
  const queries: Loop = ["query tile", plan.queryTiles, ["queries", "outputs"]];
  const keys: Loop = ["key tile", plan.keyTiles, ["keys", "values"]];
  const inner: Loop[] =
    attention.kind === "lsh"
      ? [
          ["round", attention.rounds, ["orders"]],
          ["chunk", null, []],
        ]
      : [["block of queries", null, isScored(attention) ? ["lists"] : []]];
  const loops: Loop[] =
    phase === "decode"
      ? [["sequence and key head", null, ["near keys and values", "bucket lists", "query map"]]]
      : [
          ["head", null, []],
          ["pass over the values' width", plan.valuePasses, []],
          ...(plan.outer === "queries" ? [queries, keys] : [keys, queries]),
          ...inner,
        ];
  return loops
    .filter(([, count]) => count !== 1)
    .map(([name, count, holds], depth) => {
      const kept = holds
        .filter((tensor) => (plan.resident[tensor] ?? 0) > 0)
        .map((tensor) => `${tensor} ${Math.round(100 * (plan.resident[tensor] ?? 0))} %`);
      const loop = `${"  ".repeat(depth)}for each ${name}${count === null ? "" : ` of ${count}`}`;
      return kept.length === 0 ? loop : `${loop}  [buffer: ${kept.join(", ")}]`;
    });
}

type Loop = readonly [name: string, count: number | null, holds: readonly TensorName[]];
