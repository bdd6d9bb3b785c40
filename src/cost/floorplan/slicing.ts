// Blocks as rectangles of a slicing floorplan, and the distances between them.

import type { ArraysAt } from "../../design/floorplan.ts";

/** Arrays that hold weights, one block a step of a layer; only a chip that holds a whole layer has them. */
export type WeightBlock = "queryKeyValue" | "outputProjection" | "up" | "down";
/** Blocks that all cores share, and those that every core has. */
export type SharedBlock = "arrays" | "dynamicArrays" | "search" | "topK" | "pads" | "link" | WeightBlock;
export type CoreBlock = "buffer" | "mac" | "softmax" | "sorter" | "projection" | "control";
export type BlockName = SharedBlock | CoreBlock;

/** Areas of all instances of each block together, m²; blocks that are left out take none. */
export type BlockAreas = Readonly<Partial<Record<BlockName, number>>>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed<Name extends string = BlockName> extends Rectangle {
  readonly block: Name;
}

/** Cores in a rectangle of their own, as many as `count`. */
export interface CoreRegion extends Rectangle {
  readonly count: number;
}

/** A square die, m. With one core, its blocks are placed as the shared ones are. */
export interface Floorplan {
  readonly side: number;
  readonly placed: readonly Placed[];
  readonly regions: readonly CoreRegion[];
  /** Blocks of one of several cores, from its lower left corner. */
  readonly core: readonly Placed[];
  /** Arrays on a die of their own: its side, m; 0 where there is none. */
  readonly secondSide: number;
}

export interface FloorplanTerms {
  readonly cores: number;
  readonly arraysAt: ArraysAt;
}

/** In the order in which they are sliced: those that exchange most are neighbours. */
const CORE_BLOCKS: readonly CoreBlock[] = ["sorter", "projection", "buffer", "mac", "softmax", "control"];
const WEIGHT_BLOCKS: readonly WeightBlock[] = ["queryKeyValue", "outputProjection", "up", "down"];
const ARRAY_BLOCKS: readonly SharedBlock[] = [...WEIGHT_BLOCKS, "arrays", "dynamicArrays", "search", "topK"];
const EDGE_BLOCKS: readonly SharedBlock[] = ["link", "pads"];

/** Blocks that stand on a die of their own where a link joins two dies. */
const APART: readonly SharedBlock[] = ["arrays", "dynamicArrays"];

/** What a cut leaves whole: blocks that stay together, or cores. */
interface Soft {
  readonly blocks: readonly BlockName[];
  /** Number of cores that it is; 0 for blocks. */
  readonly cores: number;
  readonly area: number;
}

const softBlocks = (areas: BlockAreas, names: readonly BlockName[]): Soft[] =>
  names.flatMap((block) => {
    const area = areas[block] ?? 0;
    return area > 0 ? [{ blocks: [block], cores: 0, area }] : [];
  });

const areaOf = (blocks: readonly Soft[]): number => blocks.reduce((sum, { area }) => sum + area, 0);

/** Blocks as one that is cut only when it is alone. */
const together = (blocks: readonly Soft[]): Soft[] =>
  blocks.length === 0
    ? []
    : [{ blocks: blocks.flatMap((one) => one.blocks), cores: 0, area: areaOf(blocks) }];

/**
 * Places blocks on a square die of their summed area, no gap between them. They are put in order, arrays first and the link
 * and the interface to the memory last; and cut in two across the longer side, where the areas of the halves differ least, until
 * single blocks are left. So the first and the last of the order come to lie in opposite corners. Arrays in the centre are a
 * slice from bottom to top between two halves of the digital units, which are cut in the same way.
 */
export function sliced(areas: BlockAreas, { cores, arraysAt }: FloorplanTerms): Floorplan {
  const isApart = (areas.link ?? 0) > 0;
  const here = ARRAY_BLOCKS.filter((block) => !isApart || !APART.includes(block));
  const arrays = together(softBlocks(areas, here));
  const edge = together(softBlocks(areas, EDGE_BLOCKS));
  const own = softBlocks(areas, CORE_BLOCKS);
  const middle = arraysAt === "centre" && arrays.length > 0;
  const units = cores === 1 ? own : coreHalves(areaOf(own), cores, middle);
  const before = middle ? halfOf(units) : 0;
  const columns = middle
    ? [units.slice(0, before), arrays, [...units.slice(before), ...edge]]
    : [[...arrays, ...units, ...edge]];
  const side = Math.sqrt(areaOf(columns.flat()));
  const placed: Placed[] = [];
  const regions: CoreRegion[] = [];
  for (const { soft, ...rectangle } of inColumns(columns, side))
    if (soft.cores > 0) regions.push({ ...rectangle, count: soft.cores });
    else placed.push(...inside(soft, rectangle, areas));
  return {
    side,
    placed,
    regions,
    core: regions.length === 0 ? [] : coreOf(own, cores, regions[0]),
    secondSide: isApart ? Math.sqrt(areaOf(softBlocks(areas, APART))) : 0,
  };
}

/** Parts in vertical slices of a square die, from left to right. */
function inColumns(columns: readonly (readonly Soft[])[], side: number): ReturnType<typeof cut> {
  let x = 0;
  return columns.flatMap((parts) => {
    const own = { x, y: 0, width: areaOf(parts) / side, height: side };
    x += own.width;
    return cut(parts, own);
  });
}

