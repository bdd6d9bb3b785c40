import { type Dense, dense, dot } from "#base";
import { type LshPlan, type Masking, type NearPlan, nearSlots, windowSpan, windowStart } from "./plan.ts";
import type { PairKernel } from "./running-softmax.ts";
import { createBatch, type Operands } from "./running-softmax.ts";

export interface LshAttended {
  /** queries × value width. */
  readonly output: Dense;
  /** ln Σ exp(score) over each query's distinct visible pairs; minus exact attention's: ln(attention recall). */
  readonly logSum: Float64Array;
  readonly pairs: {
    /** Distinct visible QK pairs: the union over rounds, local window and sink. */
    readonly useful: number;
    /** Pairs that the hardware computes, masked and repeated ones included. */
    readonly computed: number;
  };
  /** Partial softmaxes merged into a query's output, empty ones included. */
  readonly merges: number;
}

/** State of one head: its operands, the attending queries, and the running result. */
export interface AttendingHead extends Operands {
  readonly plan: LshPlan;
  readonly queries: Int32Array;
  /** Row of the result for each position; −1 for positions that do not attend. */
  readonly rowOf: Int32Array;
  readonly kernel: PairKernel;
}

export function rowsOf(queries: Int32Array, length: number): Int32Array {
  const rowOf = new Int32Array(length).fill(-1);
  queries.forEach((position, row) => {
    rowOf[position] = row;
  });
  return rowOf;
}

/** Whether key j is in the local window or sink of query i. */
export function nearOf(i: number, length: number, plan: NearPlan): (j: number) => boolean {
  const start = windowStart(i, length, plan);
  const end = start + windowSpan(plan);
  return (j) => j < plan.sink || (j >= start && j < end);
}

/** Whether the mask hides key j from query i. */
export const isHidden = (i: number, j: number, plan: Pick<Masking, "causal" | "self">): boolean =>
  (plan.causal && j > i) || (j === i && plan.self === "last-resort");

/** Attends every query to its local window and the sink. */
export function attendNear(head: AttendingHead): void {
  const { plan, q, k, v, scale, kernel } = head;
  if (plan.localWindow === 0 && plan.sink === 0) return;
  const span = windowSpan(plan);
  const placed = kernel.place(q, k, v, Math.min(k.rows, span + plan.sink));
  const batch = createBatch(placed, head);
  const { keys, products } = placed;
  for (const i of head.queries) {
    const start = windowStart(i, k.rows, plan);
    const [first, end] = [Math.max(0, start), Math.min(k.rows, start + span)];
    let count = 0;
    for (let j = 0; j < Math.min(plan.sink, k.rows); j++)
      if ((j < first || j >= end) && !isHidden(i, j, plan)) keys[count++] = j;
    for (let j = first; j < end; j++) if (!isHidden(i, j, plan)) keys[count++] = j;
    placed.multiply(i, count);
    batch.reset();
    for (let n = 0; n < count; n++) batch.add(keys[n], scale * products[n], 1);
    batch.merge(head.rowOf[i]);
    head.state.computed += nearSlots(k.rows, plan);
    head.state.merges++;
  }
}

/** Returns the result; a query that saw nothing attends to itself. */
export function finish(head: AttendingHead): LshAttended {
  const { state, v, q, k, plan, queries, unnormalised = () => 1 } = head;
  queries.forEach((i, row) => {
    if (state.unionLog[row] !== Number.NEGATIVE_INFINITY) return;
    const score = plan.scale * dot(q.data, i * q.columns, k.data, i * k.columns, k.columns);
    const weight = unnormalised(score);
    for (let c = 0; c < v.columns; c++)
      state.output[row * v.columns + c] = weight * v.data[i * v.columns + c];
    state.unionLog[row] = score;
    state.useful++;
  });
  return {
    output: dense(queries.length, v.columns, state.output),
    logSum: state.unionLog,
    pairs: { useful: state.useful, computed: state.computed },
    merges: state.merges,
  };
}
