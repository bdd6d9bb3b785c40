import type { TransformerKernel } from "../language-model/real/kernel.ts";
import type { Kernels } from "../simulation/kernels.ts";
import { loadDecoderKernel } from "./decoder-kernel.ts";
import { TRANSFORMER } from "./generated/transformer.ts";
import { loadPairKernel } from "./pair-kernel.ts";
import { loadScoreKernel } from "./scores-kernel.ts";
import { loadSolverKernel } from "./solver-kernel.ts";
import { loadVmmKernel } from "./vmm-kernel.ts";
import { compiledModule } from "./wasm-memory.ts";

/** The WebAssembly kernels, compiled on first use. */
export const loadKernels = (): Kernels => ({
  solver: loadSolverKernel(),
  vmm: loadVmmKernel(),
  decoder: loadDecoderKernel(),
  scores: loadScoreKernel(),
  pairs: loadPairKernel(),
});

/** The WebAssembly kernel of a transformer on a memory that threads share. Throws what WebAssembly throws where SIMD is missing. */
export function loadTransformerKernel(memory: WebAssembly.Memory): TransformerKernel {
  const module = compiledModule(TRANSFORMER);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TransformerKernel;
}