/** Cores of `area` together as one part, or as two. */
function coreHalves(area: number, cores: number, isSplit: boolean): Soft[] {
  const counts = isSplit ? [Math.ceil(cores / 2), Math.floor(cores / 2)] : [cores];
  return area > 0 ? counts.map((count) => ({ blocks: [], cores: count, area: (area * count) / cores })) : [];
}

/** Single blocks in the rectangle of those that stay together. */
const inside = ({ blocks }: Soft, rectangle: Rectangle, areas: BlockAreas): Placed[] =>
  cut(softBlocks(areas, blocks), rectangle).map(({ soft, ...own }) => ({ block: soft.blocks[0], ...own }));

/** Columns of cores in a region, so that a core is about as wide as high. */
export const columnsOf = ({ count, width, height }: CoreRegion): number =>
  Math.min(count, Math.max(1, Math.round(Math.sqrt((count * width) / height))));

function coreOf(units: readonly Soft[], cores: number, region: CoreRegion): Placed[] {
  const columns = columnsOf(region);
  const rectangle = {
    x: 0,
    y: 0,
    width: region.width / columns,
    height: (region.height * columns) / region.count,
  };
  return cut(
    units.map((unit) => ({ ...unit, area: unit.area / cores })),
    rectangle,
  ).map(({ soft, ...own }) => ({ block: soft.blocks[0], ...own }));
}

/** Number of blocks, from the first, whose area is nearest to half of all; at least one and not all. */
function halfOf(blocks: readonly Soft[]): number {
  const half = areaOf(blocks) / 2;
  let best = 1;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let n = 1; n < blocks.length; n++) {
    sum += blocks[n - 1].area;
    const gap = Math.abs(sum - half);
    if (gap < least) [least, best] = [gap, n];
  }
  return best;
}

/** Parts in a rectangle of their summed area. */
function cut(
  parts: readonly Soft[],
  { x, y, width, height }: Rectangle,
): (Rectangle & { readonly soft: Soft })[] {
  if (parts.length === 0) return [];
  if (parts.length === 1) return [{ soft: parts[0], x, y, width, height }];
  const at = halfOf(parts);
  const [first, second] = [parts.slice(0, at), parts.slice(at)];
  const share = areaOf(first) / areaOf(parts);
  return width >= height
    ? [
        ...cut(first, { x, y, width: share * width, height }),
        ...cut(second, { x: x + share * width, y, width: (1 - share) * width, height }),
      ]
    : [
        ...cut(first, { x, y, width, height: share * height }),
        ...cut(second, { x, y: y + share * height, width, height: (1 - share) * height }),
      ];
}

/** Named areas as rectangles that fill one, in proportion; those of none are left out. */
export function splitArea<Name>(
  named: readonly { readonly name: Name; readonly area: number }[],
  rectangle: Rectangle,
): (Rectangle & { readonly name: Name })[] {
  const there = named.filter(({ area }) => area > 0);
  const parts = there.map(({ area }): Soft => ({ blocks: [], cores: 0, area }));
  return cut(parts, rectangle).map(({ soft, ...own }) => ({ name: there[parts.indexOf(soft)].name, ...own }));
}

const middle = ({ x, y, width, height }: Rectangle): readonly [number, number] => [
  x + width / 2,
  y + height / 2,
];

/** Mean of |u − p| for u spread evenly over [from, from + width]. */
export function meanDistance(from: number, width: number, p: number): number {
  const to = from + width;
  if (p <= from || p >= to || width === 0) return Math.abs(from + width / 2 - p);
  return ((p - from) ** 2 + (to - p) ** 2) / (2 * width);
}

/**
 * Length of a wire between two blocks, m: from middle to middle, along the axes. From a block of one of several cores to a
 * shared one the mean over the places of the cores, taken as spread evenly over their regions. To arrays on a die of their
 * own it goes by the link, and from that die's edge to its middle. 0 where either block takes no area.
 */
export function distanceBetween(plan: Floorplan, from: BlockName, to: BlockName): number {
  const isAway = (block: BlockName): boolean =>
    plan.secondSide > 0 && (APART as readonly BlockName[]).includes(block);
  if (isAway(to)) return distanceBetween(plan, from, "link") + plan.secondSide / 2;
  if (isAway(from)) return distanceBetween(plan, "link", to) + plan.secondSide / 2;
  const find = (list: readonly Placed[], name: BlockName) => list.find(({ block }) => block === name);
  const [a, b] = [find(plan.placed, from), find(plan.placed, to)];
  if (a !== undefined && b !== undefined) return apart(middle(a), middle(b));
  const [c, d] = [find(plan.core, from), find(plan.core, to)];
  if (c !== undefined && d !== undefined) return apart(middle(c), middle(d));
  const shared = a ?? b;
  if (shared === undefined || (c ?? d) === undefined) return 0;
  const [x, y] = middle(shared);
  let sum = 0;
  let cores = 0;
  for (const region of plan.regions) {
    const own = meanDistance(region.x, region.width, x) + meanDistance(region.y, region.height, y);
    sum += region.count * own;
    cores += region.count;
  }
  return sum / cores;
}

const apart = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number =>
  Math.abs(ax - bx) + Math.abs(ay - by);
