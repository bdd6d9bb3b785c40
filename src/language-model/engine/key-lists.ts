// Lists of the keys that a query attends.

import type { Chooser, Wanted } from "../../attention/selectors/selector.ts";
import type { Selection } from "./engine.ts";

/** Lists the last `causal` positions up to `position`; returns their number. */
export function everyKey(into: Int32Array, position: number, causal: number): number {
  for (let k = 0; k < causal; k++) into[k] = position + 1 - causal + k;
  return causal;
}

export type Merge = (list: Int32Array, count: number, from: number, to: number) => void;

/** Sorts positions of [from, to) in place by marking them; most selectors return them sorted already. */
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

/** The list of keys that a query attends. */
export interface ChosenKeys {
  readonly count: number;
  /** Keys that hardware computes, including those of sink and window. */
  readonly slots: number;
  /** Number of keys that the query may attend, starting at `lowest`. */
  readonly causal: number;
  readonly lowest: number;
  /** Entries [farFrom, farTo) of the list are the selector's choice. */
  readonly farFrom: number;
  readonly farTo: number;
}

/** Lists a query's keys in ascending order: sink, chosen, window. `n`: index of the query in its block. */
export function chosenKeys(
  chooser: Chooser,
  n: number,
  position: number,
  span: number,
  { sink, window, budget, nearBy = "logits" }: Pick<Selection, "sink" | "window" | "budget" | "nearBy">,
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
    nearBy,
    lowest,
    last: position,
    mass: budget.kind === "mass" ? budget.p : null,
    threshold: budget.kind === "threshold" ? budget : null,
  };
  // The selector is called even if no key is far or the budget is used up, as it counts its queries.
  const far = chooser.choose(n, wanted, into);
  merge(into, far, from, to);
  const farFrom = from - lowest;
  into.copyWithin(farFrom, 0, far);
  for (let k = lowest; k < from; k++) into[k - lowest] = k;
  let count = farFrom + far;
  for (let j = to; j <= position; j++) into[count++] = j;
  return { count, slots: chooser.slots() + near, causal, lowest, farFrom, farTo: farFrom + far };
}

/** Shift of the logit at a list entry; null if none is shifted. */
export function shiftsOf({ shift }: Chooser, { farFrom, farTo }: ChosenKeys): ((k: number) => number) | null {
  if (shift === undefined) return null;
  return (k) => (k >= farFrom && k < farTo ? shift(k - farFrom) : 0);
}
