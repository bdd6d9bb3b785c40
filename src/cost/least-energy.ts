import { InfeasibleError } from "../base/errors.ts";
import { rememberedReads } from "../base/remembered-reads.ts";
import { analogChoices } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { projectingOn, projectionChoices, projectionNameOf } from "../design/digital-projection.ts";
import { isScored } from "../design/key-codes.ts";
import type { Objective, Plan } from "../design/mapping-plan.ts";
import type { UnitSizes } from "../design/unit-sizes.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { codeChoices, likelyFetches } from "../mapping/code-store.ts";
import { mapWorkload } from "../mapping/mapping.ts";
import type { Candidate, SettledDesign } from "./best-plan.ts";
import { type FoundPlan, withBestPlan, withPlan } from "./best-plan.ts";
import { type CostReport, dynamicEnergy, rollUp, timed, totalEnergy } from "./cost-report.ts";
import { firstValue } from "./plan-value.ts";
import { digitalPriceList, isHashRefused, type PriceList, priceList } from "./price-list.ts";
import { arraysToll, COARSE, dividedInto, isSized, sizedUnits, sizesFor, triedArrays } from "./unit-sizes.ts";

/** A settled design with its price item by item. */
export interface PricedDesign extends Pick<SettledDesign, "design" | "mapping" | "planned"> {
  readonly cost: CostReport;
}

/** `settle`, with the price of the chosen design. */
export function leastEnergy(design: Design, workload: Workload, point: OperatingPoint): PricedDesign {
  const { design: chosen, mapping, prices, when, planned } = settle(design, workload, point);
  const priced = { design: chosen, mapping, cost: rollUp(mapping, prices, when) };
  return planned === undefined ? priced : { ...priced, planned };
}

/**
 * Makes a design's open choices under the workload and plans its data in the memories, both by the design's
 * own objective. Throws InfeasibleError where no choice is feasible.
 */
export const settle = (design: Design, workload: Workload, point: OperatingPoint): SettledDesign =>
  settledOn(design, workload, (choice) => priceList(choice, point));

/** `settle` with a separate price list for each choice. */
export function settledOn(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): SettledDesign {
  const isDigital = !hashesOnArrays(design);
  const isShared = workload.attention.kind === "lsh" && design.mapping.search;
  const found = isDigital ? digitalPlan(design, workload) : isShared ? planOfTwin(design, workload) : null;
  if (found === null) return withArraysAndSizes(design, workload, pricesOf).best;
  const candidates = candidatesOf(alike(design, found, workload), workload, pricesOf);
  const chosen = leastOf(candidates, design.mapping.objective);
  return isDigital ? withPlan(chosen, found, workload) : withBestPlan(chosen, candidates, workload, found);
}

/** A design with the unit sizes and arrays of a found plan, its unit that projects, its store and its fetch. */
function alike(
  design: Design,
  { sizes, arrays, projection, store, fetchBy }: FoundPlan,
  { headWidth }: Workload,
): Design {
  const own = projectingOn(dividedInto(design, arrays), projection, headWidth);
  const one = store === null ? own : storeChoices(own)[store];
  return { ...one, digital: { ...one.digital, fetchBy }, sizes };
}

/**
 * A design with the number of arrays of its units, of those tried, that is worth most by its objective, each
 * with its own unit sizes and plan.
 */
function withArraysAndSizes(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): { readonly best: SettledDesign; readonly arrays: number; readonly store: number | null } {
  const { objective } = design.mapping;
  const worth = worthBy(objective);
  return feasibleOf(triedArrays(design, workload), (arrays) => {
    const { best, store } = withOwnSizes(dividedInto(design, arrays), workload, pricesOf);
    return { best, arrays, store, value: worth(best) * arraysToll(arrays, objective) };
  })
    .map(({ found }) => found)
    .reduce((least, one) => (one.value < least.value ? one : least));
}

/**
 * A design with its own unit sizes, where they are searched, and the best plan for them. Each unit that may
 * project, each store of codes and each way to fetch chosen keys gets its own sizes, since units that suffice
 * for one may delay another. A plan is searched for every choice that comes near the best under the fixed
 * schedule. Of the two separate units that project only the better one is tried: neither delays the products.
 */
