// The best plan of a settled design: sets up the search problems and reads their results.

import { InfeasibleError } from "#base";
import type { Design } from "../../design/design.ts";
import { type Objective, type Plan, pinsOf, WHOLE } from "../../design/mapping-plan.ts";
import type { Workload } from "../../design/workload.ts";
import { type ActionCount, mergeCounts } from "../../mapping/action-counts.ts";
import { flowCounts, type PlanSpace, type TilingRange } from "../../mapping/flows/flow.ts";
import { contextsOf, planFits, planSpaceOf } from "../../mapping/flows/plan-space.ts";
import { type Mapping, mapWorkload } from "../../mapping/mapping.ts";
import { dynamicEnergy, timed, totalEnergy } from "../cost-report.ts";
import type { PriceList } from "../price-list.ts";
import { type FlowTable, flowTableOf } from "./flow-table.ts";
import { createBounds, type PlanProblem, partsOf } from "./plan-bounds.ts";
import { PlanPricer } from "./plan-pricer.ts";
import { firstValue, SLACK, secondValue, type Value } from "./plan-value.ts";
import { searchPlans } from "./search-plans.ts";
import type { FoundPlan, SettledDesign } from "./settled-design.ts";
import { replacesShared } from "./shared-plan.ts";

/** A choice with the energy of its actions, J: all its energy except leakage. */
export interface Candidate extends Pick<SettledDesign, "design" | "mapping" | "prices"> {
  readonly order: number;
  readonly dynamic: number;
}

/** A settled design with its energy, J, and latency, s. */
type Priced = SettledDesign & { readonly latency: number };

/** The chosen units with a plan that was found for them. */
export function withPlan(
  chosen: SettledDesign,
  { plan, planned }: Pick<FoundPlan, "plan" | "planned">,
  workload: Workload,
): SettledDesign {
  if (planned === undefined) return chosen;
  if (plan === null) return { ...chosen, planned };
  const { latency: _, ...settled } = pricedPlan({ ...chosen.design, plan }, workload, chosen.prices);
  return { ...settled, planned };
}

/**
 * Returns the chosen units with the best plan by the objective, over all open ways of fetching keys. The
 * fixed schedule is among the plans where it fits the buffer and the config pins none. A twin's plan is kept,
 * so that a ratio of the two designs shows the effect of the hash, unless an own plan saves more than
 * OWN_PLAN_SAVES of the objective without saving energy. Throws InfeasibleError where no plan fits.
 */
export function withBestPlan(
  chosen: SettledDesign,
  open: OpenPlans | null,
  workload: Workload,
  shared: FoundPlan | null,
): SettledDesign {
  if (open === null) return chosen;
  const { mapping } = chosen.design;
  const { fixed, problems } = open;
  const { prices } = fixed;
  const first = firstValue(mapping.objective);
  const twins = shared === null ? null : sharedPlan(fixed, shared, workload);
  const { best: found, gap } = bestOf(problems, mapping.objective, workload, prices, twins ?? undefined);
  if (found === undefined) throw new InfeasibleError(tooTight(chosen.design));
  const isOwn = twins === null || replacesShared(found, twins);
  const { latency: _, ...settled } = isOwn ? found : twins;
  return {
    ...settled,
    planned: {
      // The closed form of the latency is not quite monotone, so its bounds hold to a hundredth.
      gap: isOwn ? Math.max(gap, SLACK) : Math.max(gap, first(twins) / first(found) - 1, SLACK),
      fixed: isSpilled(fixed) ? null : { energy: fixed.energy, latency: fixed.latency },
      ...(twins === null ? {} : { isShared: !isOwn }),
    },
  };
}

/** The plans that a search may choose from: the fixed schedule, and a problem for each way of fetching keys. */
export interface OpenPlans {
  readonly fixed: Priced;
  readonly problems: readonly OpenProblem[];
}

/** Sets up the search for the chosen units; null where there is no plan to search for. */
export function openPlans(
  { design, mapping, prices, when, energy }: SettledDesign,
  candidates: readonly Candidate[],
  workload: Workload,
): OpenPlans | null {
  if (planSpaceOf(design, workload) === null) return null;
  const fixed: Priced = { design, mapping, prices, when, energy, latency: when.time.latency };
  return { fixed, problems: problemsOf(candidates, fixed, workload) };
}

/**
 * A lower bound, to a hundredth, of the value of every plan, also with larger units than the design's: the time
 * of units whose size is open is left out.
 */
