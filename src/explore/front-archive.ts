import { dominates } from "./dominance.ts";
import { comparedInBox } from "./epsilon-front.ts";

/** A member of an archive: which point it is, and its objectives (smaller is better). */
export interface ArchiveMember {
  readonly index: number;
  readonly objectives: Float64Array;
}

/** The front of the points so far, one point at a time. */
export interface FrontArchive {
  /** Adds a point unless a member dominates it (or its box); what it dominates leaves. Returns whether it stayed. */
  insert(index: number, objectives: ArrayLike<number>): boolean;
  /** Members by ascending index. */
  members(): ArchiveMember[];
  readonly size: number;
  /** Sides of the boxes of which each holds one member at most; null while every front point is kept. */
  readonly epsilon: Float64Array | null;
}

/**
 * An empty archive. Without a capacity it holds every point that no other dominates, copies included, whatever the order
 * of insertion. With one it does so until there are more, and from then on keeps one member a box of side ε; ε doubles
 * whenever there are still too many. Every point ever inserted then has a member that is less than ε worse in each
 * objective, with ε the final one: boxes of a doubled side are unions of the earlier ones. ε depends on the order of
 * insertion. Inserting compares with all members. Throws RangeError for NaN, another number of objectives, or a capacity
 * below 4^(objectives − 1).
 * Source: [laumanns-2002].
 */
export function createFrontArchive(columns: number, capacity = Number.POSITIVE_INFINITY): FrontArchive {
  // However wide, boxes keep the signs and the infinities apart: so many may remain side by side.
  const fewest = 4 ** (columns - 1);
  if (!(capacity >= fewest))
    throw new RangeError(
      `archive: expected a capacity of at least ${fewest} for ${columns} objectives, received ${capacity}`,
    );
  let held: ArchiveMember[] = [];
  let epsilon: Float64Array | null = null;

  const add = (point: ArchiveMember): boolean => {
    const compare = epsilon === null ? plainly : byBoxes(epsilon);
    const killer = held.findIndex((member) => compare(member.objectives, point.objectives) < 0);
    if (killer >= 0) {
      // A member that dominates moves half-way up: frequent killers are met first.
      const up = killer >> 1;
      [held[killer], held[up]] = [held[up], held[killer]];
      return false;
    }
    held = held.filter((member) => !(compare(point.objectives, member.objectives) < 0));
    held.push(point);
    return true;
  };
  const coarsen = (): void => {
    epsilon = epsilon === null ? firstSides(held, columns, capacity) : epsilon.map((side) => 2 * side);
    const before = held.sort((a, b) => a.index - b.index);
    held = [];
    for (const member of before) add(member);
  };
  return {
    insert(index, objectives) {
      const point = { index, objectives: checked(objectives, columns, index) };
      const stayed = add(point);
      while (held.length > capacity) coarsen();
      return stayed && held.includes(point);
    },
    members: () => [...held].sort((a, b) => a.index - b.index),
    get size() {
      return held.length;
    },
    get epsilon() {
      return epsilon;
    },
  };
}

function checked(objectives: ArrayLike<number>, columns: number, index: number): Float64Array {
  const values = Float64Array.from(objectives);
  if (values.length !== columns)
    throw new RangeError(
      `archive: expected ${columns} objectives, received ${values.length} for index ${index}`,
    );
  if (values.some(Number.isNaN))
    throw new RangeError(`archive: expected numbers, received NaN for index ${index}`);
  return values;
}

/** Below 0 where a removes b: by dominance. Copies stay side by side. */
const plainly = (a: Float64Array, b: Float64Array): number => (dominates(a, b) ? -1 : 1);

/** An infinity is a box of its own at any side. */
const boxOf = (value: number, side: number): number =>
  Number.isFinite(value) ? Math.floor(value / side) : value;

/** Below 0 where a removes b: by a better box, or in the same box by standing nearer to its corner or having come first. */
const byBoxes =
  (epsilon: Float64Array) =>
  (a: Float64Array, b: Float64Array): number => {
    let [smaller, larger] = [false, false];
    for (let c = 0; c < a.length; c++) {
      const [x, y] = [boxOf(a[c], epsilon[c]), boxOf(b[c], epsilon[c])];
      if (x < y) smaller = true;
      if (x > y) larger = true;
    }
    if (smaller !== larger) return smaller ? -1 : 1;
    return smaller ? 1 : comparedInBox(a, b, epsilon) || -1;
  };

/** Powers of two near the range of each objective over the capacity: fine enough to keep many, doubled where too fine. */
function firstSides(members: readonly ArchiveMember[], columns: number, capacity: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) => {
    const values = members.map(({ objectives }) => objectives[c]).filter(Number.isFinite);
    const range =
      values.reduce((a, b) => Math.max(a, b), -1e308) - values.reduce((a, b) => Math.min(a, b), 1e308);
    return range > 0 ? 2 ** Math.floor(Math.log2(range / capacity)) : 1;
  });
}
