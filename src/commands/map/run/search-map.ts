import type { Located } from "../../../base/document.ts";
import { parseConfig } from "../../../design/config.ts";
import type { Design } from "../../../design/design.ts";
import type { Phase } from "../../../design/workload.ts";
import {
  type CacheMemory,
  type SearchPoint,
  type SearchSpace,
  searchPoints,
} from "../../../ladder/search-map.ts";
import { hbm3Dram, lpddr4Dram } from "../../../peripherals/memory/dram.ts";
import { stackedDram } from "../../../peripherals/memory/stacked-dram.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import type { Progress } from "../../../runtime/progress.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { workloadText } from "../../../text/format.ts";
import { measure } from "../../shared/activations.ts";

export interface SearchMapQuery {
  readonly phases: readonly Phase[];
  /** nm */
  readonly nodes: readonly number[];
  readonly lengths: readonly number[];
  /** Attended keys over visible ones. */
  readonly shares: readonly number[];
}

/** When searching codes of all keys pays, and who of those that do so takes least. */
export interface SearchMapReport {
  readonly name: string;
  readonly workload: string;
  readonly kernels: string;
  readonly space: SearchSpace;
  readonly points: readonly SearchPoint[];
}

/** Memories of keys and values: behind the chip, in a stack beside it, bonded onto it, and on it. */
export const MEMORIES: readonly CacheMemory[] = [
  ...[lpddr4Dram, hbm3Dram, stackedDram].map(({ model, schema }) => ({
    name: model,
    memory: schema.parse({ model }) as Design["memory"],
  })),
  { name: "on chip", memory: null },
];

/** Prices the designs that search codes, and their rivals, over node, length, memory and share of the keys attended. */
export async function searchMap(
  document: Located,
  { catalogue }: Models,
  query: SearchMapQuery,
  progress: Progress,
): Promise<SearchMapReport> {
  const { config, activations } = await measure(document, parseConfig(document, catalogue), {});
  const { design, workload, name } = config;
  const kernels = loadKernels();
  const solve = rememberedPoints(activations, kernels);
  const phases = workload.attention.causal
    ? query.phases
    : query.phases.filter((phase) => phase === "prefill");
  const space = { ...query, phases, memories: MEMORIES };
  const points: SearchPoint[] = [];
  for (const point of searchPoints(design, workload, space, solve)) {
    points.push(point);
    if (points.length % 8 === 0) progress.update(`priced ${points.length} points`);
  }
  progress.done();
  return { name, workload: workloadText(workload), kernels: kernelNames(kernels), space, points };
}
