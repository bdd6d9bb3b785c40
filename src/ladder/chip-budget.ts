import { InfeasibleError } from "../base/errors.ts";
import { type DieCost, dieCost } from "../cost/die-cost.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import { RUNGS, type RungId } from "./rungs.ts";

/** What a chip budget bounds, in SI units. */
export const BUDGETED = ["area", "power", "peakPower", "powerDensity", "bandwidth", "latency"] as const;
export type Budgeted = (typeof BUDGETED)[number];

/** One member of a design family under one workload. */
export interface Member {
  readonly cores: number;
  /** Tokens a second. */
  readonly throughput: number;
  /** Of the whole workload, J. */
  readonly energy: number;
  /** What a chip of it costs that works; null where that is not known. */
  readonly die: DieCost | null;
  /** m², W, W, W/m², B/s that the memory can move, s. */
  readonly uses: Readonly<Record<Budgeted, number>>;
}

/** Most cores that a family has: more than one a head of the batch do nothing. */
const MOST_CORES = 4096;

/**
 * The members of one design family on one rung: the design with every number of cores that its heads can use. Cores
 * bring units and buffers of their own and share memory and, unless each head has its own, arrays. Empty where the rung
 * cannot carry the workload.
 */
export function familyMembers(
  design: Design,
  workload: Workload,
  rung: RungId,
  point: OperatingPoint,
): Member[] {
  const climbed = RUNGS.find(({ id }) => id === rung);
  if (climbed === undefined) throw new RangeError(`family: expected a rung, received "${rung}"`);
  const members: Member[] = [];
  const most = Math.min(MOST_CORES, workload.heads * workload.batch);
  for (let cores = 1; cores <= most; cores++) {
    try {
      members.push(member({ ...climbed.design(design), cores }, climbed.workload(workload), point));
    } catch (error) {
      if (error instanceof InfeasibleError) return members;
      throw error;
    }
  }
  return members;
}

function member(design: Design, workload: Workload, point: OperatingPoint): Member {
  const priced = price(design, workload, point);
  const { cost } = priced;
  return {
    cores: design.cores,
    throughput: throughputOf(workload, cost.timing),
    energy: cost.energy,
    die: dieCost(priced.design, priced.mapping, cost),
    uses: {
      area: cost.area,
      power: cost.power.average,
      peakPower: cost.power.peak,
      powerDensity: cost.area > 0 ? cost.power.average / cost.area : 0,
      bandwidth: bandwidthOf(design),
      latency: cost.timing.latency,
    },
  };
}

/** Tokens that a workload brings. */
export const tokensOf = ({ batch, phase, length }: Workload): number =>
  batch * (phase === "decode" ? 1 : length);

/** Tokens a second, one workload after another; 0 where nothing takes time. */
export const throughputOf = (workload: Workload, { interval }: { readonly interval: number }): number =>
  interval > 0 ? tokensOf(workload) / interval : 0;

/** B/s that the memory can move, as its model states it; 0 for an ideal one, which has no interface to bound. */
export const bandwidthOf = ({ memory }: Design): number =>
  (memory.params as { readonly bandwidth?: number }).bandwidth ?? 0;
