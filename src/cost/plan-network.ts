// The network of a plan, summed by index; `layOut` of its mapping gives the same by name.

import { lanesOf } from "./floorplan/chip.ts";
import { isOfHash } from "./floorplan/flows.ts";
import { leastAt } from "./floorplan/lay-out.ts";
import type { FlowTable, KindPrices } from "./flow-table.ts";
import type { PriceList } from "./price-list.ts";

/** Instances of the network, and the area, m², and static power, W, of one. */
export interface PlanNetwork {
  readonly instances: number;
  readonly area: number;
  readonly leakage: number;
}

/** Kinds and counts of a plan, in order. */
export interface CountList {
  readonly kinds: number[];
  readonly counts: number[];
}

/** Adds the network's actions to a plan's counts; null where nothing moves or the link is free. */
export type AddNetwork = (list: CountList) => PlanNetwork | null;

export function createNetwork(
  table: FlowTable,
  kinds: KindPrices,
  cores: number,
  prices: PriceList,
): AddNetwork {
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
