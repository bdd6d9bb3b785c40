import type { SolverKernel } from "../arrays/solver/line-system.ts";
import type { VmmKernel } from "../arrays/vmm/vmm.ts";
import type { DecoderKernel } from "../attention/decoder-kernel.ts";

/** The fast parts that `runtime` passes in; the plain ones stand in for what is left out, with the same results (the decoder's: to rounding). */
export interface Kernels {
  readonly solver?: SolverKernel;
  readonly vmm?: VmmKernel;
  readonly decoder?: DecoderKernel;
}
