// Every way to cut a rectangle into some blocks, again and again from side to side.

import type { Rectangle } from "./die.ts";

/** A cut across the width ("x": its parts from left to right) or the height ("y": from the bottom up), or a block's number. */
type Cut = { readonly along: "x" | "y"; readonly parts: readonly Cut[]; readonly set: number } | number;

/** Blocks of a cut, a bit each. */
const setOf = (cut: Cut): number => (typeof cut === "number" ? 1 << cut : cut.set);

/** A rectangle cut into blocks. */
export interface Arrangement {
  /** Writes the middles of blocks that fill a rectangle at a place of each block's own; `sums` are their `areaSums`. */
  readonly middles: (
    sums: Float64Array,
    width: number,
    height: number,
    into: readonly Middles[],
    at: number,
  ) => void;
  readonly rectangles: (sums: Float64Array, within: Rectangle) => Rectangle[];
}

/** Middles of a block, an arrangement each. */
export interface Middles {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const known = new Map<number, readonly Arrangement[]>();

/** All arrangements of so many blocks: 1, 3, 21 and 276 of one to four. */
export function arrangementsOf(blocks: number): readonly Arrangement[] {
  const found = known.get(blocks) ?? distinct(cuts(numbers(blocks))).map(arrangementOf);
  known.set(blocks, found);
  return found;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Cuts of some blocks, those that begin along either axis. */
const cuts = (blocks: readonly number[]): Cut[] =>
  blocks.length <= 1 ? [...blocks] : [...cutsAlong("x", blocks), ...cutsAlong("y", blocks)];

/** Two parts or more along one axis, each a block or cut along the other. */
function cutsAlong(along: "x" | "y", blocks: readonly number[]): Cut[] {
  const across = along === "x" ? "y" : "x";
  const sequences = (left: readonly number[]): Cut[][] =>
    left.length === 0
      ? [[]]
      : subsets(left).flatMap((first) => {
          // All of them are one part, which is no cut.
          if (first.length === blocks.length) return [];
          const rest = sequences(left.filter((one) => !first.includes(one)));
          const own = first.length === 1 ? first : cutsAlong(across, first);
          return own.flatMap((part) => rest.map((others) => [part, ...others]));
        });
  const set = blocks.reduce((sum, block) => sum + (1 << block), 0);
  return sequences(blocks).map((parts) => ({ along, parts, set }));
}

/** Subsets that are not empty. */
const subsets = (of: readonly number[]): number[][] =>
  numbers(2 ** of.length - 1).map((n) => of.filter((_, bit) => ((n + 1) >> bit) & 1));

/** One of each pair that are mirror images upside down: shared blocks are half-way up, so both have the same distances. */
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

/** Area of every set of blocks, whose numbers are the bits of its own. */
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

/** The middles of `place`, in numbers alone: a chip goes through hundreds of cuts. */
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

/** Named areas as rectangles that fill one, in proportion, each cut across the longer side; those of none are left out. */
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
