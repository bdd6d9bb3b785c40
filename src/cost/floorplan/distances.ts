// Wire lengths between blocks of a die, for every arrangement of its cores.

import { memoised } from "#base";
import { type BlockName, CORE_BLOCKS, type CoreBlock, type Die, type Rectangle } from "./die.ts";

/** A cut of the width ("x": from left to right) or height ("y": from bottom to top), or a block number. */
type Cut = { readonly along: "x" | "y"; readonly parts: readonly Cut[]; readonly set: number } | number;

/** Blocks of a cut, one bit each. */
const setOf = (cut: Cut): number => (typeof cut === "number" ? 1 << cut : cut.set);

/** A rectangle cut into blocks. */
export interface Arrangement {
  /** Writes the middles of blocks that fill a rectangle at index `at`; `sums` are their `areaSums`. */
  readonly middles: (
    sums: Float64Array,
    width: number,
    height: number,
    into: readonly Middles[],
    at: number,
  ) => void;
  readonly rectangles: (sums: Float64Array, within: Rectangle) => Rectangle[];
}

/** Middles of a block, one per arrangement. */
export interface Middles {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const known = new Map<number, readonly Arrangement[]>();

/** Returns all arrangements of a number of blocks: 1, 3, 21 and 276 for one to four. */
export function arrangementsOf(blocks: number): readonly Arrangement[] {
  const found = known.get(blocks) ?? distinct(cuts(numbers(blocks))).map(arrangementOf);
  known.set(blocks, found);
  return found;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** All cuts of some blocks, the first along either axis. */
const cuts = (blocks: readonly number[]): Cut[] =>
  blocks.length <= 1 ? [...blocks] : [...cutsAlong("x", blocks), ...cutsAlong("y", blocks)];

/** Cuts into two or more parts along one axis, each a block or cut along the other axis. */
function cutsAlong(along: "x" | "y", blocks: readonly number[]): Cut[] {
  const across = along === "x" ? "y" : "x";
  const sequences = (left: readonly number[]): Cut[][] =>
    left.length === 0
      ? [[]]
      : subsets(left).flatMap((first) => {
          // One part with all blocks is no cut.
          if (first.length === blocks.length) return [];
          const rest = sequences(left.filter((one) => !first.includes(one)));
          const own = first.length === 1 ? first : cutsAlong(across, first);
          return own.flatMap((part) => rest.map((others) => [part, ...others]));
        });
  const set = blocks.reduce((sum, block) => sum + (1 << block), 0);
  return sequences(blocks).map((parts) => ({ along, parts, set }));
}

/** Non-empty subsets. */
const subsets = (of: readonly number[]): number[][] =>
  numbers(2 ** of.length - 1).map((n) => of.filter((_, bit) => ((n + 1) >> bit) & 1));

/** Keeps one of each pair mirrored upside down: shared blocks are half-way up, so their distances agree. */
function distinct(all: readonly Cut[]): Cut[] {
  const seen = new Set<string>();
  return all.filter((cut) => {
    if (seen.has(JSON.stringify(upsideDown(cut)))) return false;
    seen.add(JSON.stringify(cut));
    return true;
  });
}

function upsideDown(cut: Cut): Cut {
  if (typeof cut === "number") return cut;
  const parts = cut.parts.map(upsideDown);
  return { ...cut, parts: cut.along === "y" ? parts.reverse() : parts };
}

/** Area of every set of blocks; the bits of a set's index are its blocks. */
export function areaSums(areas: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** areas.length);
  for (let set = 1; set < sums.length; set++)
    for (let block = 0; block < areas.length; block++) if ((set >> block) & 1) sums[set] += areas[block];
  return sums;
}

const arrangementOf = (cut: Cut): Arrangement => ({
  rectangles: (sums, within) => {
    const found: Rectangle[] = [];
    place(cut, sums, within, found);
    return found;
  },
  middles: (sums, width, height, into, at) => placeMiddles(cut, sums, 0, 0, width, height, into, at),
});

function place(cut: Cut, sums: Float64Array, within: Rectangle, found: Rectangle[]): void {
  if (typeof cut === "number") {
    found[cut] = within;
    return;
  }
  let { x, y } = within;
  for (const part of cut.parts) {
    const share = sums[setOf(part)] / sums[cut.set];
    const width = cut.along === "x" ? share * within.width : within.width;
    const height = cut.along === "y" ? share * within.height : within.height;
    place(part, sums, { x, y, width, height }, found);
    if (cut.along === "x") x += width;
    else y += height;
  }
}

/** The middles of `place` without creating objects: a chip has hundreds of cuts. */
function placeMiddles(
  cut: Cut,
  sums: Float64Array,
  x: number,
  y: number,
  width: number,
  height: number,
  into: readonly Middles[],
  at: number,
): void {
  if (typeof cut === "number") {
    into[cut].x[at] = x + width / 2;
    into[cut].y[at] = y + height / 2;
    return;
  }
  const { parts, along, set } = cut;
  let done = 0;
  for (let n = 0; n < parts.length; n++) {
    const share = sums[setOf(parts[n])] / sums[set];
    if (along === "x") placeMiddles(parts[n], sums, x + done * width, y, share * width, height, into, at);
    else placeMiddles(parts[n], sums, x, y + done * height, width, share * height, into, at);
    done += share;
  }
}

/** Fills a rectangle in proportion to named areas, cut across the longer side; drops areas of zero. */
export function splitArea<Name>(
  named: readonly { readonly name: Name; readonly area: number }[],
  within: Rectangle,
): (Rectangle & { readonly name: Name })[] {
  const there = named.filter(({ area }) => area > 0);
  if (there.length <= 1) return there.map(({ name }) => ({ ...within, name }));
  const [first, ...rest] = there;
  const share = first.area / there.reduce((sum, { area }) => sum + area, 0);
  const { x, y, width, height } = within;
  return width >= height
    ? [
        { name: first.name, x, y, width: share * width, height },
        ...splitArea(rest, { x: x + share * width, y, width: (1 - share) * width, height }),
      ]
    : [
        { name: first.name, x, y, width, height: share * height },
        ...splitArea(rest, { x, y: y + share * height, width, height: (1 - share) * height }),
      ];
}

/** A die with the arrangements that its cores may have. */
export interface Floorplan {
  readonly die: Die;
  /** Length of a wire between two blocks under each arrangement, m; 0 where either block takes no area. */
  readonly lengths: (from: BlockName, to: BlockName) => Float64Array;
}

/** Middles of a core's blocks; dies that differ only outside their cores share them. */
const coreMiddles = memoised(
  (width: number, height: number, areas: readonly number[]): readonly Middles[] => {
    const all = arrangementsOf(areas.length);
    const middles = areas.map((): Middles => {
      return { x: new Float64Array(all.length), y: new Float64Array(all.length) };
    });
    const sums = areaSums(areas);
    for (const [at, one] of all.entries()) one.middles(sums, width, height, middles, at);
    return middles;
  },
  (width, height, areas) => `${width} ${height} ${areas.join(" ")}`,
);

export function floorplanOf(die: Die): Floorplan {
  const blocks = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const count = Math.max(1, arrangementsOf(blocks.length).length);
  const areas = blocks.map((block) => die.own[block] ?? 0);
  const middles = coreMiddles(die.core.width, die.core.height, areas);
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

/** Place of a block under each arrangement, m, and the width and height over which cores spread it. */
interface Spot extends Middles {
  readonly area: number;
  readonly across: number;
  readonly up: number;
  /** Middle in its core; null for a shared block. */
  readonly inCore: Middles | null;
  /** Whether its place is the same under every arrangement: spread over cores or shared by them. */
  readonly isFixed: boolean;
}

/**
 * Manhattan distances between the middles of two blocks, m, at least those of touching squares of the same
 * areas: a block elongated to be nearer has longer wires inside. From a core's block to a shared one, it is
 * the mean over the cores, taken as spread evenly over their region; to the pads, the mean over the ring. The
 * way to arrays on a second die is that to the link plus that from the second die's edge to its middle.
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
    if (spot.isFixed) return lengths.fill(away + fromRing(die, spot, 0));
    for (let at = 0; at < count; at++) lengths[at] = away + fromRing(die, spot, at);
    return lengths;
  }
  const [a, b] = [spotOf(first), spotOf(last)];
  if (a === null || b === null) return lengths;
  const least = touching(a.area, b.area);
  const isFixed = a.isFixed && b.isFixed && (a.inCore === null || b.inCore === null);
  if (isFixed) return lengths.fill(away + Math.max(apart(a, b, 0), least));
  for (let at = 0; at < count; at++) lengths[at] = away + Math.max(apart(a, b, at), least);
  return lengths;
}

/** Spot of a block that every core has. */
function coreSpot({ cores, region }: Die, area: number, inCore: Middles): Spot {
  if (cores === 1)
    return {
      area,
      inCore,
      isFixed: false,
      across: 0,
      up: 0,
      x: inCore.x.map((x) => region.x + x),
      y: inCore.y.map((y) => region.y + y),
    };
  const everywhere = (value: number): Float64Array => new Float64Array(inCore.x.length).fill(value);
  return {
    area,
    inCore,
    isFixed: true,
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
  return {
    area,
    inCore: null,
    isFixed: true,
    across: 0,
    up: 0,
    x: everywhere(x),
    y: everywhere(die.height / 2),
  };
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

/** Distance between the middles of two touching squares, m. */
export const touching = (area: number, other: number): number => (Math.sqrt(area) + Math.sqrt(other)) / 2;

/** Mean of |u − p| for u spread evenly over [from, from + width]. */
export function meanDistance(from: number, width: number, p: number): number {
  const to = from + width;
  if (p <= from || p >= to || width === 0) return Math.abs(from + width / 2 - p);
  return ((p - from) ** 2 + (to - p) ** 2) / (2 * width);
}

/** Mean Manhattan distance from the ring's middle line to a block; at least half the block's side. */
function fromRing(die: Die, spot: Spot, n: number): number {
  const { ring } = die;
  const wide = die.width + ring;
  const high = die.height + ring;
  const horizontal = alongRing(spot.x[n] + ring / 2, spot.across, wide) + high / 2;
  const vertical = alongRing(spot.y[n] + ring / 2, spot.up, high) + wide / 2;
  return Math.max((wide * horizontal + high * vertical) / (wide + high), Math.sqrt(spot.area) / 2);
}

/** Mean distance along a side of the ring from its points to those spread around `at`. */
const alongRing = (at: number, spread: number, side: number): number =>
  (at ** 2 + spread ** 2 / 12) / side - at + side / 2;
