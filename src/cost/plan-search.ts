// The best plan of a workload on a design, by branch and bound over numbers of tiles.

import type { Plan, TensorName, Tiling } from "../design/mapping-plan.ts";
import type { PlanSpace, Tensor, TilingRange } from "../mapping/flows/flow.ts";
import type { CountedFlow, Entries, FlowTable } from "./flow-table.ts";
import type { PlanPricer } from "./plan-pricer.ts";
import type { PlanCost, Value } from "./plan-value.ts";

/** The best plan found, and how good it is. */
export interface PlanSearch {
  /** Null where nothing is better than what the search began with. */
  readonly plan: Plan | null;
  /** Share by which a plan that was not looked at could be better at most; 0 where the best is known. */
  readonly gap: number;
}

/** A number of heads in flight, and a time that no plan of it in a range of tilings falls below, s. */
export interface Flight {
  readonly heads: number | null;
  readonly latency: (range: TilingRange) => number;
}

/** What a search is given: a space, its prices, and what lies outside it. */
export interface PlanProblem {
  readonly space: PlanSpace;
  readonly table: FlowTable;
  readonly value: Value;
  /** Layers and sequences, each of which does the counts of a flow once. */
  readonly repeats: number;
  /** Least energy of the actions that are the same under every plan, J. */
  readonly otherEnergy: number;
  /** Cores at work, each with a buffer and units of its own. */
  readonly cores: number;
  /** Numbers of heads in flight that are tried. */
  readonly flights: readonly Flight[];
  /** Prices a plan in full. */
  readonly pricer: PlanPricer;
}

/** Ranges that are bounded before the search ends with its gap. */
const MOST_BOUNDED = 400;

/** Share of the best at which what is left is not looked at: it is stated as the gap. */
const CLOSE = 0.005;

/** A range of tilings under one number of heads in flight, and what no plan in it falls below. */
interface Node {
  readonly range: TilingRange;
  readonly flight: Flight;
  readonly bound: number;
  readonly shares: readonly Plan["resident"][];
}

/**
 * The plan that makes the objective least, with `start` to begin from. A range of tilings is bounded by the counts of its
 * fewest tiles with the sizes of its most: residency of what then fits is a knapsack of fractions, filled by the energy, or
 * by the memory's time, that a bit saves. The range of least bound is halved down to one tiling, which is priced in full, with
 * the residency of least energy and with that of least time of the memory; ranges that cannot beat the best are dropped.
 */
export function searchPlans(problem: PlanProblem, start: PlanCost | null): PlanSearch {
  const { value } = problem;
  const bounds = createBounds(problem);
  let least = start === null ? Number.POSITIVE_INFINITY : value(start);
  let plan: Plan | null = null;
  const open = problem.flights.flatMap((flight) => roots(problem.space.ranges, flight, bounds));
  // Other residencies of the tilings that were priced may still be better than the two that were tried.
  let floor = Number.POSITIVE_INFINITY;
  // Where no plan keeps the limit there is none to be better than.
  const gapTo = (bound: number): number =>
    least === Number.POSITIVE_INFINITY ? 0 : Math.max(0, least / bound - 1);
  while (open.length > 0) {
    let node: Node | undefined = takeLeast(open);
    const isKnown = least < Number.POSITIVE_INFINITY;
    const isEnough = bounds.made() >= (isKnown ? MOST_BOUNDED : 4 * MOST_BOUNDED);
    if (isEnough || node.bound === Number.POSITIVE_INFINITY || (isKnown && gapTo(node.bound) <= CLOSE))
      return { plan, gap: gapTo(Math.min(floor, node.bound)) };
    while (node !== undefined) {
      const { range, flight, shares, bound }: Node = node;
      const parts = halves(range);
      node = undefined;
      if (parts === null) {
        floor = Math.min(floor, bound);
        for (const resident of shares) {
          const tried = { ...tilingOf(range, 0), headsInFlight: flight.heads, resident };
          const cost = value(problem.pricer.price(bounds.flow(range), tried));
          if (cost < least) [least, plan] = [cost, tried];
        }
      } else {
        const better = parts
          .flatMap((part) => bounds.of(part, flight) ?? [])
          .filter((part) => part.bound < least)
          .sort((one, other) => one.bound - other.bound);
        node = better[0];
        open.push(...better.slice(1));
      }
    }
  }
  return { plan, gap: gapTo(floor) };
}

/** The ranges that fit; where all data of a head do, they are not cut. */
function roots(ranges: readonly TilingRange[], flight: Flight, bounds: Bounds): Node[] {
  const nodes = ranges.flatMap((range) => bounds.of(range, flight) ?? []);
  const whole = nodes.find(
    ({ range, shares }) => isOneTile(range) && Object.values(shares[0]).every((share) => share === 1),
  );
  return whole === undefined ? nodes : [whole];
}

const isOneTile = ({ queryTiles, keyTiles, valuePasses }: TilingRange): boolean =>
  queryTiles[1] === 1 && keyTiles[1] === 1 && valuePasses === 1;

