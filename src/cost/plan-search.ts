// The best plan of a workload on a design, by branch and bound over numbers of tiles.

import type { Objective, Plan, TensorName, Tiling } from "../design/mapping-plan.ts";
import type { ActionCount } from "../mapping/action-counts.ts";
import type { PlanSpace, Tensor, TilingRange } from "../mapping/flows/flow.ts";
import type { PriceList } from "./price-list.ts";

/** What a plan costs in full: energy, J, with leakage, and latency, s. */
export interface PlanCost {
  readonly energy: number;
  readonly latency: number;
}

/** How good the best plan found is. */
export interface PlanSearch<Found> {
  readonly found: Found;
  /** Share by which a plan that was not looked at could be better at most; 0 where the best is known. */
  readonly gap: number;
  /** Ranges of tilings that were bounded, and plans that were priced in full. */
  readonly bounded: number;
  readonly priced: number;
}

/** What an objective makes least. */
export const OBJECTIVE_OF = {
  energy: ({ energy }) => energy,
  latency: ({ latency }) => latency,
  "energy-delay": ({ energy, latency }) => energy * latency,
} as const satisfies Record<Objective, (cost: PlanCost) => number>;

/** What a search is given: a space, its prices, and what lies outside it. */
export interface PlanProblem<Found> {
  readonly space: PlanSpace;
  readonly prices: PriceList;
  readonly objective: Objective;
  /** Layers and sequences, each of which does the counts of a flow once. */
  readonly repeats: number;
  /** Energy of the actions that are the same under every plan, J. */
  readonly otherEnergy: number;
  /** Numbers of heads in flight that are tried, with a time that no plan of it falls below, s. */
  readonly flights: readonly { readonly heads: number | null; readonly latency: number }[];
  /** Prices a plan in full. */
  readonly price: (plan: Plan) => Found & PlanCost;
}

/** Most ranges that are bounded; with more the gap is stated. */
const MOST_BOUNDED = 4000;

/** A range of tilings under one number of heads in flight, and what no plan in it falls below. */
interface Node {
  readonly range: TilingRange;
  readonly flight: { readonly heads: number | null; readonly latency: number };
  readonly bound: number;
  readonly shares: readonly Plan["resident"][];
}

/**
 * The plan that makes the objective least, with `start` to begin from. A range of tilings is bounded by the counts of its
 * fewest tiles with the sizes of its most: residency of what then fits is a knapsack of fractions, filled by the energy, or
 * by the memory's time, that a bit saves. Ranges that cannot beat the best are dropped, others are halved; a range of one
 * tiling is priced in full, with the residency of least energy and with that of least time of the memory.
 */
export function searchPlans<Found>(
  problem: PlanProblem<Found>,
  start: Found & PlanCost,
): PlanSearch<Found & PlanCost> {
  const value = OBJECTIVE_OF[problem.objective];
  let best = start;
  let priced = 0;
  let bounded = 0;
  const bound = (range: TilingRange, flight: Node["flight"]): Node | null => {
    bounded++;
    return boundOf(problem, range, flight);
  };
  const open: Node[] = problem.flights.flatMap((flight) =>
    problem.space.ranges.flatMap((range) => bound(range, flight) ?? []),
  );
  while (open.length > 0) {
    const node = takeLeast(open);
    if (node.bound >= value(best)) break;
    if (bounded >= MOST_BOUNDED) {
      return { found: best, gap: value(best) / node.bound - 1, bounded, priced };
    }
    const parts = halves(node.range);
    if (parts === null)
      for (const resident of node.shares) {
        priced++;
        const found = problem.price({ ...tilingOf(node.range, 0), headsInFlight: node.flight.heads, resident });
        if (value(found) < value(best)) best = found;
      }
    else
      for (const part of parts) {
        const half = bound(part, node.flight);
        if (half !== null && half.bound < value(best)) open.push(half);
      }
  }
  return { found: best, gap: 0, bounded, priced };
}

