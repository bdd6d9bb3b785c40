// The plan of a settled design: what the search is asked, and what it answers.

import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { type Objective, type Plan, pinsOf, WHOLE } from "../design/mapping-plan.ts";
import type { UnitSizes } from "../design/unit-sizes.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts } from "../mapping/action-counts.ts";
import { flowCounts, type PlanSpace, type TilingRange } from "../mapping/flows/flow.ts";
import { contextsOf, planFits, planSpaceOf } from "../mapping/flows/plan-space.ts";
import { type Mapping, mapWorkload } from "../mapping/mapping.ts";
import { dynamicEnergy, type Timed, timed, totalEnergy } from "./cost-report.ts";
import { type FlowTable, flowTableOf } from "./flow-table.ts";
import { type PlanProblem, partsOf } from "./plan-bounds.ts";
import { PlanPricer } from "./plan-pricer.ts";
import { searchPlans } from "./plan-search.ts";
import { firstValue, SLACK, secondValue, type Value } from "./plan-value.ts";
import type { PriceList } from "./price-list.ts";

/** How sure the plan of a settled design is. */
export interface PlanQuality {
  /** Share by which a plan that was not looked at could be better at most; 0 where the best is known. */
  readonly gap: number;
  /** Energy, J, and latency, s, of the fixed schedule on the same units. */
  readonly fixed: { readonly energy: number; readonly latency: number };
  /** Whether the plan is that of the design that differs in its hash alone; left out where there is none. */
  readonly isShared?: boolean;
}

/** A design without open choices, mapped and timed. */
export interface SettledDesign {
  /** With its plan where one was searched and beats the fixed schedule. */
  readonly design: Design;
  readonly mapping: Mapping;
  readonly prices: PriceList;
  readonly when: Timed;
  /** J */
  readonly energy: number;
  /** Left out where no plan was searched. */
  readonly planned?: PlanQuality;
}

/** A choice with the energy of its actions, J, which is all of it but the leakage. */
export interface Candidate extends Pick<SettledDesign, "design" | "mapping" | "prices"> {
  readonly order: number;
  readonly dynamic: number;
}

/** A settled design and what it costs. */
type Priced = SettledDesign & { readonly latency: number };

/** A plan that was found, null for the fixed schedule, how sure it is, and the sizes of the units that it is for. */
export interface FoundPlan extends Pick<SettledDesign, "planned"> {
  readonly plan: Plan | null;
  readonly sizes: UnitSizes;
}

/** The chosen units with a plan that was found for them. */
export function withPlan(
  chosen: SettledDesign,
  { plan, planned }: FoundPlan,
  workload: Workload,
): SettledDesign {
  if (planned === undefined) return chosen;
  if (plan === null) return { ...chosen, planned };
  const { latency: _, ...settled } = pricedPlan({ ...chosen.design, plan }, workload, chosen.prices);
  return { ...settled, planned };
}

/** Share of the objective that a plan of its own has to save a design before it leaves that of its twin. */
const OWN_PLAN_SAVES = 0.1;

/**
 * The chosen units with the best plan by the design's objective, over the ways in which keys may come to them where that is open. The fixed
 * schedule is one of the plans where the buffer holds all that it keeps there, unless the config pins another. With the plan of a
 * twin it takes that one, so that a ratio of the two says what the hash does, but where a plan of its own buys much of the objective for
 * energy. Throws InfeasibleError where no plan fits.
 */
export function withBestPlan(
  chosen: SettledDesign,
  candidates: readonly Candidate[],
  workload: Workload,
  shared: FoundPlan | null,
): SettledDesign {
  const { mapping } = chosen.design;
  if (planSpaceOf(chosen.design, workload) === null) return chosen;
  const { design: units, mapping: own, prices, when, energy } = chosen;
  const fixed: Priced = { design: units, mapping: own, prices, when, energy, latency: when.time.latency };
  const problems = problemsOf(candidates, fixed, workload);
  const first = firstValue(mapping.objective);
  const twins = shared === null ? null : sharedPlan(fixed, shared, workload);
  const { best: found, gap } = bestOf(problems, mapping.objective, workload, prices, twins ?? undefined);
  if (found === undefined) throw new InfeasibleError(tooTight(chosen.design));
  const isOwn =
    twins === null ||
    (first(found) < (1 - OWN_PLAN_SAVES) * first(twins) && found.energy >= twins.energy * (1 - 1e-9));
  const { latency: _, ...settled } = isOwn ? found : twins;
  return {
    ...settled,
    planned: {
      // The closed form of the latency is not quite monotone, so what bounds it holds to a hundredth.
      gap: isOwn ? Math.max(gap, SLACK) : Math.max(gap, first(twins) / first(found) - 1, SLACK),
      fixed: { energy: fixed.energy, latency: fixed.latency },
      ...(twins === null ? {} : { isShared: !isOwn }),
    },
  };
}

/** A twin's plan on this design; null where it does not fit. */
function sharedPlan(fixed: Priced, { plan }: FoundPlan, workload: Workload): Priced | null {
  if (plan === null) return isSpilled(fixed) ? null : fixed;
  const design = { ...fixed.design, plan };
  return planFits(design, workload) ? pricedPlan(design, workload, fixed.prices) : null;
}

