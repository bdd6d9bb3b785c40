// Full cost of a plan: `timed` and `totalEnergy` of its mapping, computed from numbered kinds.

import { squareMetres } from "#base";
import type { Plan } from "../../design/mapping-plan.ts";
import type { ComponentName, Operation } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { isControlled, lanesOf } from "../floorplan/chip.ts";
import { isOfHash } from "../floorplan/flows.ts";
import { leastAt } from "../floorplan/lay-out.ts";
import { leastStaticPower, withParts } from "../floorplan/overhead.ts";
import { isInside, steadyState } from "../heat.ts";
import { createBusyLatency, stageNumbers } from "../latency.ts";
import type { PriceList } from "../price-list.ts";
import { type CountedFlow, type Entries, type FlowTable, KindPrices, plannedEntries } from "./flow-table.ts";
import type { PlanCost } from "./plan-value.ts";

// The network of a plan, summed by index; `layOut` of its mapping gives the same by name.

/** Instances of the network, and the area, m², and static power, W, of one. */
interface PlanNetwork {
  readonly instances: number;
  readonly area: number;
  readonly leakage: number;
}

/** Kinds and counts of a plan, in order. */
interface CountList {
  readonly kinds: number[];
  readonly counts: number[];
}

/** Adds the network's actions to a plan's counts; null where nothing moves or the link is free. */
type AddNetwork = (list: CountList) => PlanNetwork | null;

function createNetwork(table: FlowTable, kinds: KindPrices, cores: number, prices: PriceList): AddNetwork {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  const { area, leakage } = prices.network;
  if (transfer.energy === 0 && transfer.latency === 0 && area === 0) return () => null;
  const moved: number[] = [];
  const rates: number[] = [];
  /** Routes in order of first use, and whether each is used. */
  const met: number[] = [];
  const isMet: boolean[] = [];
  /** Bits of each route except the hash's. */
  const weighed: number[] = [];
  const meet = ({ kinds: own, counts }: CountList): void => {
    // Cleared in place: lists that grow again from empty would be sparse.
    for (const sums of [moved, rates, weighed]) sums.fill(0);
    isMet.fill(false);
    met.length = 0;
    for (let n = 0; n < own.length; n++) {
      const way = kinds.ways[own[n]];
      if (way === null) continue;
      const { part, operation } = table.kinds[own[n]];
      moved[part] = (moved[part] ?? 0) + counts[n] * way.bits;
      if (!isOfHash(operation)) weighed[way.route] = (weighed[way.route] ?? 0) + counts[n] * way.bits;
    }
    for (let n = 0; n < own.length; n++) {
      const way = kinds.ways[own[n]];
      if (way === null) continue;
      const { route, rate, bits } = way;
      if (!(kinds.routes[route].lengths[0] > 0)) continue;
      const { part } = table.kinds[own[n]];
      const share = Number.isFinite(rate) ? (rate * (counts[n] * bits)) / moved[part] : 0;
      if (isMet[route] !== true) {
        met.push(route);
        isMet[route] = true;
      }
      rates[route] = (rates[route] ?? 0) + share;
    }
  };
  return (list) => {
    meet(list);
    if (met.length === 0) return null;
    const at = leastWire(weighed, kinds);
    let laneLength = 0;
    if (reach !== undefined)
      for (const route of met)
        laneLength += cores * lanesOf(rates[route], prices) * kinds.routes[route].lengths[at];
    addCounts(list, table, kinds, linkBits, (kind, route) => {
      const way = reach === undefined ? 1 : kinds.routes[route].lengths[at] / reach;
      kinds.energy[kind] = transfer.energy * way;
      kinds.latency[kind] = transfer.latency * way;
      kinds.interval[kind] = reach === undefined ? transfer.interval : 0;
    });
    if (reach === undefined) return { instances: cores, area, leakage };
    const wires = laneLength / reach;
    return { instances: 1, area: area * wires, leakage: leakage * wires };
  };
}

/** Number of the arrangement with the least bits × length. */
function leastWire(weighed: readonly number[], { routes }: KindPrices): number {
  const wires = new Float64Array(routes[0]?.lengths.length ?? 1);
  for (let route = 0; route < weighed.length; route++) {
    const bits = weighed[route];
    if (!bits) continue;
    const { lengths } = routes[route];
    for (let at = 0; at < wires.length; at++) wires[at] += bits * lengths[at];
  }
  return leastAt(wires);
}