/** The node with the least bound, taken out of the list. */
function takeLeast(open: Node[]): Node {
  let least = 0;
  for (let n = 1; n < open.length; n++) if (open[n].bound < open[least].bound) least = n;
  const node = open[least];
  open[least] = open[open.length - 1];
  open.pop();
  return node;
}

const tilingOf = ({ queryTiles, keyTiles, ...others }: TilingRange, end: 0 | 1): Tiling => ({
  ...others,
  queryTiles: queryTiles[end],
  keyTiles: keyTiles[end],
});

/** Two parts of a range, cut where it is longest by its ends' quotient; null for a single tiling. */
function halves(range: TilingRange): readonly [TilingRange, TilingRange] | null {
  const ratio = ([from, to]: readonly [number, number]): number => to / from;
  const axis = ratio(range.queryTiles) >= ratio(range.keyTiles) ? "queryTiles" : "keyTiles";
  const [from, to] = range[axis];
  if (from === to) return null;
  const middle = Math.max(from, Math.min(to - 1, Math.floor(Math.sqrt(from * to))));
  return [
    { ...range, [axis]: [from, middle] },
    { ...range, [axis]: [middle + 1, to] },
  ];
}

/** A range with its bound; null where not even its smallest tiles fit. */
function boundOf<Found>(
  { space, prices, objective, repeats, otherEnergy }: PlanProblem<Found>,
  range: TilingRange,
  flight: Node["flight"],
): Node | null {
  const least = space.flow(tilingOf(range, 0));
  const isOne = halves(range) === null;
  const smallest = isOne ? least : space.flow(tilingOf(range, 1));
  const room = (space.buffer.capacity * 8) / (flight.heads ?? 1) - smallest.held;
  if (room < 0) return null;
  const worth = least.tensors.map(({ name, counts }, n): Worth => {
    const away = tollOf(counts({ ...space, resident: 0 }), prices);
    const here = tollOf(counts({ ...space, resident: 1 }), prices);
    return { name, bits: smallest.tensors[n].bits, away, here };
  });
  const rest = tollOf(least.others, prices);
  const byEnergy = filled(worth, room, "energy");
  const byTime = filled(worth, room, "time");
  const cost = {
    energy: otherEnergy + repeats * (rest.energy + byEnergy.sum),
    latency: Math.max(flight.latency, repeats * (rest.time + byTime.sum)),
  };
  const isSame = worth.every(({ name }) => byEnergy.shares[name] === byTime.shares[name]);
  return {
    range,
    flight,
    bound: OBJECTIVE_OF[objective](cost),
    shares: isSame ? [byEnergy.shares] : [byEnergy.shares, byTime.shares],
  };
}

/** Energy of actions, J, and the time that they keep the memory behind the chip busy, s. */
interface Toll {
  readonly energy: number;
  readonly time: number;
}

function tollOf(counts: readonly ActionCount[], prices: PriceList): Toll {
  let [energy, time] = [0, 0];
  for (const { component, action, count } of counts) {
    const price = prices[component].actions[action];
    energy += count * price.energy;
    if (component === "memory") time += count * price.interval;
  }
  return { energy, time };
}

/** What a tensor takes in the buffer and in the memory behind it. */
interface Worth extends Pick<Tensor, "name" | "bits"> {
  readonly away: Toll;
  readonly here: Toll;
}

/** Shares of tensors that fill the buffer with what saves most a bit, and the sum of what all take then. */
function filled(
  tensors: readonly Worth[],
  room: number,
  of: keyof Toll,
): { readonly shares: Partial<Record<TensorName, number>>; readonly sum: number } {
  const saved = ({ away, here }: Worth): number => away[of] - here[of];
  const ranked = [...tensors].sort((a, b) => saved(b) * a.bits - saved(a) * b.bits);
  const shares: Partial<Record<TensorName, number>> = {};
  let left = room;
  let sum = 0;
  for (const tensor of ranked) {
    const share = saved(tensor) <= 0 ? 0 : tensor.bits <= left ? 1 : left / tensor.bits;
    left -= share * tensor.bits;
    shares[tensor.name] = share;
    sum += tensor.away[of] - share * saved(tensor);
  }
  return { shares, sum };
}
