import type { PairKernel } from "../attention/pair-kernel.ts";
import { PAIRS } from "./generated/pairs.ts";
import { compiledModule, reserve } from "./wasm-memory.ts";

/** What assembly/pairs.ts exports; all addresses in bytes. */
interface PairsExports {
  readonly memory: WebAssembly.Memory;
  multiply(q: number, k: number, keys: number, products: number, count: number, width: number): void;
  weigh(v: number, slots: number, weights: number, sum: number, count: number, width: number): void;
}

/** Where the first array starts: the kernel has no data of its own, low addresses stay free all the same. */
const BASE = 1024;

/** The WebAssembly kernel, compiled on first use. Throws what WebAssembly throws where SIMD is missing. */
export function loadPairKernel(): PairKernel {
  let known: PairsExports | null = null;
  return {
    name: "wasm-simd",
    place(q, k, v, capacity) {
      known ??= new WebAssembly.Instance(compiledModule(PAIRS)).exports as unknown as PairsExports;
      const { memory, multiply, weigh } = known;
      const doubles = [q.data.length, k.data.length, v.data.length, k.rows, capacity, v.columns];
      const whole = doubles.reduce((sum, count) => sum + count, 0);
      reserve(memory, BASE + 8 * whole + 4 * (k.rows + capacity));
      let at = BASE;
      const take = <T extends Float64Array | Int32Array>(
        list: new (buffer: ArrayBuffer, at: number, count: number) => T,
        count: number,
        bytes: number,
      ): T => {
        const taken = new list(memory.buffer, at, count);
        at += bytes * count;
        return taken;
      };
      const [ownQ, ownK, ownV, products, weights, sum] = doubles.map((count) => take(Float64Array, count, 8));
      ownQ.set(q.data);
      ownK.set(k.data);
      ownV.set(v.data);
      const [keys, slots] = [k.rows, capacity].map((count) => take(Int32Array, count, 4));
      return {
        keys,
        products,
        slots,
        weights,
        sum,
        multiply: (query, count) =>
          multiply(
            ownQ.byteOffset + 8 * query * q.columns,
            ownK.byteOffset,
            keys.byteOffset,
            products.byteOffset,
            count,
            q.columns,
          ),
        weigh: (count) =>
          weigh(ownV.byteOffset, slots.byteOffset, weights.byteOffset, sum.byteOffset, count, v.columns),
      };
    },
  };
}
