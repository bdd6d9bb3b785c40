// The plan of a settled design: what the search is asked, and what it answers.

import { InfeasibleError } from "../base/errors.ts";
import type { Design } from "../design/design.ts";
import { pinsOf, type Tiling, WHOLE } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import { type ActionCount, mergeCounts } from "../mapping/action-counts.ts";
import { flowCounts, type TilingRange } from "../mapping/flows/flow.ts";
import { planSpaceOf } from "../mapping/flows/plan-space.ts";
import { type Mapping, mapWorkload } from "../mapping/mapping.ts";
import { dynamicEnergy, timed, totalEnergy } from "./cost-report.ts";
import { leastStaticPower, overheadOf } from "./floorplan/overhead.ts";
import { type PlanProblem, searchPlans } from "./plan-search.ts";
import { leastOf, SLACK, type Value } from "./plan-value.ts";
import type { PriceList } from "./price-list.ts";
import type { Candidate, SettledDesign } from "./settled.ts";

/** A settled design and what it costs. */
type Priced = SettledDesign & { readonly latency: number };

/**
 * The chosen units with the best plan, over the ways in which keys may come to them where that is open. The fixed schedule
 * is one of the plans, unless the config pins another. Throws InfeasibleError where what it pins does not fit.
 */
export function withBestPlan(
  chosen: SettledDesign,
  candidates: readonly Candidate[],
  workload: Workload,
): SettledDesign {
  const { mapping } = chosen.design;
  if (planSpaceOf(chosen.design, workload) === null) return chosen;
  const isPinned = Object.keys(pinsOf(mapping)).length > 0;
  const fixed = pricedPlan(chosen.design, workload, chosen.prices);
  const value = leastOf(mapping.objective, isPinned ? Number.POSITIVE_INFINITY : fixed.latency);
  let best: Priced | undefined;
  let gap = 0;
  for (const { design } of candidates.filter((one) => sameUnits(one.design, chosen.design))) {
    const start = pricedPlan(design, workload, chosen.prices);
    if (!isPinned && (best === undefined || value(start) < value(best))) best = start;
    const problem = problemOf(design, workload, start, value);
    if (problem === null) continue;
    const search = searchPlans(problem, best ?? null);
    if (search.plan !== null) best = pricedPlan({ ...design, plan: search.plan }, workload, chosen.prices);
    gap = Math.max(gap, search.gap);
  }
  if (best === undefined) throw new InfeasibleError(tooTight(chosen.design));
  const { latency: _, ...settled } = best;
  // The closed form of the latency is not quite monotone, so what bounds it holds to a hundredth.
  const sure = mapping.objective === "energy" ? gap : Math.max(gap, SLACK);
  return { ...settled, planned: { gap: sure, fixed: { energy: fixed.energy, latency: fixed.latency } } };
}

/** How a refusal of pins begins. */
export const NO_PLAN = "no plan with";

const tooTight = ({ mapping, digital }: Design): string =>
  `${NO_PLAN} ${Object.entries(pinsOf(mapping))
    .map(([key, pin]) => `design.mapping.${key} ${pin}`)
    .join(
      ", ",
    )} fits ${digital.buffer.behaviour.capacity} B of buffer (leave keys of design.mapping out, or use a ` +
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

function problemOf(design: Design, workload: Workload, { prices }: Priced, value: Value): PlanProblem | null {
  const space = planSpaceOf(design, workload);
  if (space === null) return null;
  const repeats = workload.layers * workload.batch;
  const whole = mapWorkload({ ...design, plan: { ...WHOLE, headsInFlight: null, resident: {} } }, workload);
  const withoutFlow = negated(flowCounts(space.flow(WHOLE), space, {}), repeats);
  const levels = mergeCounts(space.levels(WHOLE), repeats);
  const others = mergeCounts([...whole.counts, ...withoutFlow, ...negated(levels, 1)]).filter(
    (entry) => entry.action !== "stall" && !isRounding(entry, whole.counts),
  );
  // Everything but the flow: what is counted of it is added plan by plan.
  const base: Mapping = { ...whole, counts: others };
  const overhead = overheadOf(base, prices);
  const inFlight = (mapping: Mapping, heads: number | null): Mapping =>
    heads === null ? mapping : { ...mapping, schedule: { ...mapping.schedule, slots: heads } };
  const counted = (counts: readonly ActionCount[], tiling: Tiling): Mapping => ({
    ...base,
    counts: [...others, ...mergeCounts(space.idle(counts, tiling), repeats)],
  });
  return {
    space,
    prices,
    value,
    repeats,
    // Tiles cut the products of the array, and parts of one take no less of its levels than the whole.
    otherEnergy: [...others, ...levels].reduce(
      (sum, entry) =>
        sum + entry.count * (prices[entry.component].actions[entry.action].energy + overhead(entry)),
      0,
    ),
    overhead,
    staticPower: leastStaticPower(base, prices),
    cores: Math.min(base.schedule.cores, base.schedule.heads),
    flights: flightsOf(design, space.contexts).map((heads) => ({
      heads,
      latency: leastLatency(inFlight(counted(space.flow(WHOLE).others, WHOLE), heads), prices, workload),
    })),
    price: (plan, flow) => {
      const mapping = inFlight(counted(flowCounts(flow, space, plan.resident), plan), plan.headsInFlight);
      const when = timed(mapping, prices);
      return {
        energy: totalEnergy(mapping, prices, when, dynamicEnergy(mapping, prices)),
        latency: when.time.latency,
      };
    },
  };
}

/**
 * Latency of a mapping without what its tensors move, s: no plan with as many heads in flight falls below it. Tiles of LSH
 * attention change how well blocks fill the units, so nothing is idle in the bound of those.
 */
function leastLatency(
  mapping: Mapping,
  prices: PriceList,
  { attention }: Workload,
): (range: TilingRange) => number {
  const whole = timed(mapping, prices).time.latency;
  if (attention.kind !== "lsh") return () => whole;
  const busy = mapping.counts.filter(({ component, action }) => component !== "mac" || action !== "stall");
  const tiled = timed({ ...mapping, counts: busy }, prices).time.latency;
  return ({ queryTiles, keyTiles, valuePasses }) =>
    queryTiles[1] * keyTiles[1] * valuePasses === 1 ? whole : tiled;
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
