import type { Dense } from "../base/dense.ts";
import type { Attended } from "./exact-attention.ts";
import type { Masking } from "./plan.ts";

/**
 * Chooses what query i attends: writes key positions at the front of `keys` and how often each is weighed at the front
 * of `repeats`; returns how many, at least one. Queries come in ascending order, each once.
 */
export type PickKeys = (i: number, keys: Int32Array, repeats: Float64Array) => number;

/** Operands of one head: q and k are tokens × width, v is tokens × value width. */
export interface PickedOperands {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Factor on q · k. */
  readonly scale: number;
}

/**
 * The loops in which a decoder spends its time. A number of one row depends on that row's operands alone, so a later
 * token changes no bit of an earlier result. `plain-decoder-kernel.ts` is the reference.
 */
export interface DecoderKernel {
  readonly name: string;
  /** x Wᵀ: rows × inputs times `outputs` rows of weights (outputs × inputs, row-major) → rows × outputs. */
  product(x: Dense, weights: Float64Array, outputs: number): Dense;
  /** Causal softmax(scale · q kᵀ) v of one head; v may have no columns where the denominators alone are wanted. */
  attend(q: Dense, k: Dense, v: Dense, masking: Pick<Masking, "self" | "scale">): Attended;
  /**
   * Softmax over the keys that `pick` chooses for each query; `logSum` leaves the repeats out. No product or attention
   * of the same kernel may run inside `pick`.
   */
  attendPicked(operands: PickedOperands, pick: PickKeys): Attended;
}
