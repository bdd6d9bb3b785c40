import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts } from "./action-counts.ts";
import { attendedBy } from "./attended.ts";
import { KERNEL_STAGES } from "./schedule.ts";

/**
 * Exact attention as one fused kernel a layer on a GPU: 4 H L² d operations, those of masked pairs left out; every
 * query, key, value and output moved once. A decode moves the keys and values of the context. What is missing to the
 * measured use of the peak is `stall`. All heads and sequences run together, so a GPU that they do not fill is flattered.
 */
export function mapGpu({ baselines }: Design, workload: Workload) {
  const { layers, batch } = workload;
  const kernel = mergeCounts(sequenceCounts(baselines.gpu.behaviour, workload), batch);
  const launch: ActionCount = { operation: "score", component: "gpu", action: "launch", count: 1 };
  return {
    census: { gpu: 1 },
    parallel: {},
    placement: null,
    counts: mergeCounts([...kernel, launch], layers),
    // All heads are one kernel.
    schedule: {
      layers,
      heads: 1,
      cores: 1,
      slots: 1,
      stages: KERNEL_STAGES,
      shared: {},
      autoregressive: workload.phase === "decode",
    },
    gatherEfficiency: 1,
  };
}

/** Actions of one layer and sequence. */
function sequenceCounts(gpu: Design["baselines"]["gpu"]["behaviour"], workload: Workload): ActionCount[] {
  const { heads, kvHeads, headWidth, length, phase, attention } = workload;
  const flops = 4 * heads * attendedBy(workload).pairs * headWidth;
  const share = gpu.utilisation(headWidth, length, attention.causal);
  const rows = phase === "decode" ? 2 * kvHeads : 2 * heads + 2 * kvHeads;
  return [
    { operation: "score", component: "gpu", action: "flop", count: flops },
    { operation: "score", component: "gpu", action: "stall", count: flops * (1 / share - 1) },
    {
      operation: "score",
      component: "gpuMemory",
      action: "byte",
      count: gpu.bytes * length * headWidth * rows,
    },
  ];
}
