// Several untuned arrays for one set of projections: when there may be, and how they serve heads.

import { InfeasibleError } from "../base/errors.ts";
import { isReplicated } from "../design/array-replicas.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";

/** What queries are to the keys of a set of arrays: hashed by the same arrays, or compared with codes in one of three ways. */
export type QueriesBy = "buckets" | "map" | "values" | "signs";

/**
 * Throws InfeasibleError for several untuned arrays in place of one unless queries go through a map of each, or the design
 * says that it is the control which fails.
 */
export function checkReplicas({ hashing: { replicas, folding } }: Design, queries: QueriesBy): void {
  if (!isReplicated(replicas)) return;
  const { count, epoch, isControl } = replicas;
  const replaced = epoch > 0 ? `, replaced every ${epoch} keys` : "";
  const what = `${count} ${count === 1 ? "array" : "arrays"} for one set of projections${replaced}`;
  if (folding !== "none")
    throw new InfeasibleError(
      `${what}: copies of written arrays are not modelled (use design.hashing.folding "none")`,
    );
  if (queries === "map" || isControl) return;
  const reason =
    queries === "buckets"
      ? "one vector falls into unrelated buckets of two arrays, so queries would miss the keys of all arrays but one"
      : "signs of one array say nothing of a query that went through another";
  throw new InfeasibleError(
    `${what}: an untuned array is one random matrix, and ${reason} (score keys through a query map of each array, or use ` +
      "design.hashing.replicas.count 1 and epoch 0; design.hashing.replicas.isControl true prices the control all the same)",
  );
}

/** How the arrays in place of one serve heads. */
export interface Turns {
  /** Vectors of one head that are hashed at the same time: replicas take turns at its keys. */
  readonly together: number;
  /** Heads that they serve at the same time where a head has fewer vectors than there are replicas. */
  readonly servers: number;
}

/** A head of a sequence has its keys hashed side by side; a decode's one key goes through one array, and other heads' through the rest. */
export function turnsOf({ hashing: { replicas } }: Design, workload: Workload): Turns {
  const { phase, length, heads, kvHeads } = workload;
  const { count } = replicas;
  const vectors = phase === "decode" ? 1 : Math.max(1, Math.floor((length * kvHeads) / heads));
  if (vectors < count) return { together: vectors, servers: Math.floor(count / vectors) };
  // The last turn may not fill all of them.
  return { together: vectors / Math.ceil(vectors / count), servers: 1 };
}
