import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { Gpu } from "../peripherals/digital/gpu.ts";
import { type ActionCount, asBackward, mergeCounts } from "./action-counts.ts";
import { attendedBy } from "./attended.ts";
import { BACKWARD_KERNEL_STAGES, KERNEL_STAGES, type Schedule } from "./schedule.ts";
import { LOG_SUM_BITS } from "./sizes.ts";

/**
 * Exact attention as one fused kernel a layer on a GPU: 4 H L² d operations, those of masked pairs left out; every
 * query, key, value and output moved once. A decode moves the keys and values of the context. What is missing to the
 * measured use of the peak is `stall`. Training adds a second kernel of five products to the two, 2.5 times the
 * operations at the same use of the peak, which moves queries, keys, values, outputs, their gradients and twice the
 * log-sum-exps [flash-attention-2024]. All heads and sequences run together, so a GPU that they do not fill is flattered.
 */
export function mapGpu({ baselines }: Design, workload: Workload) {
  const gpu = baselines.gpu.behaviour;
  const { layers, batch } = workload;
  const training = workload.pass === "training";
  const kernel = (sequence: readonly ActionCount[]): ActionCount[] => [
    ...mergeCounts(sequence, batch),
    LAUNCH,
  ];
  const kept = training ? [logSumBytes(workload)] : [];
  const forward = kernel([...sequenceCounts(gpu, workload), ...kept]);
  const gradients = training ? asBackward(kernel([...gradientCounts(gpu, workload), ...kept])) : [];
  const schedule: Schedule = {
    layers,
    // All heads are one kernel.
    heads: 1,
    cores: 1,
    slots: 1,
    stages: KERNEL_STAGES,
    shared: {},
    autoregressive: workload.phase === "decode",
  };
  return {
    census: { gpu: 1 },
    parallel: {},
    placement: null,
    counts: mergeCounts([...forward, ...gradients], layers),
    schedule,
    ...(training ? { backward: { ...schedule, stages: BACKWARD_KERNEL_STAGES } } : {}),
    gatherEfficiency: 1,
  };
}

const LAUNCH: ActionCount = { operation: "score", component: "gpu", action: "launch", count: 1 };

/** Products of a backward pass over those of a forward pass. Source: [flash-attention-2024]. */
const BACKWARD_PRODUCTS = 5 / 2;

/** Log-sum-exps of a layer and sequence, in 32-bit words. */
const logSumBytes = ({ heads, length }: Workload): ActionCount => ({
  operation: "score",
  component: "gpuMemory",
  action: "byte",
  count: (heads * length * LOG_SUM_BITS) / 8,
});

/** Gradients of one layer and sequence: q, o, ∂o and ∂q a query head, k, v, ∂k and ∂v a key head. */
function gradientCounts(gpu: Gpu, workload: Workload): ActionCount[] {
  const { heads, kvHeads, headWidth, length } = workload;
  const bytes = gpu.bytes * length * headWidth * (4 * heads + 4 * kvHeads);
  return [
    ...productCounts(gpu, workload, BACKWARD_PRODUCTS),
    { operation: "score", component: "gpuMemory", action: "byte", count: bytes },
  ];
}

/** Actions of one layer and sequence. */
function sequenceCounts(gpu: Gpu, workload: Workload): ActionCount[] {
  const { heads, kvHeads, headWidth, length, phase } = workload;
  const rows = phase === "decode" ? 2 * kvHeads : 2 * heads + 2 * kvHeads;
  return [
    ...productCounts(gpu, workload, 1),
    {
      operation: "score",
      component: "gpuMemory",
      action: "byte",
      count: gpu.bytes * length * headWidth * rows,
    },
  ];
}

/** Operations of `times` the two products of a forward pass, and the peak's time that they leave unused. */
function productCounts(gpu: Gpu, workload: Workload, times: number): ActionCount[] {
  const { heads, headWidth, length, attention } = workload;
  const flops = times * 4 * heads * attendedBy(workload).pairs * headWidth;
  const share = gpu.utilisation(headWidth, length, attention.causal);
  return [
    { operation: "score", component: "gpu", action: "flop", count: flops },
    { operation: "score", component: "gpu", action: "stall", count: flops * (1 / share - 1) },
  ];
}
