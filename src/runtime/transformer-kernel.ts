import type { TransformerKernel } from "../language-model/real/kernel.ts";
import { TRANSFORMER } from "./generated/transformer.ts";

/** The WebAssembly kernel of a transformer on a memory that threads share. Throws what WebAssembly throws where SIMD is missing. */
export function loadTransformerKernel(memory: WebAssembly.Memory): TransformerKernel {
  const module = new WebAssembly.Module(Buffer.from(TRANSFORMER, "base64"));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TransformerKernel;
}
