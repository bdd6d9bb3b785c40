import { type Catalogue, ConfigError, createRng, dense, fault, InfeasibleError, raise, shareOf } from "#base";
import type { Progress } from "#local-io";
import { nearFront, nonDominated, timesOnFront } from "#pareto";
import { assignmentOf, decidable, gridOf, violation } from "#search";
import { orderedRecords } from "#study-runs";
import { metricsAt, pricedComparison } from "../../../comparison/cost-sensitivity.ts";
import { COST_METRICS, type MetricValues } from "../../../comparison/metrics/index.ts";
import { drawFrom, overridesAt } from "../../../cost/three-point.ts";
import type { Config } from "../../../design/config.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import type { RobustFront } from "../../shared/sensitivity-result.ts";
import { damageText, type StoredStudy } from "../../shared/studies/stored.ts";
import type { Study } from "../../shared/studies/study.ts";
import { configsOf } from "../../study/run/evaluator.ts";

/** A point of a study with its stored metrics, which may be none. */
export interface StudyPoint {
  readonly index: number;
  readonly level: number;
  readonly codes: readonly number[];
  readonly measured: ReadonlyMap<string, number>;
}

/** Points of a study, read again in each pass. */
export interface StudyPoints {
  readonly count: number;
  /** Whether every point has all metrics of its objectives and constraints, as in a store. */
  readonly areMeasured: boolean;
  rows(): Iterable<StudyPoint>;
}

/** Most points priced in every draw; of more, those near the nominal front. */
const MOST_POINTS = 2000;
/** Largest distance of those from the nominal front, as a share of its range. */
const SLACK = 0.25;

/** Evaluated points of a store. */
export function storedPoints(folder: string, stored: StoredStudy): StudyPoints {
  const { manifest, note } = stored;
  const { scan, rows } = orderedRecords(folder, manifest);
  if (scan.damaged > 0) note(damageText(folder, scan));
  const names = manifest.levels.map(({ metrics }) => metrics);
  return {
    count: scan.records,
    areMeasured: true,
    *rows() {
      for (const { index, level, codes, metrics } of rows())
        if (metrics !== null)
          yield { index, level, codes, measured: new Map(names[level].map((name, n) => [name, metrics[n]])) };
    },
  };
}

/** Points of a study's grid. Throws ConfigError without a grid, or if a sweep has to evaluate it first. */
export function gridPoints({ plan, base }: Study): StudyPoints {
  const grid = plan.search.kind === "points" ? null : gridOf(plan.space);
  const fail = (path: string, message: string): never => raise(base.place([path]), path, message);
  if (grid === null)
    return fail(
      "space",
      `expected lists and ranges in steps, or the store of a sweep, received ${plan.search.kind === "points" ? "points" : "a continuous range"}`,
    );
  const unpriced = plan.objectives.find(({ metric }) => !isPrice(metric));
  if (unpriced !== undefined)
    return fail(
      "objectives",
      `expected the store of a sweep for ${unpriced.metric}, which is no price, received the study`,
    );
  if (grid.size > 20 * MOST_POINTS)
    return fail("space", `expected at most ${20 * MOST_POINTS} points, received ${grid.size}`);
  return {
    count: grid.size,
    areMeasured: false,
    *rows() {
      for (let index = 0; index < grid.size; index++)
        yield { index, level: 0, codes: grid.codes(index), measured: new Map<string, number>() };
    },
  };
}

const isPrice = (metric: string): boolean => COST_METRICS.some(({ key }) => key === metric);

interface PricedPoint extends StudyPoint {
  readonly config: Config;
  readonly nominal: Float64Array;
}

/** Setting for pricing points. */
export interface DrawSetting {
  readonly catalogue: Catalogue;
  readonly sharedQK: boolean;
  readonly pointOf: (config: Config) => OperatingPoint;
  readonly draws: number;
  readonly seed: number;
}

/**
 * Share of draws in which each point of a study is on the front of its objectives. Prices vary, with one draw
 * of a constant for all points; measured metrics do not. Constraints are judged at the nominal constants.
 */
export function robustStudyFront(
  study: Study,
  points: StudyPoints,
  setting: DrawSetting,
  progress: Progress,
): RobustFront {
  const { objectives, space } = study.plan;
  if (objectives.length === 0)
    throw fault(
      study.base.place(["objectives"]),
      "objectives",
      "expected objectives of the study, received none",
    );
  const chosen =
    points.areMeasured && points.count > MOST_POINTS
      ? measuredNearFront(study, points, progress)
      : { rows: [...points.rows()], of: null };
  const priced = pricedPoints(study, chosen.rows, setting, progress);
  const near = pricedNearFront(priced, objectives.length);
  const draws = near.length === 0 ? [] : drawnCosts(study, near, setting, progress);
  const membership = timesOnFront(draws).map((times) => shareOf(times, draws.length));
  const nominalFront = new Set(frontOf(near, objectives.length));
  const rows = near.map((point, n) => ({
    point: point.index,
    sets: Object.fromEntries(assignmentOf(space, point.codes)),
    isNominal: nominalFront.has(n),
    membership: membership[n],
  }));
  return {
    objectives: objectives.map(({ metric, sense }) => `${metric}:${sense}`),
    points: near.length,
    of: chosen.of ?? priced.length,
    rows: rows
      .filter(({ membership: { share } }) => share > 0)
      .sort((a, b) => b.membership.share - a.membership.share || a.point - b.point),
  };
}

