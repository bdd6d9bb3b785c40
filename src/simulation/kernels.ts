import { plainKernel, type SolverKernel } from "#crossbar-solver";
import { plainVmmKernel } from "../arrays/vmm/plain-vmm.ts";
import type { VmmKernel } from "../arrays/vmm/vmm.ts";
import type { PairKernel } from "../attention/running-softmax.ts";
import type { ScoreKernel } from "../attention/selectors/selector.ts";

/** The fast parts that `runtime` passes in; the plain ones stand in for what is left out, with the same results (the scores': to rounding). */
export interface Kernels {
  readonly solver?: SolverKernel;
  readonly vmm?: VmmKernel;
  /** @internal The kernel of scores over codes has no public type. */
  readonly scores?: ScoreKernel;
  /** @internal Nor has the one of listed pairs, whose results are the plain one's to the bit. */
  readonly pairs?: PairKernel;
}

/** Names of the kernels that run, for a result's stamp: "wasm-simd"; several where they differ, "typescript" where a plain one stands in. */
export const kernelNames = ({ solver, vmm }: Kernels): string =>
  [...new Set([(solver ?? plainKernel).name, (vmm ?? plainVmmKernel).name])].join(" and ");
