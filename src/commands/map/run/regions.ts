import type { Located } from "../../../base/document.ts";
import { parseConfig } from "../../../design/config.ts";
import { judge } from "../../../ladder/judgement.ts";
import { hashRatio, type RegionPoint, type RegionSpace, regionPoints } from "../../../ladder/regions.ts";
import { meanConductance } from "../../../ladder/variations.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import type { Progress } from "../../../runtime/progress.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { workloadText } from "../../../text/format.ts";
import { measure } from "../../shared/activations.ts";

export interface RegionsQuery {
  /** nm */
  readonly nodes: readonly number[];
  /** s */
  readonly times: readonly number[];
}

/** Where hashing on arrays costs less than on the cheapest digital units. */
export interface RegionsReport {
  readonly name: string;
  readonly workload: string;
  readonly kernels: string;
  readonly space: RegionSpace;
  /** The config's own rounds and buffer: the table and the maps. */
  readonly swept: readonly RegionPoint[];
  /** Of all points, those whose hash takes less energy on arrays, the strongest first. */
  readonly cheaper: readonly RegionPoint[];
  readonly priced: number;
}

const CONDUCTANCES = [1e-6, 10e-6, 30e-6];
const MEBIBYTE = 2 ** 20;

/**
 * Prices all designs of a space around a config: every node, read time and conductance, more rounds and a larger buffer.
 * The region in which the crossbar's hash is cheaper is what comes out.
 */
export async function regions(
  document: Located,
  { catalogue }: Models,
  { nodes, times }: RegionsQuery,
  progress: Progress,
): Promise<RegionsReport> {
  const { config, activations } = await measure(document, parseConfig(document, catalogue), {});
  const { design, workload, name } = config;
  const kernels = loadKernels();
  // One head is solved for all: a space of this size holds many circuits.
  const solve = rememberedPoints({ ...activations, heads: activations.heads.slice(0, 1) }, kernels);
  const own = meanConductance(design);
  const { rounds } = workload.attention;
  const { capacity } = design.digital.buffer.behaviour;
  const space: RegionSpace = {
    nodes,
    readTimes: times,
    conductances: own === undefined ? [] : distinct([...CONDUCTANCES, own]),
    rounds: workload.attention.collisions > 1 ? [rounds] : distinct([rounds, 2 * rounds, 8 * rounds]),
    buffers: distinct([capacity, 4 * MEBIBYTE]),
  };
  const points: RegionPoint[] = [];
  for (const point of regionPoints(design, workload, space, solve)) {
    points.push(point);
    if (points.length % 20 === 0) progress.update(`priced ${points.length} designs`);
  }
  progress.done();
  const isCheaper = (point: RegionPoint): boolean => judge(hashRatio(point) ?? 1) === "wins";
  return {
    name,
    workload: workloadText(workload),
    kernels: kernelNames(kernels),
    space,
    swept: points.filter(
      (point) => point.rounds === rounds && (point.buffer === null || point.buffer === capacity),
    ),
    cheaper: points.filter(isCheaper).sort((a, b) => (hashRatio(a) ?? 1) - (hashRatio(b) ?? 1)),
    priced: points.length,
  };
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
