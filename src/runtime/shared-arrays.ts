// Activations in memory that workers share.

import { type Dense, dense } from "../base/dense.ts";
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
