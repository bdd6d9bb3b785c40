import { loadSolverKernel } from "#crossbar-solver";
import type { DecoderKernel, TransformerKernel } from "#transformer";
import { compiledModule, layOut, loadVmmKernel, reserve } from "#vmm";
import type { PairKernel } from "../attention/running-softmax.ts";
import { codeWords } from "../attention/selectors/byte-codes.ts";
import type { ScoreKernel } from "../attention/selectors/selector.ts";
import type { ModelKernels } from "../simulation/kernels.ts";
import { DECODER } from "./generated/decoder.ts";
import { PAIRS } from "./generated/pairs.ts";
import { SCORES } from "./generated/scores.ts";
import { TRANSFORMER } from "./generated/transformer.ts";

/** Exports of assembly/scores.ts. */
interface ScoresExports {
  readonly memory: WebAssembly.Memory;
  layOut(base: number, keys: number, words: number, bytes: number): number;
  codesAt(): number;
  queriesAt(): number;
  levelsAt(): number;
  listAt(): number;
  setTables(bits: number): void;
  products(count: number, scale: number, from: number, step: number): void;
  heaviest(lane: number, count: number, from: number, to: number, mass: number): number;
  largest(lane: number, from: number, to: number, wanted: number): number;
  rowAt(lane: number): number;
  weightSum(lane: number, count: number): number;
  peakScore(): number;
  atLeast(lane: number, from: number, to: number, score: number): number;
}

/** Start of the kernel's arrays; it has no data, but low addresses stay free. */
const BASE = 1024;
const LANES = 4;

/** WebAssembly kernel of scores, compiled on first use. Throws WebAssembly's error where SIMD is missing. */
export function loadScoreKernel(): ScoreKernel {
  let made: ScoresExports | null = null;
  const kernel = (): ScoresExports => {
    made ??= new WebAssembly.Instance(compiledModule(SCORES)).exports as unknown as ScoresExports;
    return made;
  };
  // Weak, so that the last scored block does not keep the keys of a closed model in memory.
  let held: WeakRef<object> | null = null;
  let fieldCount = 0;
  /** A lane's scores: a view that is made again when the memory has grown. */
  const rows: Float32Array[] = [];
  const row = (lane: number): Float32Array => {
    const { memory, rowAt } = kernel();
    const at = rowAt(lane);
    if (rows[lane]?.buffer !== memory.buffer || rows[lane].byteOffset !== at)
      rows[lane] = new Float32Array(memory.buffer, at);
    return rows[lane];
  };
  const listed = (count: number, into: Int32Array): number => {
    into.set(new Int32Array(kernel().memory.buffer, kernel().listAt(), count));
    return count;
  };
  return {
    load(holder, codes, keys, shape) {
      const { memory, layOut, codesAt } = kernel();
      const words = codeWords(shape);
      reserve(memory, layOut(BASE, keys, words, shape.bytes));
      new Int32Array(memory.buffer, codesAt(), keys * words).set(codes.subarray(0, keys * words));
      held = new WeakRef(holder);
      fieldCount = 8 * shape.bytes;
    },
    holds: (holder) => held?.deref() === holder,
    setQueries(queries, { levels, bits }) {
      const { memory, queriesAt, levelsAt, setTables } = kernel();
      const count = fieldCount / bits;
      const quads = new Float32Array(memory.buffer, queriesAt(), LANES * count).fill(0);
      for (const [lane, query] of queries.entries())
        for (let c = 0; c < count; c++) quads[LANES * c + lane] = query[c];
      new Float32Array(memory.buffer, levelsAt(), levels.length).set(levels);
      setTables(bits);
    },
    products: (count, scale, from, step) => kernel().products(count, scale, from, step),
    heaviest: (lane, count, from, to, mass, into) =>
      listed(kernel().heaviest(lane, count, from, to, mass), into),
    score: (lane, key) => row(lane)[key],
    setScore(lane, key, score) {
      row(lane)[key] = score;
    },
    logSum: (lane, count) => Math.log(kernel().weightSum(lane, count)) + kernel().peakScore(),
    atLeast: (lane, from, to, least, into) => listed(kernel().atLeast(lane, from, to, least), into),
    largest: (lane, from, to, wanted, into) => listed(kernel().largest(lane, from, to, wanted), into),
  };
}

/** The WebAssembly kernels, compiled on first use. */
export const loadKernels = (): ModelKernels => ({
  solver: loadSolverKernel(),
  vmm: loadVmmKernel(),
  decoder: loadDecoderKernel(),
  scores: loadScoreKernel(),
  pairs: loadPairKernel(),
});

/** WebAssembly kernel of a decoder, compiled on first use. Throws WebAssembly's error where SIMD is missing. */
export function loadDecoderKernel(): DecoderKernel {
  let module: WebAssembly.Module | undefined;
  return {
    name: "wasm-simd",
    open() {
      module ??= compiledModule(DECODER);
      const memory = new WebAssembly.Memory({ initial: 1 });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return {
        memory: { buffer: () => memory.buffer, reserve: (bytes) => reserve(memory, bytes) },
        loops: exports as unknown as TransformerKernel,
      };
    },
  };
}

/** Transformer kernel on a memory that threads share. Throws WebAssembly's error where SIMD is missing. */
export function loadTransformerKernel(memory: WebAssembly.Memory): TransformerKernel {
  const module = compiledModule(TRANSFORMER);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TransformerKernel;
}

/** Exports of assembly/pairs.ts; all addresses in bytes. */
interface PairsExports {
  readonly memory: WebAssembly.Memory;
  multiply(q: number, k: number, keys: number, products: number, count: number, width: number): void;
  weigh(v: number, slots: number, weights: number, sum: number, count: number, width: number): void;
}

/** WebAssembly kernel of pairs, compiled on first use. Throws WebAssembly's error where SIMD is missing. */
export function loadPairKernel(): PairKernel {
  let known: PairsExports | null = null;
  return {
    name: "wasm-simd",
    place(q, k, v, capacity) {
      known ??= new WebAssembly.Instance(compiledModule(PAIRS)).exports as unknown as PairsExports;
      const { memory, multiply, weigh } = known;
      const own = layOut(memory, {
        q: q.data.length,
        k: k.data.length,
        v: v.data.length,
        products: k.rows,
        weights: capacity,
        sum: v.columns,
        // Lists of 32-bit numbers: two fit in a double.
        keys: Math.ceil(k.rows / 2),
        slots: Math.ceil(capacity / 2),
      });
      own.q.set(q.data);
      own.k.set(k.data);
      own.v.set(v.data);
      const { products, weights, sum } = own;
      const keys = new Int32Array(memory.buffer, own.keys.byteOffset, k.rows);
      const slots = new Int32Array(memory.buffer, own.slots.byteOffset, capacity);
      return {
        keys,
        products,
        slots,
        weights,
        sum,
        multiply: (query, count) =>
          multiply(
            own.q.byteOffset + 8 * query * q.columns,
            own.k.byteOffset,
            keys.byteOffset,
            products.byteOffset,
            count,
            q.columns,
          ),
        weigh: (count) =>
          weigh(own.v.byteOffset, slots.byteOffset, weights.byteOffset, sum.byteOffset, count, v.columns),
      };
    },
  };
}
