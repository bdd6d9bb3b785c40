// A mapping on its chip: what moves between blocks, the clock, control, and the interface to the memory.

import { memoised } from "../../base/canonical.ts";
import type { ComponentCost } from "../../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../../base/units.ts";
import type { ArraysAt } from "../../design/floorplan.ts";
import type { ActionCount, ComponentName, Operation } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { hTreePath, hTreeWire } from "../../peripherals/parts/link.ts";
import type { PriceList } from "../price-list.ts";
import { BLOCK_OF, type Flow, flowsOf } from "./flows.ts";
import { type BlockAreas, type BlockName, distanceBetween, type Floorplan, sliced } from "./slicing.ts";

/** A mapping with the parts that join its components, and the prices of these on this chip. */
export interface LaidOut {
  readonly mapping: Mapping;
  readonly prices: PriceList;
}

const SQUARE_MILLIMETRE = 1e-6;

/** Digital units: each has a sequencer and is clocked. */
const CLOCKED_UNITS: readonly ComponentName[] = [
  "mac",
  "softmax",
  "buffer",
  "sorter",
  "projection",
  "search",
  "topK",
];
const CLOCKED: ReadonlySet<string> = new Set(CLOCKED_UNITS);
/** Those that mostly store: the clock reaches what is accessed. */
const MEMORIES: readonly ComponentName[] = ["buffer", "search", "topK"];

/** Chips by their mapping and prices, and plans by their list of blocks, which most points of a study share. */
const known = {
  chips: new WeakMap<PriceList, WeakMap<Mapping, LaidOut>>(),
  plan: memoised(
    (areas: BlockAreas, cores: number, arraysAt: ArraysAt): Floorplan => sliced(areas, { cores, arraysAt }),
    (areas, cores, arraysAt) => {
      let key = `${arraysAt} ${cores}`;
      for (const block in areas) key += ` ${block} ${areas[block as BlockName]}`;
      return key;
    },
    256,
  ),
};

/**
 * The mapping with the counts and instances of network, clock, control and pads. A GPU's are in its board power, and
 * hardware without area has none. Remembered for a mapping and its prices.
 */
export function layOut(mapping: Mapping, prices: PriceList): LaidOut {
  if (mapping.census.gpu !== undefined) return { mapping, prices };
  const own = known.chips.get(prices) ?? new WeakMap<Mapping, LaidOut>();
  known.chips.set(prices, own);
  const found = own.get(mapping);
  if (found !== undefined) return found;
  const made = joined(mapping, prices);
  own.set(mapping, made);
  return made;
}

function joined(mapping: Mapping, prices: PriceList): LaidOut {
  const parts = partsOf(mapping, prices);
  const census = { ...mapping.census, ...parts.census };
  const network = networkOf(mapping, { ...mapping, census }, prices);
  return {
    mapping: {
      ...mapping,
      census: network === null ? census : { ...census, network: network.instances },
      counts: [...mapping.counts, ...parts.counts, ...(network?.counts ?? [])],
    },
    prices: network === null ? prices : { ...prices, network: network.price },
  };
}

export const isControlled = ({ control }: PriceList): boolean =>
  control.area > 0 || control.actions.issue.energy > 0;

/** Share of a unit's area that the clock reaches. */
const clockedShare = (component: ComponentName, { floorplan }: PriceList): number =>
  MEMORIES.includes(component) ? floorplan.memoryShare : 1;

/** Area of a unit that the clock reaches, mm². */
export const clockedArea = (component: ComponentName, prices: PriceList): number =>
  (prices[component].area * clockedShare(component, prices)) / SQUARE_MILLIMETRE;

/** Cycles for which a clocked unit is busy with what was counted; 0 for other components. */
export function busyCycles({ component, action, count }: ActionCount, prices: PriceList): number {
  const { area, actions } = prices[component];
  if (area === 0 || action === "stall" || !CLOCKED.has(component)) return 0;
  return count * actions[action].interval * (prices.floorplan.frequency || 1e9);
}

/** Clock and control of the busy units, and the lines to the memory. */
function partsOf(mapping: Mapping, prices: PriceList): Pick<Mapping, "census" | "counts"> {
  const { frequency, padRate, memoryBits } = prices.floorplan;
  const controls = isControlled(prices);
  let clocked = 0;
  let units = 0;
  for (const component of CLOCKED_UNITS) {
    const count = mapping.census[component] ?? 0;
    const { area } = prices[component];
    if (area === 0) continue;
    clocked += count * clockedArea(component, prices);
    units += count;
  }
  const ticks = new Map<Operation, number>();
  const issues = new Map<Operation, number>();
  for (const entry of mapping.counts) {
    const { operation } = entry;
    const busy = busyCycles(entry, prices);
    if (busy === 0) continue;
    issues.set(operation, (issues.get(operation) ?? 0) + busy);
    ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clockedArea(entry.component, prices));
  }
  const { interval } = prices.memory.actions.read;
  const lines = interval > 0 && Number.isFinite(padRate) ? Math.ceil(memoryBits / interval / padRate) : 0;
  const isClocked = frequency > 0 && clocked > 0;
  return {
    census: {
      ...(isClocked ? { clock: clocked } : {}),
      ...(controls && units > 0 ? { control: units } : {}),
      ...(lines > 0 ? { pads: lines } : {}),
    },
    counts: [
      ...(isClocked ? entries(ticks, "clock", "tick") : []),
      ...(controls ? entries(issues, "control", "issue") : []),
    ],
  };
}

