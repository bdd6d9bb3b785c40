import { loadSolverKernel } from "#crossbar-solver";
import type { DecoderKernel, TransformerKernel } from "#transformer";
import { compiledModule, layOut, loadVmmKernel, reserve } from "#vmm";
import type { PairKernel } from "../attention/running-softmax.ts";
import type { ModelKernels } from "../simulation/kernels.ts";
import { DECODER } from "./generated/decoder.ts";
import { PAIRS } from "./generated/pairs.ts";
import { TRANSFORMER } from "./generated/transformer.ts";
import { loadScoreKernel } from "./scores-kernel.ts";

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
