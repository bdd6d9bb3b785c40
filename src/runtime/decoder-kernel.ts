import type { DecoderKernel, PickedOperands, PickKeys } from "../attention/decoder-kernel.ts";
import type { Attended } from "../attention/exact-attention.ts";
import type { Masking } from "../attention/plan.ts";
import { type Dense, dense } from "../base/dense.ts";
import { DECODER } from "./generated/decoder.ts";
import { compiledModule, layOut, pack, padded, panels } from "./wasm-memory.ts";

/** What assembly/decoder.ts exports; all addresses in bytes. */
interface DecoderExports {
  readonly memory: WebAssembly.Memory;
  multiply(
    rows: number,
    panels: number,
    products: number,
    quads: number,
    panelCount: number,
    depth: number,
    stride: number,
  ): void;
  attend(
    q: number,
    keys: number,
    values: number,
    outputs: number,
    scores: number,
    peaks: number,
    sums: number,
    length: number,
    width: number,
    valueWidth: number,
    stride: number,
    scale: number,
    hidesSelf: number,
  ): void;
  attendPicked(
    q: number,
    k: number,
    values: number,
    output: number,
    picked: number,
    repeats: number,
    weights: number,
    count: number,
    width: number,
    valueWidth: number,
    scale: number,
  ): number;
  largestScore(): number;
}

/** Rows are multiplied so many at a time that they stay in the second-level cache, and outputs so many. */
const ROW_BYTES = 128 << 10;
const MOST_OUTPUTS = 256;

/** The WebAssembly kernel, compiled on first use. Throws what WebAssembly throws where SIMD is missing. */
export function loadDecoderKernel(): DecoderKernel {
  let known: DecoderExports | null = null;
  const kernel = (): DecoderExports => {
    known ??= new WebAssembly.Instance(compiledModule(DECODER)).exports as unknown as DecoderExports;
    return known;
  };
  return {
    name: "wasm-simd",
    product: (x, weights, outputs) => product(kernel(), x, weights, outputs),
    attend: (q, k, v, masking) => attend(kernel(), q, k, v, masking),
    attendPicked: (operands, pick) => attendPicked(kernel(), operands, pick),
  };
}

function product(kernel: DecoderExports, x: Dense, weights: Float64Array, outputs: number): Dense {
  const depth = x.columns;
  const y = dense(x.rows, outputs);
  const rows = Math.min(padded(x.rows), Math.max(4, padded(Math.floor(ROW_BYTES / 8 / depth))));
  const most = Math.min(MOST_OUTPUTS, padded(outputs));
  const memory = layOut(kernel.memory, { x: rows * depth, panels: most * depth, products: rows * most });
  for (let o = 0; o < outputs; o += most) {
    const count = Math.min(most, outputs - o);
    panels(weights, o, count, depth, memory.panels);
    for (let i = 0; i < x.rows; i += rows) {
      const taken = Math.min(rows, x.rows - i);
      memory.x.set(x.data.subarray(i * depth, (i + taken) * depth));
      memory.x.fill(0, taken * depth, padded(taken) * depth);
      const stride = padded(count);
      kernel.multiply(
        memory.x.byteOffset,
        memory.panels.byteOffset,
        memory.products.byteOffset,
        padded(taken) / 4,
        stride / 4,
        depth,
        8 * stride,
      );
      for (let r = 0; r < taken; r++)
        y.data.set(memory.products.subarray(r * stride, r * stride + count), (i + r) * outputs + o);
    }
  }
  return y;
}

function attend(
  kernel: DecoderExports,
  q: Dense,
  k: Dense,
  v: Dense,
  { self, scale }: Pick<Masking, "self" | "scale">,
): Attended {
  const length = k.rows;
  const rows = padded(length);
  const width = k.columns;
  const valueWidth = padded(v.columns);
  const memory = layOut(kernel.memory, {
    q: rows * width,
    keys: rows * width,
    values: rows * valueWidth,
    outputs: rows * valueWidth,
    scores: 4 * rows,
    peaks: rows,
    sums: rows,
  });
  pack(q, width, memory.q);
  panels(k.data, 0, length, width, memory.keys);
  pack(v, valueWidth, memory.values);
  kernel.attend(
    memory.q.byteOffset,
    memory.keys.byteOffset,
    memory.values.byteOffset,
    memory.outputs.byteOffset,
    memory.scores.byteOffset,
    memory.peaks.byteOffset,
    memory.sums.byteOffset,
    length,
    width,
    valueWidth,
    8 * rows,
    scale,
    self === "last-resort" ? 1 : 0,
  );
  return {
    output: unpack(memory.outputs, length, v.columns, valueWidth),
    logSum: Float64Array.from({ length }, (_, i) => memory.peaks[i] + Math.log(memory.sums[i])),
  };
}

function attendPicked(kernel: DecoderExports, { q, k, v, scale }: PickedOperands, pick: PickKeys): Attended {
  const width = k.columns + (k.columns % 2);
  const valueWidth = padded(v.columns);
  // One entry more than there are keys fills the last pair of lanes.
  const entries = padded(k.rows + 1);
  const memory = layOut(kernel.memory, {
    q: q.rows * width,
    k: k.rows * width,
    values: v.rows * valueWidth,
    outputs: q.rows * valueWidth,
    picked: entries / 2,
    repeats: entries,
    weights: entries,
  });
  pack(q, width, memory.q);
  pack(k, width, memory.k);
  pack(v, valueWidth, memory.values);
  const picked = new Int32Array(kernel.memory.buffer, memory.picked.byteOffset, entries);
  const logSum = new Float64Array(q.rows);
  for (let i = 0; i < q.rows; i++) {
    const distinct = kernel.attendPicked(
      memory.q.byteOffset + 8 * i * width,
      memory.k.byteOffset,
      memory.values.byteOffset,
      memory.outputs.byteOffset + 8 * i * valueWidth,
      memory.picked.byteOffset,
      memory.repeats.byteOffset,
      memory.weights.byteOffset,
      pick(i, picked, memory.repeats),
      width,
      valueWidth,
      scale,
    );
    logSum[i] = kernel.largestScore() + Math.log(distinct);
  }
  return { output: unpack(memory.outputs, q.rows, v.columns, valueWidth), logSum };
}

/** The first `columns` of each row, as a matrix of its own. */
function unpack(from: Float64Array, rows: number, columns: number, stride: number): Dense {
  if (columns === stride) return dense(rows, columns, from.slice(0, rows * columns));
  const out = dense(rows, columns);
  for (let i = 0; i < rows; i++) out.data.set(from.subarray(i * stride, i * stride + columns), i * columns);
  return out;
}
