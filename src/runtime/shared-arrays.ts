// Activations and numbers in memory that threads share.

import { type Dense, dense } from "#base";
import type { Activations } from "../simulation/activations.ts";
import type { PreparedHead } from "../simulation/quality.ts";

/** Copies activations into memory that threads share; a matrix used twice stays one object. */
export function shareActivations(activations: Activations): Activations {
  const known = new Map<Dense, Dense>();
  const share = (matrix: Dense): Dense => {
    const found = known.get(matrix);
    if (found !== undefined) return found;
    const data = new Float64Array(new SharedArrayBuffer(matrix.data.byteLength));
    data.set(matrix.data);
    const shared = dense(matrix.rows, matrix.columns, data);
    known.set(matrix, shared);
    return shared;
  };
  return {
    ...activations,
    heads: activations.heads.map((head) => ({
      ...head,
      q: share(head.q),
      k: share(head.k),
      v: share(head.v),
    })),
  };
}

/** Copies heads into memory that threads share; a matrix used twice stays one object. */
export function shareHeads(heads: readonly PreparedHead[]): PreparedHead[] {
  const known = new Map<Float64Array, Float64Array>();
  const share = (data: Float64Array): Float64Array => {
    const copy = known.get(data) ?? new Float64Array(new SharedArrayBuffer(data.byteLength));
    if (!known.has(data)) copy.set(data);
    known.set(data, copy);
    return copy;
  };
  const matrix = ({ rows, columns, data }: Dense): Dense => dense(rows, columns, share(data));
  return heads.map(({ head, q, k, v, hashedKeys, exact, queries }) => ({
    head: {
      ...head,
      q: matrix(head.q),
      k: matrix(head.k),
      v: matrix(head.v),
      ...(head.projected === undefined
        ? {}
        : {
            projected: {
              inputs: matrix(head.projected.inputs),
              query: matrix(head.projected.query),
              key: matrix(head.projected.key),
            },
          }),
    },
    q: matrix(q),
    k: matrix(k),
    v: matrix(v),
    hashedKeys: matrix(hashedKeys),
    exact: { output: matrix(exact.output), logSum: share(exact.logSum) },
    queries,
  }));
}

/** Numbers in memory that threads share: one thread writes them once, and others wait for them. */
export interface SharedNumbers {
  /** One number, which is 1 once they are written. */
  readonly isWritten: Int32Array<SharedArrayBuffer>;
  readonly values: Float64Array<SharedArrayBuffer>;
}

export const sharedNumbers = (count: number): SharedNumbers => ({
  isWritten: new Int32Array(new SharedArrayBuffer(4)),
  values: new Float64Array(new SharedArrayBuffer(8 * count)),
});

/** Writes the numbers and wakes the threads that wait for them. */
export function writeNumbers({ isWritten, values }: SharedNumbers, numbers: Float64Array): void {
  values.set(numbers);
  Atomics.store(isWritten, 0, 1);
  Atomics.notify(isWritten, 0);
}

/** Waits until the numbers are written. */
export function awaitNumbers({ isWritten, values }: SharedNumbers): Float64Array {
  while (Atomics.load(isWritten, 0) === 0) Atomics.wait(isWritten, 0, 0);
  return values;
}
