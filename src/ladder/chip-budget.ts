import { InfeasibleError } from "../base/errors.ts";
import { type DieCost, dieCost } from "../cost/die-cost.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { RungId } from "./comparison-design.ts";
import { BUDGET_METRICS } from "./metrics/index.ts";
import { type MetricSource, pricedSource } from "./metrics/metric.ts";
import { rungOf } from "./rungs.ts";

/** One member of a design family under one workload. */
export interface Member {
  readonly cores: number;
  /** What a chip of it costs that works; null where that is not known. */
  readonly die: DieCost | null;
  /** SI amounts of every metric that a budget weighs, by quantity. */
  readonly uses: Readonly<Record<string, number>>;
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
  const climbed = rungOf(rung);
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
    die: dieCost(priced.design, priced.mapping, cost),
    uses: usesOf(pricedSource({ design, cost }, workload)),
  };
}

const usesOf = (source: MetricSource): Readonly<Record<string, number>> => {
  const uses: Record<string, number> = {};
  for (const { quantity, of } of BUDGET_METRICS) uses[quantity] = of(source);
  return uses;
};
