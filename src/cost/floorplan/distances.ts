// Lengths of the ways between blocks of a die.

import { arrangementsOf, type Middles } from "./arrangements.ts";
import { type BlockName, CORE_BLOCKS, type CoreBlock, type Die, SHARED_BLOCKS } from "./die.ts";

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

/** Blocks of a core with the others that they exchange bits with. */
const WAYS: readonly (readonly [CoreBlock, readonly BlockName[]])[] = [
  ["buffer", ["mac", "softmax", "sorter", "projection", "pads", ...SHARED_BLOCKS]],
  ["mac", ["softmax", "sorter", "projection", "pads", "arrays", "dynamicArrays", "link"]],
  ["softmax", ["pads", "dynamicArrays", "link"]],
  ["sorter", ["pads"]],
];

/** Floorplans of a die: every arrangement of its cores that could take the least wire for some traffic. */
export function floorplanOf(die: Die): Floorplan {
  const blocks = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const areas = blocks.map((block) => die.own[block] ?? 0);
  const middles: Middles = { x: [], y: [] };
  const ways = waysOf(die, blocks, middles);
  const found: { arrangement: number; lengths: Float64Array }[] = [];
  const lengths = new Float64Array(ways.length);
  const all = arrangementsOf(blocks.length);
  for (let arrangement = 0; arrangement < all.length; arrangement++) {
    all[arrangement].middles(areas, die.core.width, die.core.height, middles);
    for (let n = 0; n < ways.length; n++) lengths[n] = ways[n].length();
    if (found.some((other) => isNoLonger(other.lengths, lengths))) continue;
    for (let n = found.length - 1; n >= 0; n--)
      if (isNoLonger(lengths, found[n].lengths)) found.splice(n, 1);
    found.push({ arrangement, lengths: lengths.slice() });
  }
  const placements = found.map(({ arrangement, lengths: own }): Placement => {
    const known = new Map(ways.map(({ from, to }, n) => [`${from} ${to}`, own[n]]));
    return {
      arrangement,
      distance: (from, to) => known.get(`${from} ${to}`) ?? known.get(`${to} ${from}`) ?? between(die, from, to),
    };
  });
  const empty: Placement = { arrangement: 0, distance: (from, to) => between(die, from, to) };
  return { die, placements: placements.length > 0 ? placements : [empty] };
}

const isNoLonger = (one: Float64Array, other: Float64Array): boolean => {
  for (let n = 0; n < one.length; n++) if (one[n] > other[n] * (1 + 1e-12)) return false;
  return true;
};

/**
 * From middle to middle along the axes, and no less than between two squares of the same areas that touch: a block that is drawn
 * out to be nearer has longer ways of its own. From a core's block to a shared one the mean over the cores, taken as spread
 * evenly over their region; to the pads the mean over the ring. To arrays on a die of their own it goes by the link, and
 * from that die's edge to its middle.
 */
interface Way {
  readonly from: BlockName;
  readonly to: BlockName;
  /** For the middles that are set, m. */
  readonly length: () => number;
}

/** Ways from the blocks of a core, whose middles in it are `middles`. */
function waysOf(die: Die, blocks: readonly CoreBlock[], middles: Middles): Way[] {
  return WAYS.flatMap(([from, others]) => {
    const at = blocks.indexOf(from);
    if (at < 0) return [];
    return others.flatMap((to) => {
      const length = lengthFrom(die, at, to, blocks, middles);
      return length === null ? [] : [{ from, to, length }];
    });
  });
}

