// Attention of one head on the kernel, so that replacements of a model's attention use the model's own loops.

import type { Attended } from "../../attention/exact-attention.ts";
import type { Masking } from "../../attention/plan.ts";
import { type Dense, dense } from "../../base/dense.ts";
import {
  ATTEND_KEYS,
  ATTEND_QUERIES,
  attendPeaks,
  attendScratch,
  attendSums,
  type DecoderKernel,
  FLOAT,
} from "./kernel.ts";

/**
 * Chooses the keys of query i: writes their positions to the front of `keys` and their multiplicities to the
 * front of `repeats`; returns their number, at least one. Called once per query in ascending order.
 */
export type PickKeys = (i: number, keys: Int32Array, repeats: Int32Array) => number;

/** Operands of one head: q and k are tokens × width, v is tokens × value width. */
export interface PickedOperands {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Factor on q · k. */
  readonly scale: number;
  /** Most keys of a query, including repeats. */
  readonly most: number;
}

/** Attention of a head in single precision. Each output row depends only on that row's operands. */
export interface HeadAttention {
  /** Causal softmax(scale · q kᵀ) v; v may have no columns if only the denominators are needed. */
  attend(q: Dense, k: Dense, v: Dense, masking: Pick<Masking, "self" | "scale">): Attended;
  /** Softmax over the keys of `pick`; `logSum` leaves out repeats. `pick` must not call attention itself. */
  attendPicked(operands: PickedOperands, pick: PickKeys): Attended;
}

/** Rows of heads are zero-padded to a multiple of this. */
const PADDED = 8;
/** End of the kernel's static data. */
const BASE = 1 << 16;

/** Attention of heads in a separate memory. */
export function headAttention(kernel: DecoderKernel): HeadAttention {
  let opened: ReturnType<DecoderKernel["open"]> | undefined;
  const open = () => {
    opened ??= kernel.open();
    return opened;
  };
  return {
    attend: (q, k, v, masking) => attend(open(), q, k, v, masking),
    attendPicked: (operands, pick) => attendPicked(open(), operands, pick),
  };
}

type Opened = ReturnType<DecoderKernel["open"]>;

/** Copies operands into the memory, rows × width, with extra room for the call. */
function place({ memory }: Opened, q: Dense, k: Dense, v: Dense, more: (width: number) => number) {
  const width = PADDED * Math.ceil(Math.max(k.columns, v.columns) / PADDED);
  const bytes = FLOAT * width;
  // Keys and values are read in blocks.
  const rows = Math.max(q.rows, k.rows) + ATTEND_KEYS;
  const [queries, keys, values, out, rest] = [0, 1, 2, 3, 4].map((n) => BASE + n * rows * bytes);
  memory.reserve(rest + more(width));
  const put = (address: number, { rows: count, columns, data }: Dense): void => {
    const to = new Float32Array(memory.buffer(), address, rows * width).fill(0);
    for (let i = 0; i < count; i++) to.set(data.subarray(i * columns, (i + 1) * columns), i * width);
  };
  put(queries, q);
  put(keys, k);
  put(values, v);
  const output = (): Dense => {
    const from = new Float32Array(memory.buffer(), out, q.rows * width);
    const columns = dense(q.rows, v.columns);
    for (let i = 0; i < q.rows; i++)
      columns.data.set(from.subarray(i * width, i * width + v.columns), i * v.columns);
    return columns;
  };
  return { width, bytes, queries, keys, values, out, rest, output };
}

function attend(
  opened: Opened,
  q: Dense,
  k: Dense,
  v: Dense,
  { self, scale }: Pick<Masking, "self" | "scale">,
): Attended {
  const { loops, memory } = opened;
  const { width, bytes, queries, keys, values, out, rest, output } = place(opened, q, k, v, attendScratch);
  const logSum = new Float64Array(q.rows);
  const some = (from: number, count: number, last: number): void => {
    loops.attendAll(
      queries + from * bytes,
      bytes,
      count,
      last,
      2 ** 30,
      keys,
      values,
      bytes,
      width,
      scale,
      rest,
      out + from * bytes,
      bytes,
    );
    const peaks = new Float32Array(memory.buffer(), rest + attendPeaks(width), count);
    const sums = new Float32Array(memory.buffer(), rest + attendSums(width), count);
    for (let r = 0; r < count; r++) logSum[from + r] = peaks[r] + Math.log(sums[r]);
  };
  const hidden = self === "last-resort" ? 1 : 0;
  if (hidden > 0) some(0, 1, 0);
  for (let from = hidden; from < q.rows; from += ATTEND_QUERIES)
    some(from, Math.min(ATTEND_QUERIES, q.rows - from), from - hidden);
  return { output: output(), logSum };
}

function attendPicked(opened: Opened, { q, k, v, scale, most }: PickedOperands, pick: PickKeys): Attended {
  const { loops, memory } = opened;
  const entries = Math.max(most, k.rows) + 4;
  const { width, bytes, queries, keys, values, out, rest, output } = place(
    opened,
    q,
    k,
    v,
    () => 8 * entries,
  );
  const list = new Int32Array(memory.buffer(), rest, entries);
  const scores = rest + 4 * entries;
  const weights = new Float32Array(memory.buffer(), scores, entries);
  const repeats = new Int32Array(k.rows);
  const logSum = new Float64Array(q.rows);
  for (let i = 0; i < q.rows; i++) {
    const distinct = pick(i, list, repeats);
    let count = distinct;
    for (let n = 0; n < distinct; n++) for (let more = repeats[n]; more > 1; more--) list[count++] = list[n];
    logSum[i] = loops.attendList(
      queries + i * bytes,
      keys,
      values,
      bytes,
      width,
      rest,
      count,
      scale,
      scores,
      out + i * bytes,
    );
    if (count > distinct) logSum[i] += Math.log(sumOf(weights, distinct) / sumOf(weights, count));
  }
  return { output: output(), logSum };
}

function sumOf(weights: Float32Array, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += weights[n];
  return sum;
}
