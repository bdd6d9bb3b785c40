// A die: its cores in a region, what all cores share next to them, and a ring of pads around both.

/**
 * What holds weights on a chip that has them: arrays, a block for each step of its layers and one for the output
 * head, or one SRAM.
 */
export type WeightBlock = "queryKeyValue" | "outputProjection" | "up" | "down" | "outputHead" | "weightStore";
/** Blocks whose places in a core are chosen. */
export type CoreBlock = "buffer" | "mac" | "softmax" | "sorter";
/** Blocks that all cores share. */
export type SharedBlock = "search" | "topK" | "arrays" | "dynamicArrays" | "link" | WeightBlock;
/** A digital hash unit has its own strip in every core, so the rest of the core is the same without it. */
export type BlockName = CoreBlock | SharedBlock | "projection" | "pads";

/** Total area of all instances of each block, m²; absent blocks take none. */
export type BlockAreas = Readonly<Partial<Record<BlockName, number>>>;

export const CORE_BLOCKS: readonly CoreBlock[] = ["buffer", "mac", "softmax", "sorter"];

/** In the order of their distance from the cores. */
export const SHARED_BLOCKS: readonly SharedBlock[] = [
  "search",
  "topK",
  "arrays",
  "dynamicArrays",
  "queryKeyValue",
  "outputProjection",
  "up",
  "down",
  "outputHead",
  "weightStore",
  "link",
];

/** Blocks on the second die where a link joins two dies. */
const APART: readonly BlockName[] = ["arrays", "dynamicArrays"];

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A slice of the shared region, m: one rectangle right of the cores, and two where it surrounds them. */
export interface SharedSlice {
  readonly block: SharedBlock;
  readonly area: number;
  /** Middle of the slice; vertically all slices are centred. */
  readonly x: number;
  readonly rectangles: readonly Rectangle[];
}

/** Lengths in m, areas in m². */
export interface Die {
  /** Without the ring of pads. */
  readonly width: number;
  readonly height: number;
  /** Width of the ring of pads. */
  readonly ring: number;
  readonly cores: number;
  /** Columns of cores. */
  readonly columns: number;
  /** All cores, at the left edge. */
  readonly region: Rectangle;
  /** A core without its hash unit. */
  readonly core: { readonly width: number; readonly height: number };
  /** Width of the strip of a core's digital hash unit. */
  readonly strip: number;
  /** Areas of the blocks of one core. */
  readonly own: Readonly<Partial<Record<CoreBlock | "projection", number>>>;
  readonly shared: readonly SharedSlice[];
  /** Blocks of a second die for arrays, and its side; 0 where there is none. */
  readonly apart: readonly { readonly block: BlockName; readonly area: number }[];
  readonly secondSide: number;
}

/** Largest ratio of width to height of a die; where it would be wider, shared blocks surround the cores. */
const WIDEST = 2;

/** Number of columns that makes a core nearest to a square; with fewer, cores are wider than high. */
const columnsOf = (cores: number): number => Math.max(1, Math.round(Math.sqrt(cores)));

/**
 * Cores fill a square, each with a rectangle for its own blocks and a strip for its digital hash unit. Shared
 * blocks lie next to them in slices without gaps. All lengths are continuous in every area, and no block
 * outside a core moves the blocks in it, so two designs that differ in their hash units have equal cores.
 */
export function dieOf(areas: BlockAreas, cores: number): Die {
  const columns = columnsOf(cores);
  const own: Partial<Record<CoreBlock | "projection", number>> = {};
  for (const block of [...CORE_BLOCKS, "projection"] as const)
    if ((areas[block] ?? 0) > 0) own[block] = (areas[block] ?? 0) / cores;
  const square = Math.sqrt(cores * CORE_BLOCKS.reduce((sum, block) => sum + (own[block] ?? 0), 0));
  const hash = cores * (own.projection ?? 0);
  const side = square > 0 ? square : Math.sqrt(hash);
  const region = { width: side > 0 ? (square * square + hash) / side : 0, height: side };
  const isApart = (areas.link ?? 0) > 0;
  const there = (blocks: readonly BlockName[]) =>
    blocks.filter((block) => (areas[block] ?? 0) > 0) as SharedBlock[];
  const here = there(SHARED_BLOCKS).filter((block) => !isApart || !APART.includes(block));
  const sharedArea = here.reduce((sum, block) => sum + (areas[block] ?? 0), 0);
  const total = region.width * region.height + sharedArea;
  const height = Math.max(region.height, Math.sqrt(total / WIDEST));
  const width = total > 0 ? total / height : 0;
  const apart = isApart ? there(APART).map((block) => ({ block, area: areas[block] ?? 0 })) : [];
  const around = (width + height) / 2;
  return {
    width,
    height,
    ring: (Math.sqrt(around * around + (areas.pads ?? 0)) - around) / 2,
    cores,
    columns,
    region: { x: 0, y: (height - region.height) / 2, ...region },
    core: { width: square / columns, height: (side * columns) / cores },
    strip: side > 0 ? hash / side / columns : 0,
    own,
    shared: slicesOf(here, areas, region, height),
    apart,
    secondSide: Math.sqrt(apart.reduce((sum, { area }) => sum + area, 0)),
  };
}

/** Slices, from left to right, of the die outside the cores' region, which is centred at the left edge. */
function slicesOf(
  blocks: readonly SharedBlock[],
  areas: BlockAreas,
  region: { readonly width: number; readonly height: number },
  height: number,
): SharedSlice[] {
  const free = height - region.height;
  const around = free * region.width;
  const at = (area: number): number =>
    area < around ? area / free : region.width + (area - around) / height;
  let from = 0;
  return blocks.map((block) => {
    const area = areas[block] ?? 0;
    const [left, right] = [at(from), at(from + area)];
    from += area;
    const bend = Math.min(right, Math.max(left, region.width));
    const [above, beyond] = [(bend - left) * free, (right - bend) * height];
    const x = (above * (left + bend) + beyond * (bend + right)) / (2 * (above + beyond));
    return { block, area, x, rectangles: rectanglesOf(left, bend, right, free, height) };
  });
}

/** Rectangles of a slice above, below and right of the cores. */
function rectanglesOf(left: number, bend: number, right: number, free: number, height: number): Rectangle[] {
  const beside = { x: left, width: bend - left, height: free / 2 };
  return [
    { ...beside, y: 0 },
    { ...beside, y: height - free / 2 },
    { x: bend, y: 0, width: right - bend, height },
  ].filter((one) => one.width > 0 && one.height > 0);
}
