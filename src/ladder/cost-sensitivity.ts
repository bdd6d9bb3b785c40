import type { Rng } from "../base/rng.ts";
import { type ShareEstimate, shareOf } from "../base/share.ts";
import { type CostReport, rollUp } from "../cost/cost-report.ts";
import { priceList } from "../cost/price-list.ts";
import { type ConstantGroup, constantGroups, overridesAt, shareInDraw } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { type Priced, price } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import { throughputOf } from "./chip-budget.ts";
import { RUNGS, type RungId } from "./rungs.ts";

/** Prices of the memristor design, alone and over those of the digital rungs: what a study's points have. */
export const COST_METRICS = [
  "energy_J",
  "latency_s",
  "area_m2",
  "power_W",
  "throughput_tokens_per_s",
  "energy_vs_exact",
  "energy_vs_lsh_digital",
  "latency_vs_exact",
  "latency_vs_lsh_digital",
] as const;
export type CostMetric = (typeof COST_METRICS)[number];

/** Rungs that a priced ladder has. */
export const PRICED_RUNGS = [
  "exact-digital",
  "lsh-digital",
  "lsh-memristor",
] as const satisfies readonly RungId[];

/** The digital rungs and the memristor design, mapped and priced at their nominal constants. */
export interface PricedLadder {
  readonly rungs: readonly Priced[];
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** The constants with a range that any of the three rungs pays for. */
  readonly groups: readonly ConstantGroup[];
}

/** Throws InfeasibleError where one of the rungs has no price. */
export function pricedLadder(design: Design, workload: Workload, point: OperatingPoint): PricedLadder {
  const rungs = PRICED_RUNGS.map((id) => {
    const rung = RUNGS.find((known) => known.id === id) as (typeof RUNGS)[number];
    return price(rung.design(design), rung.workload(workload), point);
  });
  const used = new Set(
    rungs.flatMap(({ mapping }) => [
      ...Object.keys(mapping.census),
      ...mapping.counts.map(({ component }) => component as string),
    ]),
  );
  // What the digital rung settled on has constants of its own.
  const settled = { ...design, digital: rungs[1].design.digital };
  const groups = constantGroups(settled).filter(({ members }) =>
    members.some(({ component }) => used.has(component)),
  );
  return { rungs, workload, point, groups };
}

/**
 * All metrics with some constants replaced. Mappings and choices stay those of the nominal constants. Where only some are
 * `wanted`, those over a digital rung that none of them needs are NaN.
 */
export function metricsAt(
  { rungs, workload, point }: PricedLadder,
  overrides: Readonly<Record<string, number>>,
  wanted: readonly string[] = COST_METRICS,
): number[] {
  const at = (rung: number): CostReport =>
    rollUp(rungs[rung].mapping, priceList(rungs[rung].design, point, overrides));
  const over = (ending: string, rung: number): CostReport | null =>
    wanted.some((name) => name.endsWith(ending)) ? at(rung) : null;
  const [exact, digital] = [over("_vs_exact", 0), over("_vs_lsh_digital", 1)];
  const { energy, timing, area, power } = at(2);
  return [
    energy,
    timing.latency,
    area,
    power.average,
    throughputOf(workload, timing),
    energy / (exact?.energy ?? Number.NaN),
    energy / (digital?.energy ?? Number.NaN),
    timing.latency / (exact?.timing.latency ?? Number.NaN),
    timing.latency / (digital?.timing.latency ?? Number.NaN),
  ];
}

/** Metrics with one group of constants at its low and at its high, all else nominal. */
export interface Swing {
  readonly group: ConstantGroup;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export const swings = (ladder: PricedLadder): Swing[] =>
  ladder.groups.map((group) => ({
    group,
    low: metricsAt(ladder, memberValues(group, "low")),
    high: metricsAt(ladder, memberValues(group, "high")),
  }));

const memberValues = ({ members }: ConstantGroup, end: "low" | "high"): Record<string, number> =>
  Object.fromEntries(members.map((member) => [member.key, member[end]]));

/** Draws of all constants together: the quantile of each group and the metrics. */
export interface CostDraws {
  /** draws × groups. */
  readonly shares: readonly (readonly number[])[];
  /** draws × metrics. */
  readonly metrics: readonly (readonly number[])[];
}

/** The draws of `costBands` with the same stream: a group's quantile depends on its own name and the draw's number. */
export function costDraws(ladder: PricedLadder, draws: number, rng: Rng): CostDraws {
  const shares = Array.from({ length: draws }, (_, n) =>
    ladder.groups.map((group) => shareInDraw(group, rng.fork(n))),
  );
  return { shares, metrics: shares.map((own) => metricsAtShares(ladder, own)) };
}

/** Metrics with each group at its quantile. */
export const metricsAtShares = (ladder: PricedLadder, shares: readonly number[]): number[] => {
  const of = new Map(ladder.groups.map((group, n) => [group, shares[n]]));
  return metricsAt(
    ladder,
    overridesAt(ladder.groups, (group) => of.get(group) as number),
  );
};

/** Share of draws in which the memristor design costs less than a digital rung. */
export const probabilityBelowOne = (draws: CostDraws, metric: CostMetric): ShareEstimate => {
  const at = COST_METRICS.indexOf(metric);
  return shareOf(draws.metrics.filter((own) => own[at] < 1).length, draws.metrics.length);
};
