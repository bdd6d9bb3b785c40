import type { HashCode } from "../attention/hash-code.ts";
import type { Hasher, Role } from "../attention/hasher.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import type { HeadActivations, ProjectedFrom } from "./activations.ts";
import { crossbarHasher } from "./crossbar-hasher.ts";
import type { Kernels } from "./kernels.ts";
import { programSet } from "./programmed-set.ts";
import type { Tally } from "./tally.ts";

export interface FoldedOptions {
  /** Streams of the arrays, and of their reads. */
  readonly array: Rng;
  readonly reads: Rng;
  readonly tally: Tally | null;
  readonly kernels: Kernels | undefined;
}

/**
 * The hash of one role on arrays that hold R W: `projections` R of a head (projections × head width) times the weights W
 * that make its query or key (head width × layer width). They hash the layer's input, before positions are applied, in
 * place of what they are given. Queries and keys go through arrays of their own, which are written to the same R and
 * verified: what is left of the error is theirs.
 */
export function foldedHasher(
  design: Design,
  code: HashCode,
  projections: Dense,
  head: HeadActivations,
  role: Role,
  { array, reads, tally, kernels }: FoldedOptions,
): Hasher {
  const { inputs, query, key } = projectedOf(head);
  const set = programSet(design, multiplied(projections, role === "query" ? query : key), array, kernels);
  const hash = crossbarHasher(design, set, code, reads, { tally, kernels });
  return () => hash(inputs, role);
}

/** Throws RangeError where there is no model whose projections could be folded. */
function projectedOf({ projected }: HeadActivations): ProjectedFrom {
  if (projected !== undefined) return projected;
  throw new RangeError(
    "design.hashing.folding: expected activations of a model, whose projections can be written, received those of a constructed task",
  );
}

/** a · b: rows of a × columns of b. */
export function multiplied(a: Dense, b: Dense): Dense {
  const product = dense(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++) {
      const x = a.data[i * a.columns + k];
      for (let j = 0; j < b.columns; j++) product.data[i * b.columns + j] += x * b.data[k * b.columns + j];
    }
  return product;
}
