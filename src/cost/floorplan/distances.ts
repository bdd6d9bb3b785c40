// Lengths of the ways between blocks of a die, for every arrangement of its cores.

import { memoised } from "../../base/canonical.ts";
import { areaSums, arrangementsOf, type Middles } from "./arrangements.ts";
import { type BlockName, CORE_BLOCKS, type CoreBlock, type Die } from "./die.ts";

/** A die with the arrangements that its cores may have. */
export interface Floorplan {
  readonly die: Die;
  /** Length of a wire between two blocks under each arrangement, m; 0 where either block takes no area. */
  readonly lengths: (from: BlockName, to: BlockName) => Float64Array;
}

export function floorplanOf(die: Die): Floorplan {
  const blocks = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const all = arrangementsOf(blocks.length);
  const count = Math.max(1, all.length);
  const middles = blocks.map((): Middles => ({ x: new Float64Array(count), y: new Float64Array(count) }));
  const sums = areaSums(blocks.map((block) => die.own[block] ?? 0));
  for (const [at, one] of all.entries()) one.middles(sums, die.core.width, die.core.height, middles, at);
  const spotOf = memoised((block: BlockName): Spot | null => {
    const own = blocks.indexOf(block as CoreBlock);
    return own >= 0 ? coreSpot(die, die.own[blocks[own]] ?? 0, middles[own]) : otherSpot(die, block, count);
  }, String);
  return {
    die,
    lengths: memoised(
      (from: BlockName, to: BlockName) => lengthsBetween(die, from, to, spotOf, count),
      (from, to) => `${from} ${to}`,
      Number.POSITIVE_INFINITY,
    ),
  };
}

/** Where a block is under each arrangement, m, and the width and height over which several cores spread it. */
interface Spot extends Middles {
  readonly area: number;
  readonly across: number;
  readonly up: number;
  /** Middle in its core; null for a shared block. */
  readonly inCore: Middles | null;
}

/**
 * From middle to middle along the axes, and no less than between two squares of the same areas that touch: a block that is drawn
 * out to be nearer has longer ways of its own. From a core's block to a shared one the mean over the cores, taken as spread
 * evenly over their region; to the pads the mean over the ring. To arrays on a die of their own it goes by the link, and
 * from that die's edge to its middle.
 */
function lengthsBetween(
  die: Die,
  from: BlockName,
  to: BlockName,
  spotOf: (block: BlockName) => Spot | null,
  count: number,
): Float64Array {
  const isApart = (name: BlockName): boolean => die.apart.some(({ block }) => block === name);
  const [first, last] = [from, to].map((name) => (isApart(name) ? "link" : name));
  const away = [from, to].filter(isApart).length * (die.secondSide / 2);
  const lengths = new Float64Array(count);
  if (first === "pads" || last === "pads") {
    const spot = spotOf(first === "pads" ? last : first);
    if (spot === null || die.ring === 0) return lengths;
    for (let at = 0; at < count; at++) lengths[at] = away + fromRing(die, spot, at);
    return lengths;
  }
  const [a, b] = [spotOf(first), spotOf(last)];
  if (a === null || b === null) return lengths;
  const least = touching(a.area, b.area);
  for (let at = 0; at < count; at++) lengths[at] = away + Math.max(apart(a, b, at), least);
  return lengths;
}

/** A block of every core. */
function coreSpot({ cores, region }: Die, area: number, inCore: Middles): Spot {
  if (cores === 1)
    return {
      area,
      inCore,
      across: 0,
      up: 0,
      x: inCore.x.map((x) => region.x + x),
      y: inCore.y.map((y) => region.y + y),
    };
  const everywhere = (value: number): Float64Array => new Float64Array(inCore.x.length).fill(value);
  return {
    area,
    inCore,
    across: region.width,
    up: region.height,
    x: everywhere(region.x + region.width / 2),
    y: everywhere(region.y + region.height / 2),
  };
}

/** A hash unit in its strip of every core, or a shared block; null where it takes no area. */
function otherSpot(die: Die, block: BlockName, count: number): Spot | null {
  const everywhere = (value: number): Float64Array => new Float64Array(count).fill(value);
  if (block === "projection") {
    const { core, own, strip } = die;
    if (own.projection === undefined) return null;
    return coreSpot(die, own.projection, {
      x: everywhere(core.width + strip / 2),
      y: everywhere(core.height / 2),
    });
  }
  const slice = die.shared.find((one) => one.block === block);
  if (slice === undefined) return null;
  const { area, x } = slice;
  return { area, inCore: null, across: 0, up: 0, x: everywhere(x), y: everywhere(die.height / 2) };
}

function apart(a: Spot, b: Spot, at: number): number {
  if (a.inCore !== null && b.inCore !== null)
    return Math.abs(a.inCore.x[at] - b.inCore.x[at]) + Math.abs(a.inCore.y[at] - b.inCore.y[at]);
  const [spread, point] = a.inCore === null ? [b, a] : [a, b];
  return (
    meanDistance(spread.x[at] - spread.across / 2, spread.across, point.x[at]) +
    meanDistance(spread.y[at] - spread.up / 2, spread.up, point.y[at])
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

/** Mean way from the middle line of the ring to a block, along the axes. */
function fromRing({ width, height, ring }: Die, { area, x, y, across, up }: Spot, n: number): number {
  const [wide, high] = [width + ring, height + ring];
  const along = (at: number, spread: number, side: number): number =>
    ((at + ring / 2) ** 2 + spread ** 2 / 12) / side - (at + ring / 2) + side / 2;
  const horizontal = along(x[n], across, wide) + high / 2;
  const vertical = along(y[n], up, high) + wide / 2;
  return Math.max((wide * horizontal + high * vertical) / (wide + high), Math.sqrt(area) / 2);
}