const entries = (
  counts: ReadonlyMap<Operation, number>,
  component: ComponentName,
  action: string,
): ActionCount[] => [...counts].map(([operation, count]) => ({ operation, component, action, count }));

/** Area of each block, m². */
export function blockAreas(
  census: Mapping["census"],
  areaOf: (component: ComponentName) => number,
): BlockAreas {
  const areas: Partial<Record<BlockName, number>> = {};
  for (const component in census) {
    const block = BLOCK_OF[component as ComponentName];
    if (block !== undefined) areas[block] = (areas[block] ?? 0) + areaOf(component as ComponentName);
  }
  return areas;
}

interface Route {
  /** Bits a second that its wires carry. */
  rate: number;
  /** m on a die without the network's own area. */
  readonly length: number;
}

interface Network {
  readonly instances: number;
  readonly counts: readonly ActionCount[];
  readonly price: ComponentCost<string>;
}

/**
 * What carries the flows. Wires are each route's own; all routes of a port together are as wide as it is, each by its share of
 * the bits. So they cost energy, area and the time of one way, and are taken to hold no block back; a link that states no length is one medium that all routes of a core
 * share, at its own price a flit. Null where nothing is to be carried or the link is free.
 */
function networkOf(mapping: Mapping, laid: Mapping, prices: PriceList): Network | null {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  if (transfer.energy === 0 && transfer.latency === 0 && prices.network.area === 0) return null;
  const areas = blockAreas(laid.census, (name) => (laid.census[name] ?? 0) * prices[name].area);
  const flows = flowsOf(mapping, prices);
  const routes = new Map<string, Route>();
  const plan = planOf(areas, laid, prices);
  const moved = bitsByPort(flows);
  for (const flow of flows) {
    const name = flow.route;
    const route = routes.get(name);
    const share = Number.isFinite(flow.rate) ? (flow.rate * flow.bits) / (moved.get(flow.port) as number) : 0;
    if (route !== undefined) route.rate += share;
    else {
      const length = routeLength(plan, flow, mapping, areas, prices);
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
  const lanes = ({ rate }: Route): number => Math.max(1, Math.ceil((rate * transfer.interval) / linkBits));
  let laneLength = 0;
  for (const route of routes.values()) laneLength += cores * lanes(route) * route.length;
  const scale = growth(plan, (prices.network.area * laneLength) / reach, prices);
  const actions: Record<string, ComponentCost<string>["actions"][string]> = {};
  for (const [name, { length }] of routes) {
    const way = (scale * length) / reach;
    actions[name] = {
      energy: joules(transfer.energy * way),
      latency: seconds(transfer.latency * way),
      interval: seconds(0),
    };
  }
  const wires = (scale * laneLength) / reach;
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

/** The plan of a die on which clock buffers and white space lie evenly between the blocks. */
export function planOf(areas: BlockAreas, { census, schedule }: Mapping, prices: PriceList): Floorplan {
  let blocks = 0;
  for (const area of Object.values(areas)) blocks += area;
  const between = (census.clock ?? 0) * prices.clock.area;
  const used = blocks + between;
  const grown = blocks > 0 ? (used + prices.whiteSpace.beside(squareMetres(used))) / blocks : 1;
  const scaled: Partial<Record<BlockName, number>> = {};
  for (const block in areas) scaled[block as BlockName] = (areas[block as BlockName] ?? 0) * grown;
  return known.plan(scaled, schedule.cores, prices.floorplan.arraysAt);
}

/**
 * Growth of all lengths by the repeaters' own area, which is `area` at the lengths of the plan and goes with them:
 * s² = 1 + s · area / side².
 */
function growth({ side }: Floorplan, area: number, { whiteSpace }: PriceList): number {
  const added = (area + whiteSpace.beside(squareMetres(area))) / side ** 2;
  return (added + Math.sqrt(added * added + 4)) / 2;
}

/** From block to block, and within a block of arrays over an H-tree to those that take part. */
export function routeLength(
  plan: Floorplan,
  { from, to }: Pick<Flow, "from" | "to">,
  mapping: Mapping,
  areas: BlockAreas,
  { floorplan: { cells } }: PriceList,
): number {
  const between = distanceBetween(plan, from, to);
  const block = [from, to].find((name) => name === "arrays" || name === "dynamicArrays");
  if (between === 0 || block === undefined) return between;
  const isHash = block === "arrays";
  const count = isHash
    ? (mapping.census.array ?? 0) / cells.array
    : (mapping.census.dynamicArray ?? 0) / cells.dynamicArray;
  // A vector goes to all arrays of its set side by side; what comes back is joined at each of them.
  const { placement } = mapping;
  const taking = to === "arrays" && placement !== null ? placement.arraysPerGroup / placement.rowBlocks : 1;
  return between + Math.sqrt(areas[block] ?? 0) * treeLength(count, taking);
}

/** Wire over a square of side 1 from its middle to `taking` neighbours of `arrays` equal parts, both rounded up to powers of two. */
export function treeLength(arrays: number, taking: number): number {
  const levels = Math.ceil(Math.log2(Math.max(1, arrays)) - 1e-9);
  const own = Math.min(levels, Math.ceil(Math.log2(Math.max(1, taking)) - 1e-9));
  return hTreePath(levels - own) + 2 ** (-(levels - own) / 2) * hTreeWire(own);
}