/** Appends the flits of each route for each operation, and prices them. */
function addCounts(
  { kinds: own, counts }: CountList,
  table: FlowTable,
  kinds: KindPrices,
  linkBits: number,
  price: (kind: number, route: number) => void,
): void {
  const size = own.length;
  for (let n = 0; n < size; n++) {
    const way = kinds.ways[own[n]];
    const bits = way === null ? 0 : counts[n] * way.bits;
    if (way === null || bits === 0) continue;
    const { name, lengths } = kinds.routes[way.route];
    if (!(lengths[0] > 0)) continue;
    const kind = table.numberOf({
      operation: table.kinds[own[n]].operation,
      component: "network",
      action: name,
    });
    const at = own.indexOf(kind, size);
    if (at >= 0) counts[at] += bits / linkBits;
    else {
      kinds.fill();
      own.push(kind);
      counts.push(bits / linkBits);
      price(kind, way.route);
    }
  }
}

/** Instances on the chip under every plan: their number, and area, m², and static power, W, of one. */
interface Standing {
  readonly count: number;
  readonly area: number;
  readonly leakage: number;
  /** Whether its static power is leakage, which rises with the temperature. */
  readonly leaks: boolean;
  /** Whether its power is spent on the chip. */
  readonly isInside: boolean;
}

/** Prices plans of one workload on one chip. */
export class PlanPricer {
  readonly kinds: KindPrices;
  /** Static power of all instances except the network's, at the lowest temperature, W. */
  readonly staticPower: number;
  readonly #prices: PriceList;
  readonly #table: FlowTable;
  readonly #repeats: number;
  readonly #others: Entries;
  readonly #standing: readonly Standing[];
  readonly #isTicked: boolean;
  readonly #isControlled: boolean;
  readonly #addNetwork: AddNetwork;
  readonly #latency: PlanTimer;
  /** Place of each kind in the list merged last; checked before use, as it may be stale. */
  readonly #places: number[] = [];

