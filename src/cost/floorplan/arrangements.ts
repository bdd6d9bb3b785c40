// Every way to cut a rectangle into some blocks, again and again from side to side.

import type { Rectangle } from "./die.ts";

/** A cut across the width ("x": its parts from left to right) or the height ("y": from the bottom up), or a block's number. */
type Cut = { readonly along: "x" | "y"; readonly parts: readonly Cut[] } | number;

/** A rectangle cut into blocks, and it again as its own mirror image upside down left out. */
export interface Arrangement {
  /** Middles of blocks of some areas that fill a rectangle, by the blocks' numbers. */
  readonly middles: (areas: readonly number[], width: number, height: number) => Middles;
  readonly rectangles: (areas: readonly number[], within: Rectangle) => Rectangle[];
}

export interface Middles {
  readonly x: readonly number[];
  readonly y: readonly number[];
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

function arrangementOf(cut: Cut): Arrangement {
  const rectangles = (areas: readonly number[], within: Rectangle): Rectangle[] => {
    const found: Rectangle[] = [];
    place(cut, areas, within, found);
    return found;
  };
  return {
    rectangles,
    middles: (areas, width, height) => {
      const [x, y]: number[][] = [[], []];
      rectangles(areas, { x: 0, y: 0, width, height }).forEach((one, block) => {
        x[block] = one.x + one.width / 2;
        y[block] = one.y + one.height / 2;
      });
      return { x, y };
    },
  };
}

const areaOf = (cut: Cut, areas: readonly number[]): number =>
  typeof cut === "number" ? areas[cut] : cut.parts.reduce((sum: number, one) => sum + areaOf(one, areas), 0);

function place(cut: Cut, areas: readonly number[], within: Rectangle, found: Rectangle[]): void {
  if (typeof cut === "number") {
    found[cut] = within;
    return;
  }
  const { along, parts } = cut;
  const all = areaOf(cut, areas);
  let { x, y } = within;
  for (const part of parts) {
    const share = areaOf(part, areas) / all;
    const width = along === "x" ? share * within.width : within.width;
    const height = along === "y" ? share * within.height : within.height;
    place(part, areas, { x, y, width, height }, found);
    if (along === "x") x += width;
    else y += height;
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