export const leastBound = ({ problems }: OpenPlans, value: Value): number =>
  problems.reduce((least, { problem }) => {
    const bounds = createBounds(problem, value);
    return problem.flights.reduce((own, { heads }) => {
      const flight = { heads, latency: () => 0 };
      return problem.parts.reduce((one, part) => Math.min(one, bounds.of(part, flight)?.bound ?? one), own);
    }, least);
  }, Number.POSITIVE_INFINITY);

/** A twin's plan on this design; null where it does not fit. */
function sharedPlan(fixed: Priced, { plan }: FoundPlan, workload: Workload): Priced | null {
  if (plan === null) return isSpilled(fixed) ? null : fixed;
  const design = { ...fixed.design, plan };
  return planFits(design, workload) ? pricedPlan(design, workload, fixed.prices) : null;
}

/** One search problem for each way in which the units of a design may fetch keys. */
function problemsOf(candidates: readonly Candidate[], fixed: Priced, workload: Workload): OpenProblem[] {
  const { design: units, prices } = fixed;
  const isPinned = Object.keys(pinsOf(units.mapping)).length > 0;
  return candidates
    .filter((one) => sameUnits(one.design, units))
    .flatMap(({ design, mapping: bare }) => {
      const start = design === units ? fixed : pricedMapping(design, bare, prices);
      const problem = problemOf(design, workload, start);
      return problem === null
        ? []
        : [{ design, problem, start: isPinned || isSpilled(start) ? null : start }];
    });
}

/** Returns the best plan by both steps of an objective, starting from `from`. */
function bestOf(
  problems: readonly OpenProblem[],
  objective: Objective,
  workload: Workload,
  prices: PriceList,
  from: Priced | undefined,
): ReturnType<typeof leastOfAll> {
  const first = firstValue(objective);
  const found = leastOfAll(problems, first, workload, prices, from);
  if (found.best === undefined) return found;
  const second = secondValue(objective, first(found.best));
  return second === null ? found : leastOfAll(problems, second, workload, prices, found.best);
}

/** Whether the fixed schedule needs more than the buffer's capacity. */
const isSpilled = ({ mapping: { schedule } }: Priced): boolean => (schedule.held ?? 1) < 1;

interface OpenProblem {
  readonly design: Design;
  readonly problem: PlanProblem;
  /** The fixed schedule, where it is one of the plans. */
  readonly start: Priced | null;
}

/** Returns the plan of least value over all problems, starting from `from`; undefined where none fits. */
function leastOfAll(
  problems: readonly OpenProblem[],
  value: Value,
  workload: Workload,
  prices: PriceList,
  from: Priced | undefined,
): { readonly best: Priced | undefined; readonly gap: number } {
  let best = from;
  let gap = 0;
  for (const { design, problem, start } of problems) {
    if (start !== null && (best === undefined || value(start) < value(best))) best = start;
    const search = searchPlans(problem, value, best ?? null);
    if (search.plan !== null) best = pricedPlan({ ...design, plan: search.plan }, workload, prices);
    gap = Math.max(gap, search.gap);
  }
  return { best, gap };
}

/** First words of the error where no plan fits the pins. */
export const NO_PLAN = "no plan with";

function tooTight({ mapping, digital }: Design): string {
  const pins = Object.entries(pinsOf(mapping)).map(([key, pin]) => `design.mapping.${key} ${pin}`);
  const { capacity } = digital.buffer.behaviour;
  return pins.length > 0
    ? `${NO_PLAN} ${pins.join(", ")} fits ${capacity} B of buffer (leave keys of design.mapping out, or use a larger design.digital.buffer.capacity)`
    : `no plan fits ${capacity} B of buffer (use a larger design.digital.buffer.capacity, or smaller blocks: design.digital.mac.blockRows)`;
}

/** Whether two designs differ at most in how they fetch keys. */
const sameUnits = (one: Design, other: Design): boolean =>
  one.search === other.search &&
  one.topK === other.topK &&
  one.digital.projection === other.digital.projection &&
  one.digital.projectOn === other.digital.projectOn &&
  one.baselines.analog === other.baselines.analog;

/** Prices a design under its own plan. */
const pricedPlan = (design: Design, workload: Workload, prices: PriceList): Priced =>
  pricedMapping(design, mapWorkload(design, workload), prices);

function pricedMapping(design: Design, mapping: Mapping, prices: PriceList): Priced {
  const when = timed(mapping, prices);
  const energy = totalEnergy(mapping, prices, when, dynamicEnergy(mapping, prices));
  return { design, mapping, prices, when, energy, latency: when.time.latency };
}