  /** `base` has the counts of everything but the flow, whose counts are performed `repeats` times. */
  constructor(base: Mapping, prices: PriceList, table: FlowTable, repeats: number) {
    const laid = withParts(base, prices);
    this.#prices = prices;
    this.#table = table;
    this.#repeats = repeats;
    this.#others = table.entries(base.counts);
    this.kinds = new KindPrices(laid, prices, table);
    this.kinds.fill();
    this.staticPower = leastStaticPower(laid, prices);
    this.#standing = (Object.keys(laid.census) as ComponentName[]).map((name) => ({
      count: laid.census[name] ?? 0,
      area: prices[name].area,
      leakage: prices[name].leakage,
      leaks: prices[name].staticPower === undefined,
      isInside: isInside(name),
    }));
    this.#isTicked = laid.census.clock !== undefined;
    this.#isControlled = isControlled(prices);
    this.#addNetwork = createNetwork(table, this.kinds, base.schedule.cores, prices);
    this.#latency = createTimer(base, table, this.kinds);
  }

  /** Least energy of counts, J. */
  leastEnergy({ kinds, counts }: Entries): number {
    this.kinds.fill();
    return kinds.reduce((sum, kind, n) => sum + counts[n] * this.kinds.leastEnergy(kind), 0);
  }

  price(flow: CountedFlow, { resident, headsInFlight }: Pick<Plan, "resident" | "headsInFlight">): PlanCost {
    const list = this.#listed(plannedEntries(flow, resident));
    const network = this.#join(list);
    const latency = this.#latency(list, headsInFlight);
    return { energy: this.#energy(list, network, latency), latency };
  }

  /** Latency, s, of the counts that belong to no tensor; without idle MAC time where `busy`. */
  latency({ idledRest }: CountedFlow, heads: number | null, busy: boolean): number {
    const list = this.#listed([idledRest]);
    const { kinds } = this.#table;
    const kept = busy
      ? list.kinds.flatMap((kind, n) =>
          kinds[kind].component === "mac" && kinds[kind].action === "stall" ? [] : [n],
        )
      : null;
    const own =
      kept === null
        ? list
        : { kinds: kept.map((n) => list.kinds[n]), counts: kept.map((n) => list.counts[n]) };
    this.#join(own);
    return this.#latency(own, heads);
  }

  /** Lists the other counts, then those of the flow, summed by kind and times `repeats`. */
  #listed(parts: readonly Entries[]): CountList {
    const list = { kinds: [...this.#others.kinds], counts: [...this.#others.counts] };
    const from = list.kinds.length;
    const places = this.#places;
    for (const { kinds, counts } of parts)
      for (let n = 0; n < kinds.length; n++) {
        const [kind, count] = [kinds[n], counts[n]];
        if (count === 0) continue;
        const at = places[kind] ?? 0;
        if (at >= from && list.kinds[at] === kind) list.counts[at] += count * this.#repeats;
        else {
          places[kind] = list.kinds.push(kind) - 1;
          list.counts.push(count * this.#repeats);
        }
      }
    this.kinds.fill();
    return list;
  }

  /** Adds clock, control and network to the counts of a plan. */
  #join(list: CountList): PlanNetwork | null {
    const { clocked, interval } = this.kinds;
    const frequency = this.#prices.floorplan.frequency || 1e9;
    const [ticks, issues] = [new Map<Operation, number>(), new Map<Operation, number>()];
    for (let n = 0; n < list.kinds.length; n++) {
      const kind = list.kinds[n];
      if (clocked[kind] < 0) continue;
      const busy = list.counts[n] * interval[kind] * frequency;
      if (busy === 0) continue;
      const { operation } = this.#table.kinds[kind];
      issues.set(operation, (issues.get(operation) ?? 0) + busy);
      ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clocked[kind]);
    }
    const size = list.kinds.length;
    const network = this.#addNetwork(list);
    // Clock and control precede the network's counts, which are made from the same list.
    const own: CountList = { kinds: [], counts: [] };
    const add = (counts: ReadonlyMap<Operation, number>, component: ComponentName, action: string): void => {
      for (const [operation, count] of counts) {
        own.kinds.push(this.#table.numberOf({ operation, component, action }));
        own.counts.push(count);
      }
    };
    if (this.#isTicked) add(ticks, "clock", "tick");
    if (this.#isControlled) add(issues, "control", "issue");
    list.kinds.splice(size, 0, ...own.kinds);
    list.counts.splice(size, 0, ...own.counts);
    this.kinds.fill();
    return network;
  }

  #energy({ kinds, counts }: CountList, network: PlanNetwork | null, latency: number): number {
    const { energy: each, inside } = this.kinds;
    let [dynamic, inner] = [0, 0];
    for (let n = 0; n < kinds.length; n++) {
      const energy = counts[n] * each[kinds[n]];
      dynamic += energy;
      if (inside[kinds[n]]) inner += energy;
    }
    const leaks = this.#prices.network.staticPower === undefined;
    let [used, leaking, idling] = [0, 0, 0];
    for (const { count, area, leakage, leaks: own, isInside } of this.#standing) {
      used += count * area;
      if (own) leaking += count * leakage;
      else if (isInside) idling += count * leakage;
    }
    if (network !== null) {
      const power = network.instances * network.leakage;
      used += network.instances * network.area;
      if (leaks) leaking += power;
      else idling += power;
    }
    const { thermal, whiteSpace } = this.#prices;
    const area = used + whiteSpace.beside(squareMetres(used));
    const { leakage: warm } = steadyState(thermal, { dynamic: inner, leaking, idling, latency, area });
    let energy = dynamic;
    for (const { count, leakage, leaks: own } of this.#standing)
      energy += count * (leakage * (own ? warm : 1)) * latency;
    if (network !== null) energy += network.instances * (network.leakage * (leaks ? warm : 1)) * latency;
    return energy;
  }
}

/** Latency, s, of counts with `heads` in flight; with the mapping's own slots where null. */
type PlanTimer = (list: CountList, heads: number | null) => number;

function createTimer({ schedule, parallel }: Mapping, table: FlowTable, kinds: KindPrices): PlanTimer {
  const { stages } = schedule;
  const jobs = schedule.layers * schedule.heads;
  const numbers = stageNumbers(stages);
  const busy = stages.map((): number[] => []);
  const fill = stages.map(() => 0);
  const latency = createBusyLatency(schedule, table.parts, { busy, fill });
  const clear = (): void => {
    fill.fill(0);
    for (const row of busy) {
      row.length = 0;
      for (let part = 0; part < table.parts.length; part++) row.push(0);
    }
  };
  return ({ kinds: of, counts }, heads) => {
    clear();
    for (let n = 0; n < of.length; n++) {
      const { operation, component, part } = table.kinds[of[n]];
      const stage = numbers[operation] as number;
      busy[stage][part] += (counts[n] * kinds.interval[of[n]]) / (parallel[component] ?? 1) / jobs;
      fill[stage] += kinds.latency[of[n]];
    }
    return latency(heads ?? schedule.slots);
  };
}
