// The ground of a mapping's chip: what of it does not depend on how often its parts act.

import { memoised } from "../../base/canonical.ts";
import { squareMetres } from "../../base/units.ts";
import type { ArraysAt } from "../../design/floorplan.ts";
import type { ActionCount, ComponentName } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { hTreePath, hTreeWire } from "../../peripherals/parts/link.ts";
import type { PriceList } from "../price-list.ts";
import { BLOCK_OF, type Flow } from "./flows.ts";
import { type BlockAreas, type BlockName, distanceBetween, type Floorplan, sliced } from "./slicing.ts";

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
export const CLOCKED: ReadonlySet<string> = new Set(CLOCKED_UNITS);
/** Those that mostly store: the clock reaches what is accessed. */
const MEMORIES: readonly ComponentName[] = ["buffer", "search", "topK"];

/** Plans by their list of blocks, which most points of a study share. */
const knownPlan = memoised(
  (areas: BlockAreas, cores: number, arraysAt: ArraysAt): Floorplan => sliced(areas, { cores, arraysAt }),
  (areas, cores, arraysAt) => {
    let key = `${arraysAt} ${cores}`;
    for (const block in areas) key += ` ${block} ${areas[block as BlockName]}`;
    return key;
  },
  256,
);

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

/** Instances of clock, control and interface lines that the components of a census ask for. */
export function partsCensus(census: Mapping["census"], prices: PriceList): Mapping["census"] {
  const { frequency, padRate, memoryBits } = prices.floorplan;
  let clocked = 0;
  let units = 0;
  for (const component of CLOCKED_UNITS) {
    const count = census[component] ?? 0;
    const { area } = prices[component];
    if (area === 0) continue;
    clocked += count * clockedArea(component, prices);
    units += count;
  }
  const { interval } = prices.memory.actions.read;
  const lines = interval > 0 && Number.isFinite(padRate) ? Math.ceil(memoryBits / interval / padRate) : 0;
  return {
    ...(frequency > 0 && clocked > 0 ? { clock: clocked } : {}),
    ...(isControlled(prices) && units > 0 ? { control: units } : {}),
    ...(lines > 0 ? { pads: lines } : {}),
  };
}

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

/** Blocks of a mapping whose census has all but the network, with other blocks of the die, and where they are. */
export interface Ground {
  readonly areas: BlockAreas;
  readonly plan: Floorplan;
}

export function groundOf(laid: Mapping, prices: PriceList): Ground {
  const own = blockAreas(laid.census, (name) => (laid.census[name] ?? 0) * prices[name].area);
  const areas = { ...own, ...prices.floorplan.otherBlocks };
  return { areas, plan: planOf(areas, laid, prices) };
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
  return knownPlan(scaled, schedule.cores, prices.floorplan.arraysAt);
}

/** Wires side by side that a route of some bits a second takes. */
export const lanesOf = (rate: number, { floorplan, network }: PriceList): number =>
  Math.max(1, Math.ceil((rate * network.actions.transfer.interval) / floorplan.linkBits));

/**
 * Growth of all lengths by the repeaters' own area, which is `area` at the lengths of the plan and goes with them:
 * s² = 1 + s · area / side².
 */
export function growth({ side }: Floorplan, area: number, { whiteSpace }: PriceList): number {
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

/**
 * Wire over a square of side 1 from one array in each of `blocks` neighbourhoods of its `arrays` equal parts to its middle, joined where
 * they meet; both rounded up to powers of two.
 */
export function joinedLength(arrays: number, blocks: number): number {
  const levels = Math.ceil(Math.log2(Math.max(1, arrays)) - 1e-9);
  const shared = Math.min(levels, Math.ceil(Math.log2(Math.max(1, blocks)) - 1e-9));
  return hTreeWire(shared) + 2 ** shared * (hTreePath(levels) - hTreePath(shared));
}
