import type { Rng } from "../base/rng.ts";
import { rollUp } from "../cost/cost-report.ts";
import { componentsOfAll, type PricedInstance, priceList } from "../cost/price-list.ts";
import { type Band, bandOf, constantGroups, drawGroups, shareBelowOne } from "../cost/three-point.ts";
import type { Design } from "../design/design.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Ratio, RungResult } from "./comparison-design.ts";
import { ratios } from "./ladder.ts";

/** Draws of a comparison: their 5th and 95th percentiles have ten values beyond them. */
const BAND_DRAWS = 200;

/** Energy, latency and area over draws of the constants; null where a rung is infeasible. */
export interface CostBand {
  readonly energy: Band;
  readonly latency: Band;
  readonly area: Band;
}

export interface RatioBand {
  readonly band: CostBand;
  /** Share of draws in which the ratio is below one. */
  readonly probabilityLower: { readonly energy: number; readonly latency: number; readonly area: number };
}

export interface CostBands {
  readonly draws: number;
  readonly rungs: Readonly<Record<string, CostBand | null>>;
  readonly ratios: Readonly<Record<string, RatioBand | null>>;
}

type Triple = { readonly energy: number; readonly latency: number; readonly area: number };

/**
 * Ladder under `draws` draws of its constants, each shared by all rungs. Mappings are those of the rungs: only prices
 * change. Draws are named by their number, so that more of them keep the first ones.
 */
export function costBands(
  rungs: readonly RungResult[],
  design: Design,
  point: OperatingPoint,
  rng: Rng,
  draws = BAND_DRAWS,
): CostBands {
  const groups = constantGroups(ladderComponents(rungs, design));
  const ladders = Array.from({ length: draws }, (_, n) =>
    repriced(rungs, point, drawGroups(groups, rng.fork(n))),
  );
  const quotients = ladders.map(ratios);
  const names = Object.keys(ratios(rungs));
  return {
    draws,
    rungs: Object.fromEntries(rungs.map(({ id }, n) => [id, costBand(ladders.map((ladder) => ladder[n]))])),
    ratios: Object.fromEntries(names.map((name) => [name, ratioBand(quotients.map((ratio) => ratio[name]))])),
  };
}

/**
 * What the feasible designs of a comparison are built of, each instance once: what a record brings along, or settled on,
 * has constants of its own. Parts that none of them uses are those of `design`.
 */
export const ladderComponents = (rungs: readonly RungResult[], design: Design): readonly PricedInstance[] =>
  componentsOfAll(
    design,
    rungs.filter((rung) => rung.feasible),
  );

/** The ladder with other constants. */
export const repriced = (
  rungs: readonly RungResult[],
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>>,
): RungResult[] =>
  rungs.map((rung) => {
    if (!rung.feasible) return rung;
    return { ...rung, cost: rollUp(rung.mapping, priceList(rung.design, point, overrides)) };
  });

function costBand(results: readonly RungResult[]): CostBand | null {
  const costs = results.flatMap((result): Triple[] =>
    result.feasible
      ? [{ energy: result.cost.energy, latency: result.cost.timing.latency, area: result.cost.area }]
      : [],
  );
  return costs.length === 0 ? null : bandsOf(costs);
}

function ratioBand(quotients: readonly Ratio[]): RatioBand | null {
  const values = quotients.flatMap(({ energy, latency, area }): Triple[] =>
    energy === null || latency === null || area === null ? [] : [{ energy, latency, area }],
  );
  if (values.length === 0) return null;
  return {
    band: bandsOf(values),
    probabilityLower: {
      energy: shareBelowOne(values.map(({ energy }) => energy)),
      latency: shareBelowOne(values.map(({ latency }) => latency)),
      area: shareBelowOne(values.map(({ area }) => area)),
    },
  };
}

const bandsOf = (values: readonly Triple[]): CostBand => ({
  energy: bandOf(values.map(({ energy }) => energy)),
  latency: bandOf(values.map(({ latency }) => latency)),
  area: bandOf(values.map(({ area }) => area)),
});
