import { type RestOfModel, restOfModel, shareOfAttention } from "../design/model-weights.ts";
import type { Workload } from "../design/workload.ts";
import type { ActionCount } from "../mapping/action-counts.ts";
import { blockArrayOf, blockOf, withIdleUnits } from "../mapping/mac-blocks.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { blockRowsAt } from "../peripherals/mac/mac.ts";
import { dynamicEnergy } from "./cost-report.ts";
import type { PricedDesign } from "./least-energy.ts";
import type { PriceList } from "./price-list.ts";

/** Shares of attention in the whole of the workload's layers, in [0, 1]. */
export interface AttentionShare {
  readonly macs: number;
  readonly energy: number;
  readonly latency: number;
}

/**
 * Attention's share where projections and feed-forward layers run on the same MAC array (or GPU) and their
 * weights stream from the same memory once a pass of the batch; null where model widths are unknown.
 */
export function attentionShare(
  { design, mapping, cost }: PricedDesign,
  workload: Workload,
  prices: PriceList,
): AttentionShare | null {
  if (workload.model === null) return null;
  const rest = restOfModel(workload, workload.model);
  const { energy, time } = restCost({ design, mapping, cost }, workload, prices, rest);
  const share = (own: number, others: number): number => (own + others > 0 ? own / (own + others) : 0);
  return {
    macs: shareOfAttention(attentionMacs(mapping, workload.headWidth), rest),
    energy: share(cost.energy, energy),
    latency: share(cost.timing.latency, time),
  };
}

/**
 * Energy (J) and time (s) of a model's work outside attention on the same chip: its products, the transfer of
 * its weights, their network, clock and control, and static power meanwhile.
 */
export function restCost(
  { design, mapping, cost }: PricedDesign,
  workload: Workload,
  prices: PriceList,
  rest: RestOfModel,
): { readonly energy: number; readonly time: number } {
  const counts = design.platform === "gpu" ? onGpu(rest, design, workload) : onChip(rest, design, workload);
  const busy = new Map<string, number>();
  for (const { component, action, count } of counts)
    busy.set(component, (busy.get(component) ?? 0) + count * prices[component].actions[action].interval);
  const time = Math.max(...busy.values());
  return { energy: dynamicEnergy({ ...mapping, counts }, prices) + cost.power.idle * time, time };
}

/**
 * Multiply-accumulates of attention's products: 2d per weighed pair and 5d per pair with gradients, half of a
 * GPU's operations.
 */
export function attentionMacs({ counts }: Mapping, width: number): number {
  const of = (operation: string, action: string): number =>
    counts
      .filter((entry) => entry.operation === operation && entry.action === action)
      .reduce((sum, { count }) => sum + count, 0);
  return (
    width *
      (2 * (of("softmax", "exponent") + of("softmax", "convert")) + 5 * of("backward-softmax", "exponent")) +
    (of("score", "flop") + of("backward-score", "flop")) / 2
  );
}

/** Dense layers use the units as exact attention's blocks do. */
function onChip(
  rest: RestOfModel,
  { memory, digital }: PricedDesign["design"],
  workload: Workload,
): ActionCount[] {
  const { wordBits } = digital.mac.behaviour;
  const blockRows = blockRowsAt(digital.mac.behaviour, workload.headWidth);
  const exact = { ...workload, attention: { ...workload.attention, kind: "exact" as const } };
  const products: ActionCount = {
    operation: "score",
    component: "mac",
    action: "mac",
    count: rest.projectionMacs + rest.feedForwardMacs,
  };
  const block = blockOf({ width: workload.headWidth, blockRows }, exact);
  return [
    ...withIdleUnits([products], blockArrayOf(digital), block),
    {
      operation: "input",
      component: "memory",
      action: "read",
      count: (rest.weights * wordBits) / memory.behaviour.bits,
    },
  ];
}

/** Dense layers at the utilisation of fused attention, as published rates give no other (assumed). */
function onGpu(rest: RestOfModel, { baselines }: PricedDesign["design"], workload: Workload): ActionCount[] {
  const { bytes, utilisation } = baselines.gpu.behaviour;
  const { headWidth, length, attention } = workload;
  const flops = 2 * (rest.projectionMacs + rest.feedForwardMacs);
  return [
    {
      operation: "input",
      component: "gpu",
      action: "flop",
      count: flops / utilisation(headWidth, length, attention.causal),
    },
    { operation: "input", component: "gpuMemory", action: "byte", count: rest.weights * bytes },
  ];
}
