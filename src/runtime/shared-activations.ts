import { type Dense, dense } from "../base/dense.ts";
import type { Activations } from "../simulation/activations.ts";

/** The activations with every matrix in memory that threads share; matrices that were one object stay one. */
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