function withOwnSizes(design: Design, workload: Workload, pricesOf: (choice: Design) => PriceList): Owned {
  const { search: isSearched, objective } = design.mapping;
  const chooser = (own: Design): Chooser => createChooser(own, workload, pricesOf);
  if (!isSized(design)) return { best: sizedOnce(chooser(design), isSearched), store: null };
  const worth = worthBy(objective);
  const withProjection = (own: Design): readonly Tried[] => {
    const choosers = projectionChoices(own, workload).map(chooser);
    const tried = feasibleOf(choosers, (one) => worth(sizedOnce(one, false, COARSE)));
    return (["mac", "unit", "cheapest"] as const).flatMap((on) => {
      const those = tried.filter(({ choice }) => choice.design.digital.projectOn === on);
      return those.length === 0
        ? []
        : [those.reduce((least, one) => (one.found < least.found ? one : least))];
    });
  };
  const byStore = (own: Design): Owned => {
    const choices = storeChoices(own);
    const stores = feasibleOf(choices, withProjection).flatMap(({ choice, found }) => {
      const store = design.open?.searches === undefined ? null : choices.indexOf(choice);
      return found.map((one) => ({ ...one, store }));
    });
    const most = NEAR * Math.min(...stores.map(({ found }) => found));
    const near = stores.filter(({ found }) => found <= most);
    return bestBy(worth, near, ({ choice, store }) => ({ best: sizedOnce(choice, isSearched), store }));
  };
  const isFetchOpen = isScored(workload.attention);
  return bestBy(worth, isFetchOpen ? fetchChoices(design, workload) : [design], byStore);
}

/** A settled design and the place of its store of codes among the open ones; null without open ones. */
interface Owned {
  readonly best: SettledDesign;
  readonly store: number | null;
}

/** What a settled design is worth by an objective, to be minimised. */
function worthBy(objective: Objective): (one: SettledDesign) => number {
  const value = firstValue(objective);
  return ({ energy, when }) => value({ energy, latency: when.time.latency });
}

/** A choice with its value under the fixed schedule. */
interface Tried {
  readonly choice: Chooser;
  readonly found: number;
}

/** The feasible choice of least worth, the first of equals. */
const bestBy = <C>(
  worth: (one: SettledDesign) => number,
  choices: readonly C[],
  find: (one: C) => Owned,
): Owned =>
  feasibleOf(choices, find)
    .map(({ found }) => found)
    .reduce((least, one) => (worth(one.best) < worth(least.best) ? one : least));

/** A store within this factor of the fixed schedule's best may be the best by its own plan. */
const NEAR = 1.25;

/** One design for each open way to fetch keys and values. */
const fetchChoices = (design: Design, workload: Workload): Design[] =>
  design.digital.fetchBy === "cheapest"
    ? likelyFetches(design, workload).map((fetchBy) => ({
        ...design,
        digital: { ...design.digital, fetchBy },
      }))
    : [design];

/** One design for each open store of codes. */
const storeChoices = (design: Design): Design[] =>
  design.open?.searches?.map((own) => ({ ...design, open: { ...design.open, searches: [own] } })) ?? [design];

/** The feasible choices and what `find` gives for each. Throws the first InfeasibleError where none is. */
function feasibleOf<C, T>(
  choices: readonly C[],
  find: (choice: C) => T,
): readonly { readonly choice: C; readonly found: T }[] {
  let refusal: InfeasibleError | undefined;
  const feasible = choices.flatMap((choice) => {
    try {
      return [{ choice, found: find(choice) }];
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
      return [];
    }
  });
  if (feasible.length === 0) throw refusal ?? new InfeasibleError("no choice of the design is feasible");
  return feasible;
}

/** The feasible choices of a design with some sizes, and the one of least energy under the fixed schedule. */
interface Chosen {
  readonly candidates: readonly Candidate[];
  readonly chosen: SettledDesign;
}

/** Chooses for a design without sizes of its own, or with some. */
interface Chooser {
  readonly design: Design;
  readonly workload: Workload;
  readonly chosenWith: (sizes: UnitSizes | null) => Chosen;
}

/** Remembers what it chose by the sizes: a plan is searched for stores that the fixed schedule was tried for. */
function createChooser(design: Design, workload: Workload, pricesOf: (choice: Design) => PriceList): Chooser {
  const known = new Map<string, Chosen>();
  const chosenWith = (sizes: UnitSizes | null): Chosen => {
    const key = JSON.stringify(sizes);
    let own = known.get(key);
    if (own === undefined) {
      const candidates = candidatesOf(sizes === null ? design : { ...design, sizes }, workload, pricesOf);
      own = { candidates, chosen: leastOf(candidates, design.mapping.objective) };
      known.set(key, own);
    }
    return own;
  };
  return { design, workload, chosenWith };
}