/** A point's objectives, smaller is better: drawn prices, and measured metrics. */
const costsOf = (
  { plan: { objectives } }: Study,
  prices: MetricValues,
  { measured }: StudyPoint,
): Float64Array =>
  Float64Array.from(objectives, ({ metric, sense }) => {
    const value = prices[metric] ?? measured.get(metric) ?? Number.NaN;
    return sense === "min" ? value : -value;
  });

/**
 * Points near the front of the stored metrics, and the number of all candidates: repricing a million points
 * takes an hour, and the nominal constants have not changed.
 */
function measuredNearFront(
  study: Study,
  points: StudyPoints,
  progress: Progress,
): { readonly rows: StudyPoint[]; readonly of: number } {
  const columns = study.plan.objectives.length;
  let costs = new Float64Array(columns * points.count);
  let rowOf = new Float64Array(points.count);
  let count = 0;
  let passed = 0;
  for (const point of points.rows()) {
    if (passed++ % 4096 === 0) progress.update(`reading: ${passed} of ${points.count} points`);
    const prices = Object.fromEntries(
      COST_METRICS.map(({ key }) => [key, point.measured.get(key) ?? Number.NaN]),
    );
    const own = costsOf(study, prices, point);
    if (!own.every(Number.isFinite) || !holdsConstraints(study, prices, point)) continue;
    costs.set(own, columns * count);
    rowOf[count++] = point.index;
  }
  costs = costs.subarray(0, columns * count);
  rowOf = rowOf.subarray(0, count);
  progress.update(`choosing: points near the front of ${count}`);
  const near = count === 0 ? [] : nearFront(dense(count, columns, costs), SLACK, MOST_POINTS);
  const wanted = new Set(near.map((row) => rowOf[row]));
  const rows: StudyPoint[] = [];
  for (const point of points.rows()) if (wanted.has(point.index)) rows.push(point);
  return { rows, of: count };
}

/** Priced points that meet the study's constraints, at nominal constants. */
function pricedPoints(
  study: Study,
  points: readonly StudyPoint[],
  { catalogue, sharedQK, pointOf }: DrawSetting,
  progress: Progress,
): PricedPoint[] {
  const configAt = configsOf(study, catalogue, sharedQK);
  return points.flatMap((point, n): PricedPoint[] => {
    if (n % 64 === 0) progress.update(`pricing: ${n} of ${points.length} points`);
    try {
      const config = configAt(point.level, point.codes);
      const prices = metricsAt(pricedComparison(config.design, config.workload, pointOf(config)), {});
      const nominal = costsOf(study, prices, point);
      const isWhole = nominal.every(Number.isFinite) && holdsConstraints(study, prices, point);
      return isWhole ? [{ ...point, config, nominal }] : [];
    } catch (error) {
      if (error instanceof InfeasibleError || error instanceof ConfigError) return [];
      throw error;
    }
  });
}

/** Objectives of every point in every draw: draws × points. */
function drawnCosts(
  study: Study,
  points: readonly PricedPoint[],
  { pointOf, draws: count, seed }: DrawSetting,
  progress: Progress,
): Float64Array[][] {
  const stream = createRng(seed).fork("three-point costs");
  const draws = Array.from({ length: count }, (_, n) => drawFrom(stream.fork(n)));
  const costs: Float64Array[][] = draws.map(() => []);
  const wanted = study.plan.objectives.map(({ metric }) => metric);
  // Shares of a group, by label: equal for all points.
  const known = new Map<string, readonly number[]>();
  for (const [n, point] of points.entries()) {
    progress.update(`drawing: point ${n} of ${points.length}`);
    const { design, workload } = point.config;
    const comparison = pricedComparison(design, workload, pointOf(point.config));
    const shares = new Map(
      comparison.groups.map((group) => {
        const own = known.get(group.label) ?? draws.map((draw) => draw(group.label));
        known.set(group.label, own);
        return [group.label, own] as const;
      }),
    );
    for (const draw of draws.keys()) {
      const overrides = overridesAt(comparison.groups, ({ label }) => (shares.get(label) as number[])[draw]);
      costs[draw].push(costsOf(study, metricsAt(comparison, overrides, wanted), point));
    }
  }
  return costs;
}

function holdsConstraints({ plan }: Study, prices: MetricValues, { measured }: StudyPoint): boolean {
  const known = [...Object.keys(prices), ...measured.keys()];
  const of = (name: string): number => prices[name] ?? measured.get(name) ?? Number.NaN;
  return decidable(plan.constraints, known).every((constraint) => violation(constraint, of) === 0);
}

const flat = (points: readonly PricedPoint[]): Float64Array =>
  Float64Array.from(points.flatMap(({ nominal }) => [...nominal]));

const frontOf = (points: readonly PricedPoint[], columns: number): number[] =>
  points.length === 0 ? [] : [...nonDominated(dense(points.length, columns, flat(points)))];

const pricedNearFront = (points: readonly PricedPoint[], columns: number): readonly PricedPoint[] =>
  points.length <= MOST_POINTS
    ? points
    : nearFront(dense(points.length, columns, flat(points)), SLACK, MOST_POINTS).map((row) => points[row]);
