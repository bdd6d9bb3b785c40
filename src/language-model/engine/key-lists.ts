// Lists of the keys that a query attends.

import type { Chooser, Wanted } from "../../attention/selectors/selector.ts";
import type { Selection } from "./engine.ts";

/** Lists the last `causal` positions up to `position`; returns their number. */
export function everyKey(into: Int32Array, position: number, causal: number): number {
  for (let k = 0; k < causal; k++) into[k] = position + 1 - causal + k;
  return causal;
}

export type Merge = (list: Int32Array, count: number, from: number, to: number) => void;

/** Sorts positions of [from, to) in place, by marks: most selectors give them sorted already. */
export function merger(length: number): Merge {
  const marks = new Uint8Array(length);
  return (list, count, from, to) => {
    let isSorted = true;
    for (let k = 1; k < count; k++) if (list[k] <= list[k - 1]) isSorted = false;
    if (isSorted) return;
    for (let k = 0; k < count; k++) marks[list[k]] = 1;
    let at = 0;
    for (let j = from; j < to; j++)
      if (marks[j] === 1) {
        list[at++] = j;
        marks[j] = 0;
      }
    if (at !== count)
      throw new RangeError(`selector: expected ${count} distinct keys of [${from}, ${to}), received ${at}`);
  };
}

/** Keys that a query attends, as they are listed. */
export interface ChosenKeys {
  readonly count: number;
  /** Keys that hardware computes, those of sink and window included. */
  readonly slots: number;
  /** Keys that the query may attend: from `lowest` on. */
  readonly causal: number;
  readonly lowest: number;
  /** Places [farFrom, farTo) of the list are what the selector chose. */
  readonly farFrom: number;
  readonly farTo: number;
}

/** Writes the keys of one query in ascending order: sink, chosen ones, window. `n` is its place in its block. */
export function chosenKeys(
  chooser: Chooser,
  n: number,
  position: number,
  span: number,
  { sink, window, budget }: Pick<Selection, "sink" | "window" | "budget">,
  into: Int32Array,
  merge: Merge,
): ChosenKeys {
  const lowest = Math.max(0, position - span + 1);
  const causal = position + 1 - lowest;
  const to = Math.max(lowest, position + 1 - window);
  const from = Math.min(to, Math.max(lowest, sink));
  const near = from - lowest + position + 1 - to;
  const wanted: Wanted = {
    from,
    to,
    keys:
      budget.kind === "fixed"
        ? Math.max(0, budget.keys - near)
        : budget.kind === "share"
          ? Math.max(0, Math.round(budget.share * causal) - near)
          : to - from,
    mass: budget.kind === "mass" ? budget.p : null,
  };
  // Nothing is far, or nothing is left of the budget: the selector is asked all the same, as it counts its queries.
  const far = chooser.choose(n, wanted, into);
  merge(into, far, from, to);
  const farFrom = from - lowest;
  into.copyWithin(farFrom, 0, far);
  for (let k = lowest; k < from; k++) into[k - lowest] = k;
  let count = farFrom + far;
  for (let j = to; j <= position; j++) into[count++] = j;
  return { count, slots: chooser.slots() + near, causal, lowest, farFrom, farTo: farFrom + far };
}

/** What is added to the logit at a place of the list; null where nothing is to any. */
export function shiftsOf({ shift }: Chooser, { farFrom, farTo }: ChosenKeys): ((k: number) => number) | null {
  if (shift === undefined) return null;
  return (k) => (k >= farFrom && k < farTo ? shift(k - farFrom) : 0);
}
