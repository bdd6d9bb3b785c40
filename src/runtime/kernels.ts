import type { Kernels } from "../simulation/kernels.ts";
import { loadSolverKernel } from "./solver-kernel.ts";
import { loadVmmKernel } from "./vmm-kernel.ts";

/** Both WebAssembly kernels, compiled on first use. */
export const loadKernels = (): Kernels => ({ solver: loadSolverKernel(), vmm: loadVmmKernel() });
