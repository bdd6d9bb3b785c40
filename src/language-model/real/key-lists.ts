// Lists of the keys that a query attends.

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
