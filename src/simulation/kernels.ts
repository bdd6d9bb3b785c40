import { plainKernel, type SolverKernel } from "#crossbar-solver";
import type { DecoderKernel } from "#transformer";
import type { VmmKernel } from "#vmm";
import { plainVmmKernel } from "#vmm";
import type { PairKernel } from "../attention/running-softmax.ts";
import type { ScoreKernel } from "../attention/selectors/selector.ts";

/** Fast kernels from `runtime`; by default plain ones with equal results (`scores`: to rounding). */
export interface Kernels {
  readonly solver?: SolverKernel;
  readonly vmm?: VmmKernel;
  /** @internal The kernel of scores over codes has no public type. */
  readonly scores?: ScoreKernel;
  /** @internal The kernel of listed pairs has no public type either; its results are bit-identical. */
  readonly pairs?: PairKernel;
}

/** Names of the kernels in use, for a result's stamp, such as "wasm-simd"; several if they differ. */
export const kernelNames = ({ solver, vmm }: Kernels): string =>
  [...new Set([(solver ?? plainKernel).name, (vmm ?? plainVmmKernel).name])].join(" and ");

/** Kernels of simulations and of the decoder. */
export interface ModelKernels extends Kernels {
  readonly decoder: DecoderKernel;
}