/** The node with the least bound, taken out of the list. */
function takeLeast(open: Node[]): Node {
  let first = 0;
  for (let n = 1; n < open.length; n++) if (open[n].bound < open[first].bound) first = n;
  const node = open[first];
  open[first] = open[open.length - 1];
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

interface Bounds {
  /** A range with its bound; null where not even its smallest tiles fit. */
  readonly of: (range: TilingRange, flight: Flight) => Node | null;
  readonly made: () => number;
  /** The flow of a range of one tiling. */
  readonly flow: (range: TilingRange) => CountedFlow;
}

function createBounds(problem: PlanProblem): Bounds {
  const { space, value, repeats, otherEnergy, cores } = problem;
  const { staticPower } = problem.pricer;
  const tolls = createTolls(problem);
  const known = new Map<string, Priced>();
  const at = (range: TilingRange, end: 0 | 1): Priced => {
    const { outer, orders, valuePasses, queryTiles, keyTiles } = range;
    const key = `${outer} ${orders} ${valuePasses} ${queryTiles[end]} ${keyTiles[end]}`;
    const flow = known.get(key) ?? pricedFlow(problem.table.flow(tilingOf(range, end)), tolls);
    known.set(key, flow);
    return flow;
  };
  let made = 0;
  return {
    made: () => made,
    flow: (range) => at(range, 0).flow,
    of: (range, flight) => {
      made++;
      const [least, smallest] = [at(range, 0), at(range, 1)];
      const room = (space.buffer.capacity * 8) / (flight.heads ?? 1) - smallest.held;
      if (room < 0) return null;
      const byEnergy = filled(least.tensors, smallest.tensors, room, "energy");
      const byTime = filled(least.tensors, smallest.tensors, room, "time");
      const idle = (1 / space.use(range) - 1) * least.rest.products;
      const served = Math.max(bufferTime(least), least.rest.mac + idle) / cores;
      const latency = Math.max(
        flight.latency(range),
        repeats * Math.max(least.rest.time + byTime.sum, served),
      );
      const dynamic = otherEnergy + repeats * (least.rest.energy + byEnergy.sum);
      const cost = { energy: dynamic + staticPower * latency, latency };
      const shares = [byEnergy.shares, byTime.shares];
      const isSame = least.tensors.every(({ name }) => byEnergy.shares[name] === byTime.shares[name]);
      return {
        range,
        flight,
        bound: value(cost),
        shares: isSame ? shares.slice(1) : shares,
      };
    },
  };
}

/** A flow with the tolls of its tensors. */
interface Priced {
  readonly flow: CountedFlow;
  readonly tensors: readonly Worth[];
  readonly rest: Toll;
  readonly held: number;
}

function pricedFlow(flow: CountedFlow, tollOf: (entries: Entries) => Toll): Priced {
  const { tensors, rest, held } = flow;
  return {
    flow,
    tensors: tensors.map(({ name, bits, away, here }) => ({
      name,
      bits,
      away: tollOf(away),
      here: tollOf(here),
    })),
    rest: tollOf(rest),
    held,
  };
}

/** Energy of actions with what the chip adds to them, J, and the times for which they keep parts busy, s. */
interface Toll {
  readonly energy: number;
  /** Of the memory behind the chip. */
  readonly time: number;
  readonly buffer: number;
  readonly mac: number;
  /** Of the MAC array, for products of blocks. */
  readonly products: number;
}

function createTolls({ table, pricer: { kinds: prices } }: PlanProblem): (entries: Entries) => Toll {
  return ({ kinds, counts }) => {
    prices.fill();
    const toll = { energy: 0, time: 0, buffer: 0, mac: 0, products: 0 };
    for (let n = 0; n < kinds.length; n++) {
      const [kind, count] = [kinds[n], counts[n]];
      const { operation, component, action } = table.kinds[kind];
      const time = count * prices.interval[kind];
      toll.energy += count * prices.leastEnergy(kind);
      if (component === "memory") toll.time += time;
      else if (component === "buffer") toll.buffer += time;
      else if (component === "mac") {
        toll.mac += time;
        if (action === "mac" && (operation === "score" || operation === "weigh")) toll.products += time;
      }
    }
    return toll;
  };
}

/**
 * A time below which the busier of buffer and memory does not fall, s: what a tensor does not take of the buffer's time it
 * takes of the memory's, at most `worst` of the one for the other.
 */
function bufferTime({ tensors, rest }: Priced): number {
  let [sum, worst] = [rest.buffer, 0];
  for (const { here, away } of tensors) {
    const [own, other] = [here.buffer - away.buffer, away.time - here.time];
    sum += Math.min(here.buffer, away.buffer);
    if (own <= 0 || other <= 0) continue;
    sum += own;
    worst = Math.max(worst, own / other);
  }
  return sum / (1 + worst);
}

/** What a tensor takes in the buffer and in the memory behind it. */
interface Worth extends Pick<Tensor, "name" | "bits"> {
  readonly away: Toll;
  readonly here: Toll;
}

/** Shares of tensors of some sizes that fill the buffer with what saves most a bit, and the sum of what all take then. */
function filled(
  tensors: readonly Worth[],
  sizes: readonly Pick<Worth, "bits">[],
  room: number,
  of: keyof Toll,
): { readonly shares: Partial<Record<TensorName, number>>; readonly sum: number } {
  const ranked = tensors
    .map(({ name, away, here }, n) => ({
      name,
      bits: sizes[n].bits,
      away: away[of],
      saved: away[of] - here[of],
    }))
    .sort((a, b) => b.saved * a.bits - a.saved * b.bits);
  const shares: Partial<Record<TensorName, number>> = {};
  let [left, sum] = [room, 0];
  for (const { name, bits, away, saved } of ranked) {
    const share = saved <= 0 ? 0 : bits <= left ? 1 : left / bits;
    left -= share * bits;
    shares[name] = share;
    sum += away - share * saved;
  }
  return { shares, sum };
}
