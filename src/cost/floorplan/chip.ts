// The ground of a mapping's chip: areas and floorplans, which do not depend on action counts.

import { memoised, squareMetres } from "#base";
import { hTreePath, hTreeWire } from "#circuits";
import type { ActionCount, ComponentName } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { PriceList } from "../price-list.ts";
import { type BlockAreas, type BlockName, dieOf } from "./die.ts";
import { type Floorplan, floorplanOf } from "./distances.ts";
import { BLOCK_OF, type Flow } from "./flows.ts";

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
/** Units that mostly store: the clock reaches only the accessed part. */
const MEMORIES: readonly ComponentName[] = ["buffer", "search", "topK"];

/** Floorplans by their list of blocks, which most points of a study share. */
const knownPlan = memoised(
  (areas: BlockAreas, cores: number): Floorplan => floorplanOf(dieOf(areas, cores)),
  (areas, cores) => {
    let key = `${cores}`;
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

/** Instances of clock, control and interface lines that the components of a census need. */
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
function blockAreas(census: Mapping["census"], areaOf: (component: ComponentName) => number): BlockAreas {
  const areas: Partial<Record<BlockName, number>> = {};
  for (const component in census) {
    const block = BLOCK_OF[component as ComponentName];
    if (block !== undefined) areas[block] = (areas[block] ?? 0) + areaOf(component as ComponentName);
  }
  return areas;
}

/** Areas of all blocks of a chip, m², including the die's other blocks, and their possible floorplans. */
export interface Ground {
  readonly areas: BlockAreas;
  readonly plan: Floorplan;
}

/** Clock buffers, sequencers and white space lie in their own blocks, so no unit splits another's parts. */
export function groundOf({ census, schedule }: Mapping, prices: PriceList): Ground {
  const { clock, control, whiteSpace, floorplan } = prices;
  const isTicked = (census.clock ?? 0) > 0;
  const isSequenced = (census.control ?? 0) > 0;
  const own = blockAreas(census, (name) => {
    const { area } = prices[name];
    if (area === 0 || !CLOCKED.has(name)) return (census[name] ?? 0) * area;
    const added = (isTicked ? clock.area * clockedArea(name, prices) : 0) + (isSequenced ? control.area : 0);
    return (census[name] ?? 0) * (area + added);
  });
  const areas: Partial<Record<BlockName, number>> = {};
  for (const [block, area] of Object.entries({ ...own, ...floorplan.otherBlocks }))
    areas[block as BlockName] = area + whiteSpace.beside(squareMetres(area));
  return { areas, plan: knownPlan(areas, schedule.cores) };
}

/** Parallel wires that a route of `rate` bits a second takes. */
export const lanesOf = (rate: number, { floorplan, network }: PriceList): number =>
  Math.max(1, Math.ceil((rate * network.actions.transfer.interval) / floorplan.linkBits));

/** Lengths between blocks under each arrangement, m, including the H-tree to the arrays that take part. */
export function routeLengths(
  { plan, areas }: Ground,
  { from, to }: Pick<Flow, "from" | "to">,
  mapping: Mapping,
  { floorplan: { cells } }: PriceList,
): Float64Array {
  const between = plan.lengths(from, to);
  const block = [from, to].find((name) => name === "arrays" || name === "dynamicArrays");
  if (between[0] === 0 || block === undefined) return between;
  const isHash = block === "arrays";
  const count = isHash
    ? (mapping.census.array ?? 0) / cells.array
    : (mapping.census.dynamicArray ?? 0) / cells.dynamicArray;
  // A vector is sent to all arrays of its set in parallel; results are joined at each array on their way.
  const { placement } = mapping;
  const taking = to === "arrays" && placement !== null ? placement.arraysPerGroup / placement.rowBlocks : 1;
  const tree = Math.sqrt(areas[block] ?? 0) * treeLength(count, taking);
  return between.map((length) => length + tree);
}

/** H-tree wire from a unit square's centre to `taking` of its `arrays` parts, both up to powers of two. */
export function treeLength(arrays: number, taking: number): number {
  const levels = Math.ceil(Math.log2(Math.max(1, arrays)) - 1e-9);
  const own = Math.min(levels, Math.ceil(Math.log2(Math.max(1, taking)) - 1e-9));
  return hTreePath(levels - own) + 2 ** (-(levels - own) / 2) * hTreeWire(own);
}

/**
 * Wire in a unit square of `arrays` equal parts from one array in each of `blocks` neighbourhoods to the
 * centre, joined where paths meet; both numbers are rounded up to powers of two.
 */
export function joinedLength(arrays: number, blocks: number): number {
  const levels = Math.ceil(Math.log2(Math.max(1, arrays)) - 1e-9);
  const shared = Math.min(levels, Math.ceil(Math.log2(Math.max(1, blocks)) - 1e-9));
  return hTreeWire(shared) + 2 ** shared * (hTreePath(levels) - hTreePath(shared));
}
