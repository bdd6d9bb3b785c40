// Every way to cut a rectangle into some blocks, again and again from side to side.

import type { Rectangle } from "./die.ts";

/** A cut across the width ("x": its parts from left to right) or the height ("y": from the bottom up), or a block's number. */
type Cut = { readonly along: "x" | "y"; readonly parts: readonly Cut[] } | number;

/** A rectangle cut into blocks. */
export interface Arrangement {
  /** Writes the middles of blocks of some areas that fill a rectangle, by the blocks' numbers. */
  readonly middles: (areas: readonly number[], width: number, height: number, into: Middles) => void;
  readonly rectangles: (areas: readonly number[], within: Rectangle) => Rectangle[];
}

export interface Middles {
  readonly x: number[];
  readonly y: number[];
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
  return sequences(blocks).map((parts) => ({ along, parts }));
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
  return { along: cut.along, parts: cut.along === "y" ? parts.reverse() : parts };
}

const arrangementOf = (cut: Cut): Arrangement => ({
  rectangles: (areas, within) => {
    const found: Rectangle[] = [];
    const { x, y, width, height } = within;
    place(cut, areas, x, y, width, height, (block, left, low, wide, high) => {
      found[block] = { x: left, y: low, width: wide, height: high };
    });
    return found;
  },
  middles: (areas, width, height, { x, y }) =>
    place(cut, areas, 0, 0, width, height, (block, left, low, wide, high) => {
      x[block] = left + wide / 2;
      y[block] = low + high / 2;
    }),
});

function areaOf(cut: Cut, areas: readonly number[]): number {
  if (typeof cut === "number") return areas[cut];
  let sum = 0;
  for (const part of cut.parts) sum += areaOf(part, areas);
  return sum;
}

/** Goes through the rectangles of a cut. In numbers, not in objects: a chip goes through hundreds of cuts. */
function place(
  cut: Cut,
  areas: readonly number[],
  x: number,
  y: number,
  width: number,
  height: number,
  found: (block: number, x: number, y: number, width: number, height: number) => void,
): void {
  if (typeof cut === "number") {
    found(cut, x, y, width, height);
    return;
  }
  const all = areaOf(cut, areas);
  let at = 0;
  for (const part of cut.parts) {
    const share = areaOf(part, areas) / all;
    if (cut.along === "x") place(part, areas, x + at * width, y, share * width, height, found);
    else place(part, areas, x, y + at * height, width, share * height, found);
    at += share;
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