function sizedOnce(
  { design, workload, chosenWith }: Chooser,
  isPlanned: boolean,
  finest?: number,
): SettledDesign {
  const planned = (sizes: UnitSizes | null): SettledDesign => {
    const { candidates, chosen } = chosenWith(sizes);
    return isPlanned ? withBestPlan(chosen, candidates, workload, null) : chosen;
  };
  let settled = planned(null);
  if (!isSized(design)) return settled;
  // Larger units may change the best plan and what of their time is fixed: other sizes are then better.
  for (let round = 0; round < (finest === COARSE ? 1 : MOST_SIZINGS); round++) {
    const sizes = sizesFor(settled, finest);
    if (sizes === null) break;
    const next = planned(sizes);
    if (next.when.time.latency >= settled.when.time.latency) break;
    settled = next;
  }
  return settled;
}

/** Rounds of sizing and planning; one is enough to rank designs. */
const MOST_SIZINGS = 6;

/** The feasible choices of a design. Throws InfeasibleError where none is feasible. */
function candidatesOf(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): Candidate[] {
  const choices = analogChoices(design)
    .flatMap((choice) => projectionChoices(choice, workload))
    .flatMap((choice) => codeChoices(choice, workload))
    .map(sizedUnits);
  return feasibleOf(choices, (choice) => {
    const mapping = mapWorkload(choice, workload);
    const prices = pricesOf(choice);
    return { mapping, prices, dynamic: dynamicEnergy(mapping, prices) };
  }).map(({ choice, found }, order) => ({ design: choice, order, ...found }));
}

/** Whether a design's price depends on hash arrays, including models of them that refuse its node. */
const hashesOnArrays = (design: Design): boolean =>
  design.platform !== "digital" || design.hashing.unit !== "digital" || isHashRefused(design);

/** Most cached plans of designs without arrays; one serves all designs that differ only in arrays. */
const MOST_PLANS = 256;

/** The plan and units of a design without hash arrays; parameters of arrays are not read. */
const digitalPlan = rememberedReads((design: Design, workload: Workload): FoundPlan => {
  const { best, arrays, store } = withArraysAndSizes(design, workload, digitalPriceList);
  const { planned } = best;
  const { plan = null, sizes = {}, digital } = best.design;
  return {
    plan: plan && plainPlan(plan),
    sizes: { ...sizes },
    arrays,
    projection: projectionNameOf(best.design),
    store,
    fetchBy: digital.fetchBy,
    planned,
  };
}, MOST_PLANS);

const plainPlan = (plan: Plan): Plan => ({ ...plan, resident: { ...plan.resident } });

function planOfTwin({ twin }: Design, workload: Workload): FoundPlan | null {
  if (twin === undefined || hashesOnArrays(twin)) return null;
  try {
    return digitalPlan(twin, workload);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}

/**
 * The choice of least value by the objective under the fixed schedule, the first of equals. Leakage adds to
 * the actions' energy, so by energy a design whose actions exceed the least total is not timed.
 */
function leastOf(candidates: Candidate[], objective: Objective): SettledDesign {
  candidates.sort((a, b) => a.dynamic - b.dynamic);
  const value = firstValue(objective);
  let best: (SettledDesign & { readonly order: number }) | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { design, mapping, prices, order, dynamic } of candidates) {
    if (best !== undefined && objective === "energy" && dynamic > least) break;
    const when = timed(mapping, prices);
    const energy = totalEnergy(mapping, prices, when, dynamic);
    const own = value({ energy, latency: when.time.latency });
    if (best !== undefined && (own > least || (own === least && order > best.order))) continue;
    best = { design, mapping, prices, when, energy, order };
    least = own;
  }
  return best as SettledDesign;
}

/**
 * The design with the digital projections that the all-digital LSH design of this workload would choose, so
 * that a simulation hashes as the priced design does. Unchanged where that design is infeasible.
 */
export function settledProjection(design: Design, workload: Workload, point: OperatingPoint): Design {
  const digital: Design = { ...design, hashing: { ...design.hashing, unit: "digital" } };
  const hashed: Workload = { ...workload, attention: { ...workload.attention, kind: "lsh" } };
  try {
    return { ...design, digital: leastEnergy(digital, hashed, point).design.digital };
  } catch (error) {
    if (error instanceof InfeasibleError) return design;
    throw error;
  }
}
