// A mapping on its chip: the network between blocks, clock, control, and the interface to the memory.

import { type ComponentCost, joules, seconds, squareMetres, watts } from "#base";
import type { ActionCount, ComponentName, Operation } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { PriceList } from "../price-list.ts";
import {
  busyCycles,
  clockedArea,
  type Ground,
  groundOf,
  isControlled,
  lanesOf,
  partsCensus,
  routeLengths,
} from "./chip.ts";
import type { Die } from "./die.ts";
import type { Floorplan } from "./distances.ts";
import { type Flow, flowsOf, isOfHash } from "./flows.ts";

/** A mapping with the parts that join its components, and the prices of these on this chip. */
export interface LaidOut {
  readonly mapping: Mapping;
  readonly prices: PriceList;
  /** Where the blocks are; null for a GPU. */
  readonly floorplan: (ArrangedDie & { readonly plan: Floorplan }) | null;
}

/** A die with the number of the arrangement of its cores that takes the least wire. */
export interface ArrangedDie {
  readonly die: Die;
  readonly arrangement: number;
}

/** Chips by their mapping, with the prices that they were last laid out for. */
const known = new WeakMap<Mapping, { readonly given: PriceList; readonly laid: LaidOut }>();

/**
 * Returns the mapping with counts and instances of network, clock, control and pads. A GPU's are part of its
 * board power, and hardware without area has none. The result is cached for a mapping and its last prices.
 */
export function layOut(mapping: Mapping, prices: PriceList): LaidOut {
  if (mapping.census.gpu !== undefined) return { mapping, prices, floorplan: null };
  const found = known.get(mapping);
  if (found?.given === prices) return found.laid;
  const laid = joined(mapping, prices);
  known.set(mapping, { given: prices, laid });
  return laid;
}

function joined(mapping: Mapping, prices: PriceList): LaidOut {
  const parts = partsOf(mapping, prices);
  const census = { ...mapping.census, ...parts.census };
  const ground = groundOf({ ...mapping, census }, prices);
  const flows = flowsOf(mapping, prices);
  const arrangement = leastWire(flows, mapping, ground, prices);
  const network = networkOf(flows, arrangement, mapping, ground, prices);
  return {
    mapping: {
      ...mapping,
      census: network === null ? census : { ...census, network: network.instances },
      counts: [...mapping.counts, ...parts.counts, ...(network?.counts ?? [])],
    },
    prices: network === null ? prices : { ...prices, network: network.price },
    floorplan: { die: ground.plan.die, arrangement, plan: ground.plan },
  };
}

/**
 * Returns the arrangement of least bits × length without the hash's bits, so that designs that differ only in
 * their hash share it. The least of values that are continuous in all areas and bits is continuous, too.
 */
function leastWire(flows: readonly Flow[], mapping: Mapping, ground: Ground, prices: PriceList): number {
  const wires = new Float64Array(ground.plan.lengths("buffer", "buffer").length);
  for (const flow of flows) {
    if (isOfHash(flow.operation)) continue;
    const lengths = routeLengths(ground, flow, mapping, prices);
    for (let at = 0; at < wires.length; at++) wires[at] += flow.bits * lengths[at];
  }
  return leastAt(wires);
}

/** Index of the least value, the first of equals. */
export function leastAt(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at] < values[best]) best = at;
  return best;
}

/** Clock and control of the busy units, and the lines to the memory. */
function partsOf(mapping: Mapping, prices: PriceList): Pick<Mapping, "census" | "counts"> {
  const ticks = new Map<Operation, number>();
  const issues = new Map<Operation, number>();
  for (const entry of mapping.counts) {
    const { operation } = entry;
    const busy = busyCycles(entry, prices);
    if (busy === 0) continue;
    issues.set(operation, (issues.get(operation) ?? 0) + busy);
    ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clockedArea(entry.component, prices));
  }
  const census = partsCensus(mapping.census, prices);
  return {
    census,
    counts: [
      ...(census.clock === undefined ? [] : entries(ticks, "clock", "tick")),
      ...(isControlled(prices) ? entries(issues, "control", "issue") : []),
    ],
  };
}

const entries = (
  counts: ReadonlyMap<Operation, number>,
  component: ComponentName,
  action: string,
): ActionCount[] => [...counts].map(([operation, count]) => ({ operation, component, action, count }));

interface Route {
  /** Bits a second that its wires carry. */
  rate: number;
  /** m */
  readonly length: number;
}

interface Network {
  readonly instances: number;
  readonly counts: readonly ActionCount[];
  readonly price: ComponentCost<string>;
}

/**
 * Returns the network that carries the flows; null where nothing moves or the link is free. A route has its
 * own wires, with a share of its port's width by bits. They cost energy, area and one-way latency; none
 * stalls a block (assumed). A link without a length is one medium of a core's routes, at its price per flit.
 */
function networkOf(
  flows: readonly Flow[],
  arrangement: number,
  mapping: Mapping,
  ground: Ground,
  prices: PriceList,
): Network | null {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  if (transfer.energy === 0 && transfer.latency === 0 && prices.network.area === 0) return null;
  const routes = new Map<string, Route>();
  const moved = bitsByPort(flows);
  for (const flow of flows) {
    const name = flow.route;
    const route = routes.get(name);
    const share = Number.isFinite(flow.rate) ? (flow.rate * flow.bits) / (moved.get(flow.port) as number) : 0;
    if (route !== undefined) route.rate += share;
    else {
      const length = routeLengths(ground, flow, mapping, prices)[arrangement];
      if (length > 0) routes.set(name, { rate: share, length });
    }
  }
  if (routes.size === 0) return null;
  const counts = countsOf(flows, routes, linkBits);
  const { cores } = mapping.schedule;
  if (reach === undefined) {
    const actions = Object.fromEntries([...routes.keys()].map((name) => [name, transfer]));
    return { instances: cores, counts, price: { ...prices.network, actions } };
  }
  let laneLength = 0;
  for (const route of routes.values()) laneLength += cores * lanesOf(route.rate, prices) * route.length;
  const actions: Record<string, ComponentCost<string>["actions"][string]> = {};
  for (const [name, { length }] of routes) {
    const way = length / reach;
    actions[name] = {
      energy: joules(transfer.energy * way),
      latency: seconds(transfer.latency * way),
      interval: seconds(0),
    };
  }
  const wires = laneLength / reach;
  return {
    instances: 1,
    counts,
    price: {
      ...prices.network,
      area: squareMetres(prices.network.area * wires),
      leakage: watts(prices.network.leakage * wires),
      actions,
    },
  };
}

/** Bits that each component's actions move. */
function bitsByPort(flows: readonly Flow[]): Map<string, number> {
  const bits = new Map<string, number>();
  for (const flow of flows) bits.set(flow.port, (bits.get(flow.port) ?? 0) + flow.bits);
  return bits;
}

function countsOf(flows: readonly Flow[], routes: ReadonlyMap<string, Route>, bits: number): ActionCount[] {
  const counts: { -readonly [K in keyof ActionCount]: ActionCount[K] }[] = [];
  for (const flow of flows) {
    const action = flow.route;
    if (flow.bits === 0 || !routes.has(action)) continue;
    const { operation } = flow;
    const same = counts.find((entry) => entry.operation === operation && entry.action === action);
    if (same === undefined) counts.push({ operation, component: "network", action, count: flow.bits / bits });
    else same.count += flow.bits / bits;
  }
  return counts;
}
