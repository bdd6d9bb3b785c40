// Lengths of the ways between blocks of a die.

import { arrangementsOf, type Middles } from "./arrangements.ts";
import { type BlockName, CORE_BLOCKS, type CoreBlock, type Die } from "./die.ts";

/** One arrangement of the cores of a die. */
export interface Placement {
  /** Number of the arrangement among those of its blocks. */
  readonly arrangement: number;
  /** Length of a wire between two blocks, m; 0 where either takes no area. */
  readonly distance: (from: BlockName, to: BlockName) => number;
}

/** A die with those arrangements of its cores of which no other has shorter ways everywhere. */
export interface Floorplan {
  readonly die: Die;
  readonly placements: readonly Placement[];
}

/** Blocks between which bits go. */
const WAYS: readonly (readonly [BlockName, BlockName])[] = [
  ["buffer", "mac"],
  ["mac", "softmax"],
  ["buffer", "softmax"],
  ["buffer", "sorter"],
  ["mac", "sorter"],
  ...(["buffer", "mac", "softmax"] as const).flatMap((own) =>
    (["search", "topK", "arrays", "dynamicArrays", "pads", "link", "up"] as const).map(
      (shared) => [own, shared] as const,
    ),
  ),
  ["buffer", "projection"],
];

export function floorplanOf(die: Die): Floorplan {
  const blocks = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const areas = blocks.map((block) => die.own[block] ?? 0);
  const ways = WAYS.filter(([from, to]) => isThere(die, from) && isThere(die, to));
  const found: { placement: Placement; lengths: number[] }[] = [];
  arrangementsOf(blocks.length).forEach(({ middles }, arrangement) => {
    const distance = distancesOn(die, blocks, middles(areas, die.core.width, die.core.height));
    const lengths = ways.map(([from, to]) => distance(from, to));
    if (found.some((one) => isNoLonger(one.lengths, lengths))) return;
    for (let n = found.length - 1; n >= 0; n--)
      if (isNoLonger(lengths, found[n].lengths)) found.splice(n, 1);
    found.push({ placement: { arrangement, distance }, lengths });
  });
  const placements = found.map(({ placement }) => placement);
  return {
    die,
    placements: placements.length > 0 ? placements : [{ arrangement: 0, distance: noCore(die) }],
  };
}

const isNoLonger = (one: readonly number[], other: readonly number[]): boolean => {
  for (let n = 0; n < one.length; n++) if (one[n] > other[n] * (1 + 1e-12)) return false;
  return true;
};

const noCore = (die: Die): Placement["distance"] => distancesOn(die, [], { x: [], y: [] });

function isThere({ own, shared, apart, ring }: Die, block: BlockName): boolean {
  if (block === "pads") return ring > 0;
  return (
    (own[block as CoreBlock] ?? 0) > 0 ||
    shared.some((one) => one.block === block) ||
    apart.some((one) => one.block === block)
  );
}

/** Where a block is, m: its middle on the die, and the width and height over which the cores spread it. */
interface Spot {
  readonly area: number;
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly up: number;
  /** Middle in its core; undefined for a shared block. */
  readonly inCore?: readonly [x: number, y: number];
}

/**
 * From middle to middle along the axes, and no less than between two squares of the same areas that touch: a block that is drawn
 * out to be nearer has longer ways of its own. From a core's block to a shared one the mean over the cores, taken as spread
 * evenly over their region; to the pads the mean over the ring. To arrays on a die of their own it goes by the link, and
 * from that die's edge to its middle.
 */
function distancesOn(
  die: Die,
  blocks: readonly CoreBlock[],
  middles: Middles,
): Placement["distance"] {
  const spotOf = (block: BlockName): Spot | undefined => {
    const at = blocks.indexOf(block as CoreBlock);
    if (at >= 0) return coreSpot(die, die.own[block as CoreBlock] ?? 0, [middles.x[at], middles.y[at]]);
    if (block === "projection" && (die.own.projection ?? 0) > 0)
      return coreSpot(die, die.own.projection ?? 0, [
        die.core.width + die.strip / 2,
        die.core.height / 2,
      ]);
    const slice = die.shared.find((one) => one.block === block);
    return slice && { area: slice.area, x: slice.x, y: die.height / 2, across: 0, up: 0 };
  };
  const distance = (from: BlockName, to: BlockName): number => {
    if (die.apart.some(({ block }) => block === to)) return distance(from, "link") + die.secondSide / 2;
    if (die.apart.some(({ block }) => block === from)) return distance("link", to) + die.secondSide / 2;
    if (from === "pads" || to === "pads") {
      const spot = spotOf(from === "pads" ? to : from);
      return spot === undefined || die.ring === 0 ? 0 : fromRing(die, spot);
    }
    const [a, b] = [spotOf(from), spotOf(to)];
    return a === undefined || b === undefined ? 0 : Math.max(apart(a, b), touching(a.area, b.area));
  };
  return distance;
}

/** From middle to middle of two squares that touch, m. */
export const touching = (area: number, other: number): number => (Math.sqrt(area) + Math.sqrt(other)) / 2;

function coreSpot({ cores, region }: Die, area: number, inCore: readonly [number, number]): Spot {
  if (cores === 1)
    return { area, x: region.x + inCore[0], y: region.y + inCore[1], across: 0, up: 0, inCore };
  const [x, y] = [region.x + region.width / 2, region.y + region.height / 2];
  return { area, x, y, across: region.width, up: region.height, inCore };
}

function apart(a: Spot, b: Spot): number {
  if (a.inCore !== undefined && b.inCore !== undefined)
    return Math.abs(a.inCore[0] - b.inCore[0]) + Math.abs(a.inCore[1] - b.inCore[1]);
  const [spread, point] = a.inCore === undefined ? [b, a] : [a, b];
  return (
    meanDistance(spread.x - spread.across / 2, spread.across, point.x) +
    meanDistance(spread.y - spread.up / 2, spread.up, point.y)
  );
}

/** Mean of |u − p| for u spread evenly over [from, from + width]. */
export function meanDistance(from: number, width: number, p: number): number {
  const to = from + width;
  if (p <= from || p >= to || width === 0) return Math.abs(from + width / 2 - p);
  return ((p - from) ** 2 + (to - p) ** 2) / (2 * width);
}

/** Mean way from the middle line of the ring to a block, along the axes. */
function fromRing({ width, height, ring }: Die, { area, x, y, across, up }: Spot): number {
  const [wide, high] = [width + ring, height + ring];
  const along = (at: number, spread: number, side: number): number =>
    ((at + ring / 2) ** 2 + spread ** 2 / 12) / side - (at + ring / 2) + side / 2;
  const horizontal = along(x, across, wide) + high / 2;
  const vertical = along(y, up, high) + wide / 2;
  return Math.max((wide * horizontal + high * vertical) / (wide + high), Math.sqrt(area) / 2);
}
