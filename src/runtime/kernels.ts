import type { Kernels } from "../simulation/kernels.ts";
import { loadDecoderKernel } from "./decoder-kernel.ts";
import { loadScoreKernel } from "./scores-kernel.ts";
import { loadSolverKernel } from "./solver-kernel.ts";
import { loadVmmKernel } from "./vmm-kernel.ts";

/** The WebAssembly kernels, compiled on first use. */
export const loadKernels = (): Kernels => ({
  solver: loadSolverKernel(),
  vmm: loadVmmKernel(),
  decoder: loadDecoderKernel(),
  scores: loadScoreKernel(),
});
