import type { Outcome, Search } from "./search/search.ts";
import { codesAt, type Grid, type Space } from "./space.ts";

/** A point of a study, by the codes of its axes. */
export interface StudyPoint {
  readonly index: number;
  readonly codes: readonly number[];
}

/** Where points come from, in the order of their index. */
export interface PointSource {
  /** Up to `count` points; empty while it waits for outcomes or when it is done. */
  ask(count: number): StudyPoint[];
  tell(index: number, outcome: Outcome | null): void;
  readonly isDone: boolean;
}

/** Points of a search, as codes of a space's axes. */
export const searchSource = (space: Space, search: Search): PointSource => ({
  ask: (count) =>
    search.ask(count).map(({ index, coordinates }) => ({ index, codes: codesAt(space, coordinates) })),
  tell: (index, outcome) => search.tell(index, outcome),
  get isDone() {
    return search.isDone;
  },
});

/** Points of a grid from its first one, `most` of them. */
export function gridSource(grid: Grid, most: number): PointSource {
  const size = Math.min(grid.size, most);
  let next = 0;
  return {
    ask: (count) =>
      Array.from({ length: Math.min(count, size - next) }, () => ({
        index: next,
        codes: grid.codes(next++),
      })),
    tell: () => {},
    get isDone() {
      return next >= size;
    },
  };
}

/** Chosen points, such as those of a front. */
export function listSource(points: readonly StudyPoint[]): PointSource {
  let next = 0;
  return {
    ask(count) {
      const asked = points.slice(next, next + count);
      next += asked.length;
      return asked;
    },
    tell: () => {},
    get isDone() {
      return next >= points.length;
    },
  };
}
