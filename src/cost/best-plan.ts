// The plan of a settled design: what the search is asked, and what it answers.

import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { type Plan, pinsOf, WHOLE } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import { plannedCounts, planSpaceOf } from "../mapping/flows/plan-space.ts";
import { type Mapping, mapWorkload } from "../mapping/mapping.ts";
import { dynamicEnergy, timed, totalEnergy } from "./cost-report.ts";
import { OBJECTIVE_OF, type PlanProblem, searchPlans } from "./plan-search.ts";
import type { PriceList } from "./price-list.ts";
import type { Candidate, SettledDesign } from "./settled.ts";

/** A settled design and what it costs. */
type Priced = SettledDesign & { readonly latency: number };

/**
 * The chosen units with the best plan, over the ways in which keys may come to them where that is open. The fixed schedule
 * is one of the plans, unless the config pins another. Throws InfeasibleError where what it pins does not fit.
 */
export function planned(chosen: SettledDesign, candidates: readonly Candidate[], workload: Workload): SettledDesign {
  const { mapping } = chosen.design;
  const value = OBJECTIVE_OF[mapping.objective];
  const isPinned = Object.keys(pinsOf(mapping)).length > 0;
  let best: Priced | undefined;
  let fixed: Priced | undefined;
  let gap = 0;
  for (const { design } of candidates.filter((one) => sameUnits(one.design, chosen.design))) {
    const start = pricedPlan(design, workload, chosen.prices);
    if (design.digital.fetchBy === chosen.design.digital.fetchBy) fixed = start;
    if (!isPinned && (best === undefined || value(start) < value(best))) best = start;
    const problem = problemOf(design, workload, start);
    if (problem === null) continue;
    const search = searchPlans<SettledDesign>(problem, best ?? NOTHING);
    best = search.found === NOTHING ? best : search.found;
    gap = Math.max(gap, search.gap);
  }
  if (best === undefined || fixed === undefined) {
    if (planSpaceOf(chosen.design, workload) === null) return chosen;
    throw new InfeasibleError(tooTight(chosen.design));
  }
  const { latency: _, ...settled } = best;
  return { ...settled, planned: { gap, fixed: { energy: fixed.energy, latency: fixed.latency } } };
}

const NOTHING = { energy: Number.POSITIVE_INFINITY, latency: Number.POSITIVE_INFINITY } as Priced;

const tooTight = ({ mapping, digital }: Design): string =>
  `no plan with ${Object.entries(pinsOf(mapping))
    .map(([key, pin]) => `design.mapping.${key} ${pin}`)
    .join(", ")} fits ${digital.buffer.behaviour.capacity} B of buffer (leave keys of design.mapping out, or use a ` +
  "larger design.digital.buffer.capacity)";

/** Designs that differ at most in how keys come. */
const sameUnits = (one: Design, other: Design): boolean =>
  one.search === other.search &&
  one.topK === other.topK &&
  one.digital.projection === other.digital.projection &&
  one.digital.projectOn === other.digital.projectOn &&
  one.baselines.analog === other.baselines.analog;

/** A design with the plan that it has, priced. */
function pricedPlan(design: Design, workload: Workload, prices: PriceList): Priced {
  const mapping = mapWorkload(design, workload);
  const when = timed(mapping, prices);
  const energy = totalEnergy(mapping, prices, when, dynamicEnergy(mapping, prices));
  return { design, mapping, prices, when, energy, latency: when.time.latency };
}

function problemOf(design: Design, workload: Workload, start: Priced): PlanProblem<SettledDesign> | null {
  const space = planSpaceOf(design, workload);
  if (space === null) return null;
  const { prices } = start;
  const flights = flightsOf(design, space.contexts).map((heads) => ({
    heads,
    latency: computeLatency(design, workload, prices, heads),
  }));
  const repeats = workload.layers * workload.batch;
  return {
    space,
    prices,
    objective: design.mapping.objective,
    repeats,
    otherEnergy: otherEnergy(design, workload, prices),
    flights,
    price: (plan) => pricedPlan({ ...design, plan }, workload, prices),
  };
}

/** A plan by which everything is in the buffer at once. */
const unbounded = (headsInFlight: number | null): Plan => ({ ...WHOLE, headsInFlight, resident: {} });

const dependsOnPlan = ({ component, action }: Mapping["counts"][number]): boolean =>
  component === "buffer" || component === "memory" || (component === "mac" && action === "stall");

/** Latency of a workload whose memories take no time, s: no plan with as many heads in flight falls below it. */
function computeLatency(design: Design, workload: Workload, prices: PriceList, heads: number | null): number {
  const mapping = mapWorkload({ ...design, plan: unbounded(heads) }, workload);
  return timed({ ...mapping, counts: mapping.counts.filter((entry) => !dependsOnPlan(entry)) }, prices).time.latency;
}

/** Energy of what no plan changes, J: all actions but those of the flow. */
function otherEnergy(design: Design, workload: Workload, prices: PriceList): number {
  const plan = unbounded(null);
  const flow = plannedCounts({ ...design, plan }, workload) ?? [];
  const all = dynamicEnergy(mapWorkload({ ...design, plan }, workload), prices);
  return all - workload.layers * workload.batch * dynamicEnergy({ counts: flow }, prices);
}

/** Numbers of heads among which the buffer is divided: powers of two, and as many as there are contexts. */
function flightsOf({ mapping: { headsInFlight } }: Design, contexts: number | null): (number | null)[] {
  if (contexts === null) return [null];
  if (headsInFlight !== undefined) return [headsInFlight];
  const flights: number[] = [];
  for (let heads = 1; heads < contexts; heads *= 2) flights.push(heads);
  return [...flights, contexts];
}
