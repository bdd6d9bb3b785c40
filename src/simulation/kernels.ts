import type { SolverKernel } from "../arrays/solver/line-system.ts";
import type { VmmKernel } from "../arrays/vmm/vmm.ts";

/** The fast parts that `runtime` passes in; the plain ones stand in for what is left out, with the same results. */
export interface Kernels {
  readonly solver?: SolverKernel;
  readonly vmm?: VmmKernel;
}
