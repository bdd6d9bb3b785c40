// The public interface of this package.
export { type NoiseKey, noiseKey } from "./src/noise.ts";
export { plainVmmKernel } from "./src/plain-vmm.ts";
export {
  type CoupledNoise,
  type VarianceForm,
  type Vmm,
  type VmmBatch,
  type VmmKernel,
  type VmmPlan,
  varianceForm,
} from "./src/vmm.ts";
export { loadVmmKernel } from "./src/vmm-kernel.ts";
export { compiledModule, layOut, reserve } from "./src/wasm-memory.ts";
