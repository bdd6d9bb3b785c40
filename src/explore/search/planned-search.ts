import type { Search, SearchPoint } from "./search.ts";

/** A plan that no outcome changes: the coordinates of point i, in any order of i. */
export type Plan = (index: number) => readonly number[];

/** `count` points of a plan as a search. Memory: a byte a point. */
export function plannedSearch(count: number, plan: Plan): Search {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`search: expected a number of points, received ${count}`);
  const told = new Uint8Array(count);
  let asked = 0;
  let open = count;
  return {
    ask(most) {
      const points: SearchPoint[] = [];
      for (; points.length < most && asked < count; asked++)
        points.push({ index: asked, coordinates: plan(asked) });
      return points;
    },
    tell(index) {
      if (!(index >= 0 && index < asked && Number.isInteger(index)))
        throw new RangeError(`search: expected an outcome of a point asked for, received index ${index}`);
      if (told[index] === 1)
        throw new RangeError(`search: expected one outcome a point, received another for ${index}`);
      told[index] = 1;
      open--;
    },
    get isDone() {
      return open === 0;
    },
  };
}