/** Length of the way from a core's block to another; null where that takes no area. */
function lengthFrom(
  die: Die,
  at: number,
  to: BlockName,
  blocks: readonly CoreBlock[],
  middles: Middles,
): (() => number) | null {
  const { core, own, region, strip, cores } = die;
  const { x, y } = middles;
  const area = own[blocks[at]] ?? 0;
  const across = cores === 1 ? 0 : region.width;
  const up = cores === 1 ? 0 : region.height;
  // The middle of a block of one of several cores is that of their region.
  const here = (): number => region.x + (cores === 1 ? x[at] : region.width / 2);
  const high = (): number => region.y + (cores === 1 ? y[at] : region.height / 2);
  if (to === "pads") return die.ring > 0 ? () => fromRing(die, area, here(), high(), across, up) : null;
  const other = blocks.indexOf(to as CoreBlock);
  if (other >= 0) {
    const least = touching(area, own[blocks[other]] ?? 0);
    return () => Math.max(Math.abs(x[at] - x[other]) + Math.abs(y[at] - y[other]), least);
  }
  if (to === "projection") {
    if (own.projection === undefined) return null;
    const least = touching(area, own.projection);
    return () =>
      Math.max(Math.abs(x[at] - core.width - strip / 2) + Math.abs(y[at] - core.height / 2), least);
  }
  const isApart = die.apart.some(({ block }) => block === to);
  const slice = die.shared.find(({ block }) => block === (isApart ? "link" : to));
  if (slice === undefined) return null;
  const least = touching(area, slice.area);
  return () =>
    Math.max(
      meanDistance(here() - across / 2, across, slice.x) +
        meanDistance(high() - up / 2, up, die.height / 2),
      least,
    ) + (isApart ? die.secondSide / 2 : 0);
}

/**
 * Between two shared blocks, and from one of them or a hash unit to the pads; 0 where either takes no area. Throws RangeError for a way
 * that no block takes.
 */
function between(die: Die, from: BlockName, to: BlockName): number {
  if (!isThere(die, from) || !isThere(die, to)) return 0;
  const isApart = (name: BlockName): boolean => die.apart.some(({ block }) => block === name);
  if (isApart(to)) return between(die, from, "link") + die.secondSide / 2;
  if (isApart(from)) return between(die, "link", to) + die.secondSide / 2;
  const sliceOf = (name: BlockName) => die.shared.find(({ block }) => block === name);
  const [a, b] = [sliceOf(from), sliceOf(to)];
  if (from === "pads" || to === "pads") {
    const own = a ?? b;
    if (own !== undefined) return fromRing(die, own.area, own.x, die.height / 2, 0, 0);
    if (from === "projection" || to === "projection") return fromHashUnit(die);
  }
  if (a === undefined || b === undefined) throw new RangeError(`no way is known from ${from} to ${to}`);
  return Math.max(Math.abs(a.x - b.x), touching(a.area, b.area));
}

function fromHashUnit(die: Die): number {
  const { region, cores, core, strip, own } = die;
  const area = own.projection ?? 0;
  return cores === 1
    ? fromRing(die, area, region.x + core.width + strip / 2, region.y + region.height / 2, 0, 0)
    : fromRing(
        die,
        area,
        region.x + region.width / 2,
        region.y + region.height / 2,
        region.width,
        region.height,
      );
}

function isThere({ own, shared, apart, ring }: Die, block: BlockName): boolean {
  if (block === "pads") return ring > 0;
  return (
    (own[block as CoreBlock] ?? 0) > 0 ||
    shared.some((one) => one.block === block) ||
    apart.some((one) => one.block === block)
  );
}

/** From middle to middle of two squares that touch, m. */
export const touching = (area: number, other: number): number => (Math.sqrt(area) + Math.sqrt(other)) / 2;

/** Mean of |u − p| for u spread evenly over [from, from + width]. */
export function meanDistance(from: number, width: number, p: number): number {
  const to = from + width;
  if (p <= from || p >= to || width === 0) return Math.abs(from + width / 2 - p);
  return ((p - from) ** 2 + (to - p) ** 2) / (2 * width);
}

/** Mean way from the middle line of the ring to a block, along the axes, which cores spread `across` and `up`. */
function fromRing(
  { width, height, ring }: Die,
  area: number,
  x: number,
  y: number,
  across: number,
  up: number,
): number {
  const [wide, high] = [width + ring, height + ring];
  const along = (at: number, spread: number, side: number): number =>
    ((at + ring / 2) ** 2 + spread ** 2 / 12) / side - (at + ring / 2) + side / 2;
  const horizontal = along(x, across, wide) + high / 2;
  const vertical = along(y, up, high) + wide / 2;
  return Math.max((wide * horizontal + high * vertical) / (wide + high), Math.sqrt(area) / 2);
}