/** The ways in which keys may come to the units of a design, each a problem. */
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

/** The best plan by both steps of an objective, `from` one to begin with. */
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

/** Whether the fixed schedule keeps more in the buffer than it holds. */
const isSpilled = ({ mapping: { schedule } }: Priced): boolean => (schedule.held ?? 1) < 1;

interface OpenProblem {
  readonly design: Design;
  readonly problem: PlanProblem;
  /** The fixed schedule, where it is one of the plans. */
  readonly start: Priced | null;
}

/** The plan of least value over all problems, with `from` to begin with; undefined where none fits. */
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

/** How a refusal of pins begins. */
export const NO_PLAN = "no plan with";

function tooTight({ mapping, digital }: Design): string {
  const pins = Object.entries(pinsOf(mapping)).map(([key, pin]) => `design.mapping.${key} ${pin}`);
  const { capacity } = digital.buffer.behaviour;
  return pins.length > 0
    ? `${NO_PLAN} ${pins.join(", ")} fits ${capacity} B of buffer (leave keys of design.mapping out, or use a larger design.digital.buffer.capacity)`
    : `no plan fits ${capacity} B of buffer (use a larger design.digital.buffer.capacity, or smaller blocks: design.digital.mac.blockRows)`;
}

/** Designs that differ at most in how keys come. */
const sameUnits = (one: Design, other: Design): boolean =>
  one.search === other.search &&
  one.topK === other.topK &&
  one.digital.projection === other.digital.projection &&
  one.digital.projectOn === other.digital.projectOn &&
  one.baselines.analog === other.baselines.analog;

/** A design with the plan that it has, priced. */
const pricedPlan = (design: Design, workload: Workload, prices: PriceList): Priced =>
  pricedMapping(design, mapWorkload(design, workload), prices);

function pricedMapping(design: Design, mapping: Mapping, prices: PriceList): Priced {
  const when = timed(mapping, prices);
  const energy = totalEnergy(mapping, prices, when, dynamicEnergy(mapping, prices));
  return { design, mapping, prices, when, energy, latency: when.time.latency };
}

/** What a search for a plan of a design with these prices is given; null where there is no plan to search. */
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
    // Tiles cut the products of the array, and parts of one take no less of its levels than the whole.
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

/** Counts without those of a flow, by the counts and the flow, which searches with other prices share. */
const knownOthers = new WeakMap<readonly ActionCount[], WeakMap<PlanSpace["flow"], readonly ActionCount[]>>();

const WHOLE_AWAY: Plan = { ...WHOLE, headsInFlight: null, resident: {} };

/** Everything but the flow: what is counted of it is added plan by plan. */
function withoutFlow(design: Design, workload: Workload, space: PlanSpace, repeats: number): Mapping {
  const whole = mapWorkload({ ...design, plan: WHOLE_AWAY }, workload);
  const known = knownOthers.get(whole.counts) ?? new WeakMap<PlanSpace["flow"], readonly ActionCount[]>();
  knownOthers.set(whole.counts, known);
  const counts = known.get(space.flow) ?? othersOf(whole, space, repeats);
  known.set(space.flow, counts);
  return { ...whole, counts };
}

/** Accesses of declared levels without tiles. */
const levelsWhole = (space: PlanSpace): ActionCount[] =>
  space.levels([], WHOLE).filter(({ action }) => action !== "stall");

function othersOf(whole: Mapping, space: PlanSpace, repeats: number): ActionCount[] {
  const flow = negated(flowCounts(space.flow(WHOLE), space, {}), repeats);
  return mergeCounts([...whole.counts, ...flow, ...negated(levelsWhole(space), repeats)]).filter(
    (entry) => entry.action !== "stall" && !isRounding(entry, whole.counts),
  );
}

/**
 * Latency of a mapping without what its tensors move, s: no plan with as many heads in flight falls below it. Tiles of LSH
 * attention change how well blocks fill the units, so nothing is idle in the bound of those.
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

/** Whether what is left of a count is what subtracting it from itself left. */
const isRounding = (left: ActionCount, whole: readonly ActionCount[]): boolean => {
  const of = whole.find(
    ({ operation, component, action }) =>
      operation === left.operation && component === left.component && action === left.action,
  );
  return left.count <= 1e-9 * (of?.count ?? 0);
};

const negated = (counts: readonly ActionCount[], times: number): ActionCount[] =>
  counts.map((entry) => ({ ...entry, count: -times * entry.count }));

/** More heads in flight than this wait for one another: no core has so many stages that take long. */
const MOST_IN_FLIGHT = 4;

/** Numbers of heads among which the buffer is divided: powers of two up to the contexts. */
function flightsOf({ mapping: { headsInFlight } }: Design, contexts: number | null): (number | null)[] {
  if (contexts === null) return [null];
  if (headsInFlight !== undefined) return [headsInFlight];
  const flights: number[] = [];
  for (let heads = 1; heads <= Math.min(contexts, MOST_IN_FLIGHT); heads *= 2) flights.push(heads);
  return flights;
}
