import { InfeasibleError } from "#base";
import { type DieCost, dieCost } from "../cost/die-cost.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { DesignId } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";
import { type Amounts, sustained } from "./duty.ts";
import { BUDGET_METRICS } from "./metrics/index.ts";
import { type MetricSource, pricedSource } from "./metrics/metric.ts";

/** One member of a design family under one workload. */
export interface Member {
  readonly cores: number;
  /** Cost of a working chip; null where it is not known. */
  readonly die: DieCost | null;
  /** SI amounts of every metric that a budget weighs, by quantity, workload after workload. */
  readonly uses: Amounts;
  /** Average idle power, W. */
  readonly idlePower: number;
}

/** Upper limit on the cores of a family. */
const MOST_CORES = 4096;

/**
 * Lists the members of a design family: the design with every number of cores that its heads can use. Each
 * core adds units and buffers; cores share memory and, unless each head has its own, arrays. Empty where the
 * design cannot carry the workload.
 */
export function familyMembers(
  design: Design,
  workload: Workload,
  contender: DesignId,
  point: OperatingPoint,
): Member[] {
  const members: Member[] = [];
  const most = mostCores(workload);
  for (let cores = 1; cores <= most; cores++) {
    const member = memberOf({ ...design, cores }, workload, contender, point);
    if (member === null) return members;
    members.push(member);
  }
  return members;
}

/** Cores that a workload can use: one per head and sequence, up to the limit. */
export const mostCores = ({ heads, batch }: Workload): number => Math.min(MOST_CORES, heads * batch);

/** Prices one comparison design with the cores that `design` has; null where it is infeasible. */
export function memberOf(
  design: Design,
  workload: Workload,
  contender: DesignId,
  point: OperatingPoint,
): Member | null {
  const pricedAll = contenderOf(contender);
  try {
    const own = pricedAll.design(design);
    const asked = pricedAll.workload(workload);
    const priced = price(own, asked, point);
    const { cost } = priced;
    return {
      cores: own.cores,
      die: dieCost(priced.design, priced.mapping, cost),
      uses: sustained(
        usesOf(pricedSource({ design: own, cost }, asked)),
        cost.power.idle,
        cost.timing.interval,
      ),
      idlePower: cost.power.idle,
    };
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}

const usesOf = (source: MetricSource): Amounts => {
  const uses: Record<string, number> = {};
  for (const { quantity, of } of BUDGET_METRICS) uses[quantity] = of(source);
  return uses;
};
