import type { TransformerKernel } from "../language-model/real/kernel.ts";
import { TRANSFORMER } from "./generated/transformer.ts";
import { compiledModule } from "./wasm-memory.ts";

/** The WebAssembly kernel of a transformer on a memory that threads share. Throws what WebAssembly throws where SIMD is missing. */
export function loadTransformerKernel(memory: WebAssembly.Memory): TransformerKernel {
  const module = compiledModule(TRANSFORMER);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TransformerKernel;
}