/** Returns the search problem of a design with these prices; null where there is no plan to search for. */
export function problemOf(
  design: Design,
  workload: Workload,
  { prices }: Pick<Priced, "prices">,
): PlanProblem | null {
  const space = planSpaceOf(design, workload);
  if (space === null) return null;
  const repeats = workload.layers * workload.batch;
  const base = withoutFlow(design, workload, space, repeats);
  const table = flowTableOf(space);
  const pricer = new PlanPricer(base, prices, table, repeats);
  const parts = partsOf(space, table, pricer);
  return {
    space,
    parts,
    repeats,
    // Tiles split the array's products, and the parts access its levels no less than the whole product.
    otherEnergy:
      pricer.leastEnergy(table.entries(base.counts)) +
      pricer.leastEnergy(table.entries(mergeCounts(levelsWhole(space), repeats))),
    cores: Math.min(base.schedule.cores, base.schedule.heads),
    flights: flightsOf(design, contextsOf(design, workload)).map((heads) => ({
      heads,
      latency: leastLatency(pricer, table, heads, workload),
    })),
    pricer,
  };
}

/** Counts without those of a flow, by counts and flow; searches with other prices share them. */
const knownOthers = new WeakMap<readonly ActionCount[], WeakMap<PlanSpace["flow"], readonly ActionCount[]>>();

const WHOLE_AWAY: Plan = { ...WHOLE, headsInFlight: null, resident: {} };

/** Returns the mapping without the counts of its flow, which are added for each plan. */
function withoutFlow(design: Design, workload: Workload, space: PlanSpace, repeats: number): Mapping {
  const whole = mapWorkload({ ...design, plan: WHOLE_AWAY }, workload);
  const known = knownOthers.get(whole.counts) ?? new WeakMap<PlanSpace["flow"], readonly ActionCount[]>();
  knownOthers.set(whole.counts, known);
  const counts = known.get(space.flow) ?? othersOf(whole, space, repeats);
  known.set(space.flow, counts);
  return { ...whole, counts };
}

/** Accesses to the declared levels in the untiled flow. */
const levelsWhole = (space: PlanSpace): ActionCount[] =>
  space.levels([], WHOLE).filter(({ action }) => action !== "stall");

function othersOf(whole: Mapping, space: PlanSpace, repeats: number): ActionCount[] {
  const flow = negated(space.idle(flowCounts(space.flow(WHOLE), space, {}), WHOLE), repeats);
  return mergeCounts([...whole.counts, ...flow, ...negated(levelsWhole(space), repeats)]).filter(
    (entry) => entry.action !== "stall" && !isRounding(entry, whole.counts),
  );
}

/**
 * Returns a lower bound of the latency, s, of plans with `heads` in flight: without the traffic of tensors.
 * LSH tiles change how well blocks fill the units, so the bound of tiled LSH plans has no idle time.
 */
function leastLatency(
  pricer: PlanPricer,
  table: FlowTable,
  heads: number | null,
  { attention }: Workload,
): (range: TilingRange) => number {
  const whole = pricer.latency(table.flow(WHOLE), heads, false);
  if (attention.kind !== "lsh") return () => whole;
  let tiled: number | undefined;
  return ({ queryTiles, keyTiles, valuePasses }) => {
    if (queryTiles[1] * keyTiles[1] * valuePasses === 1) return whole;
    tiled ??= pricer.latency(table.flow(WHOLE), heads, true);
    return tiled;
  };
}

/** Whether the remainder of a count after subtraction is only rounding error. */
const isRounding = (left: ActionCount, whole: readonly ActionCount[]): boolean => {
  const of = whole.find(
    ({ operation, component, action }) =>
      operation === left.operation && component === left.component && action === left.action,
  );
  return left.count <= 1e-9 * (of?.count ?? 0);
};

const negated = (counts: readonly ActionCount[], times: number): ActionCount[] =>
  counts.map((entry) => ({ ...entry, count: -times * entry.count }));

/** Most heads in flight: more would wait for one another, as no core has that many long stages. */
const MOST_IN_FLIGHT = 4;

/** Numbers of heads that may share the buffer: powers of two up to the contexts and MOST_IN_FLIGHT. */
function flightsOf({ mapping: { headsInFlight } }: Design, contexts: number | null): (number | null)[] {
  if (contexts === null) return [null];
  if (headsInFlight !== undefined) return [headsInFlight];
  const flights: number[] = [];
  for (let heads = 1; heads <= Math.min(contexts, MOST_IN_FLIGHT); heads *= 2) flights.push(heads);
  return flights;
}
