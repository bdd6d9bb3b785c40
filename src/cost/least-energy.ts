import { canonicalJson, InfeasibleError, rememberedReads } from "#base";
import { analogChoices } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { projectingOn, projectionChoices } from "../design/digital-projection.ts";
import { isScored } from "../design/key-codes.ts";
import type { Objective } from "../design/mapping-plan.ts";
import type { UnitSizes } from "../design/unit-sizes.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { codeChoices, likelyFetches } from "../mapping/code-store.ts";
import { mapWorkload } from "../mapping/mapping.ts";
import { type CostReport, dynamicEnergy, rollUp } from "./cost-report.ts";
import type { Candidate, OpenPlans } from "./plan-search/best-plan.ts";
import { leastBound, openPlans, withBestPlan, withPlan } from "./plan-search/best-plan.ts";
import { firstValue, leastOf, SLACK } from "./plan-search/plan-value.ts";
import type { FoundPlan, Owned, SettledDesign } from "./plan-search/settled-design.ts";
import { foundPlan } from "./plan-search/settled-design.ts";
import type { TwinPlans } from "./plan-search/shared-plan.ts";
import { mayBeFaster, replacesShared, withOwnPlan } from "./plan-search/shared-plan.ts";
import { digitalPriceList, isHashRefused, type PriceList, priceList } from "./price-list.ts";
import { COARSE, dividedInto, isSized, sizedUnits, sizesFor, sizeToll, triedArrays } from "./unit-sizes.ts";

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
  if (found === null) return withArraysAndSizes(design, workload, pricesOf).owned.best;
  const worth = worthBy(design.mapping.objective);
  const unitsOf = (twin: FoundPlan) => {
    const candidates = candidatesOf(alike(design, twin, workload), workload, pricesOf);
    return { candidates, chosen: leastOf(candidates, design.mapping.objective) };
  };
  if (isDigital) return withPlan(unitsOf(found).chosen, found, workload);
  const { candidates, chosen } = unitsOf(found);
  const shared = withBestPlan(chosen, openPlans(chosen, candidates, workload), workload, found);
  // Plans that are nearly one for the twin, with other numbers of arrays, may be very different for its hash.
  return found.ties
    .filter((twin) => mayBeFaster(twin, found, shared))
    .flatMap((twin) => {
      const own = feasibly(() => withPlan(unitsOf(twin).chosen, twin, workload));
      return own instanceof InfeasibleError || !replacesShared(own, shared) ? [] : [withOwnPlan(own, shared)];
    })
    .reduce((best, one) => (worth(one) < worth(best) ? one : best), shared);
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

/** A design whose open choices are made except its sizes and plan. */
interface Entry {
  readonly choice: Chooser;
  readonly arrays: number;
  /** Place of its store of codes among the open ones; null for a design without. */
  readonly store: number | null;
  /** Its worth under the fixed schedule; 0 for a design without sizes of its own, the only one of its kind. */
  readonly found: number;
}

/** The best of a design's open choices, and those with another number of arrays that are nearly as good. */
interface Searched {
  readonly owned: Owned;
  readonly ties: readonly Owned[];
}

/**
 * A design with the number of arrays of its units, of those tried, and the other open choices that are worth
 * most by its objective, each with its own unit sizes and plan; the first of equals. Choices are searched from
 * the most promising one on, and not at all where no plan can be worth as much as the best so far.
 */
function withArraysAndSizes(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): Searched {
  const { objective, search: isSearched } = design.mapping;
  const worth = worthBy(objective);
  const entries = openChoices(design, workload, pricesOf);
  const promising = [...entries.keys()].sort((a, b) => entries[a].found - entries[b].found);
  let least: { readonly owned: Owned; readonly value: number; readonly order: number } | undefined;
  let refusal: InfeasibleError | undefined;
  const all: Owned[] = [];
  for (const order of promising) {
    const entry = entries[order];
    if (least !== undefined && isSearched && isWorse(entry.choice, entry.found, least.value)) continue;
    const best = feasibly(() => sizedOnce(entry.choice, isSearched));
    if (best instanceof InfeasibleError) {
      if (order === 0) refusal = best;
      continue;
    }
    const value = worth(best);
    const owned = { best, arrays: entry.arrays, store: entry.store };
    all.push(owned);
    if (least === undefined || value < least.value || (value === least.value && order < least.order))
      least = { owned, value, order };
  }
  if (least === undefined) throw refusal;
  const { owned, value } = least;
  const ties = all.filter((own) => own.arrays !== owned.arrays && worth(own.best) <= TIE * value);
  return { owned, ties };
}

/** A twin's plan within this factor of its best is nearly as good for it. */
const TIE = 1.1;

/** A bound seldom excludes a choice whose fixed schedule is within this factor of the best, and takes its time. */
const FAR = 1.5;

/**
 * Every number of arrays, way to fetch chosen keys, and store of codes and unit that projects that comes near
 * the best of them under the fixed schedule, at sizes for that schedule: units that suffice for one choice may
 * delay another. Throws InfeasibleError where the first number of arrays and way to fetch have none, and no
 * other has.
 */
function openChoices(design: Design, workload: Workload, pricesOf: (choice: Design) => PriceList): Entry[] {
  const isFetchOpen = isSized(design) && isScored(workload.attention);
  const groups = triedArrays(design, workload).flatMap((arrays) => {
    const divided = dividedInto(design, arrays);
    const fetches = isFetchOpen ? fetchChoices(divided, workload) : [divided];
    // Gathered keys form no block, for which more arrays are of no use.
    const useful = fetches.filter(({ digital }) => arrays === 1 || digital.fetchBy !== "gather");
    return useful.map((own) => ({ own, arrays }));
  });
  return feasibleOf(groups, ({ own }) => nearChoices(own, workload, pricesOf)).flatMap(
    ({ choice: { arrays }, found: near }) => near.map((one): Entry => ({ ...one, arrays })),
  );
}

/**
 * The stores of codes that come near the best one under the fixed schedule, each with the units that may
 * project. Of the two separate units that project only the better one: neither delays the products.
 */
function nearChoices(
  design: Design,
  workload: Workload,
  pricesOf: (choice: Design) => PriceList,
): readonly Omit<Entry, "arrays">[] {
  const chooser = (own: Design): Chooser => createChooser(own, workload, pricesOf);
  if (!isSized(design)) return [{ choice: chooser(design), store: null, found: 0 }];
  const worth = worthBy(design.mapping.objective);
  const withProjection = (own: Design): readonly Pick<Entry, "choice" | "found">[] => {
    const choosers = projectionChoices(own, workload).map(chooser);
    const tried = feasibleOf(choosers, (one) => worth(sizedOnce(one, false, COARSE)));
    return (["mac", "unit", "cheapest"] as const).flatMap((on) => {
      const those = tried.filter(({ choice }) => choice.design.digital.projectOn === on);
      return those.length === 0
        ? []
        : [those.reduce((least, one) => (one.found < least.found ? one : least))];
    });
  };
  const choices = storeChoices(design);
  const stores = feasibleOf(choices, withProjection).flatMap(({ choice, found }) => {
    const store = design.open?.searches === undefined ? null : choices.indexOf(choice);
    return found.map((one) => ({ ...one, store }));
  });
  const most = NEAR * Math.min(...stores.map(({ found }) => found));
  return stores.filter(({ found }) => found <= most);
}

/** Whether a choice, worth `found` under the fixed schedule, is worse than `most` under any plan and at any sizes. */
function isWorse({ design, chosenWith }: Chooser, found: number, most: number): boolean {
  if (found <= FAR * most) return false;
  const open = chosenWith(null).open();
  return open !== null && leastBound(open, firstValue(design.mapping.objective)) * (1 - SLACK) > most;
}

/** What a settled design is worth by an objective, to be minimised. */
function worthBy(objective: Objective): (one: SettledDesign) => number {
  const value = firstValue(objective);
  return ({ energy, when }) => value({ energy, latency: when.time.latency });
}

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

/** What `find` gives, or why it is infeasible. */
function feasibly<T>(find: () => T): T | InfeasibleError {
  try {
    return find();
  } catch (error) {
    if (error instanceof InfeasibleError) return error;
    throw error;
  }
}

/** The feasible choices and what `find` gives for each. Throws the first InfeasibleError where none is. */
function feasibleOf<C, T>(
  choices: readonly C[],
  find: (choice: C) => T,
): readonly { readonly choice: C; readonly found: T }[] {
  let refusal: InfeasibleError | undefined;
  const feasible = choices.flatMap((choice) => {
    const found = feasibly(() => find(choice));
    if (!(found instanceof InfeasibleError)) return [{ choice, found }];
    refusal ??= found;
    return [];
  });
  if (feasible.length === 0) throw refusal ?? new InfeasibleError("no choice of the design is feasible");
  return feasible;
}

/** The feasible choices of a design with some sizes, and the one of least energy under the fixed schedule. */
interface Chosen {
  readonly chosen: SettledDesign;
  /** The plans that are open for it; null where none is searched for. */
  readonly open: () => OpenPlans | null;
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
      const chosen = leastOf(candidates, design.mapping.objective);
      let open: OpenPlans | null | undefined;
      own = {
        chosen,
        open: () => {
          if (open === undefined) open = openPlans(chosen, candidates, workload);
          return open;
        },
      };
      known.set(key, own);
    }
    return own;
  };
  return { design, workload, chosenWith };
}

function sizedOnce(chooser: Chooser, isPlanned: boolean, finest?: number): SettledDesign {
  let settled = plannedWith(chooser, null, isPlanned);
  if (!isSized(chooser.design)) return settled;
  // Larger units may change the best plan and what of their time is fixed: other sizes are then better.
  for (let round = 0; round < (finest === COARSE ? 1 : MOST_SIZINGS); round++) {
    const sizes = sizesFor(settled, finest);
    if (sizes === null) break;
    const next = plannedWith(chooser, sizes, isPlanned);
    const best = isPlanned ? betterByEarlierPlan(chooser, settled, next, sizes) : next;
    if (best.when.time.latency >= settled.when.time.latency) break;
    settled = best;
  }
  return settled;
}

/** A design with units of these sizes, under its best plan or the fixed schedule. */
function plannedWith(
  { workload, chosenWith }: Chooser,
  sizes: UnitSizes | null,
  isPlanned: boolean,
): SettledDesign {
  const { chosen, open } = chosenWith(sizes);
  return isPlanned ? withBestPlan(chosen, open(), workload, null) : chosen;
}

/**
 * `next`, or what is worth more with the sizes that the plan of `settled` would have grown to. A plan that is
 * best where a unit is too small may need no more of it, and would hide a better one that does.
 */
function betterByEarlierPlan(
  chooser: Chooser,
  settled: SettledDesign,
  next: SettledDesign,
  sizes: UnitSizes,
): SettledDesign {
  const { workload, chosenWith } = chooser;
  const plan = settled.design.plan ?? null;
  if (settled.planned === undefined || canonicalJson(plan) === canonicalJson(next.design.plan ?? null))
    return next;
  const larger = sizesFor(withPlan(chosenWith(sizes).chosen, { plan, planned: settled.planned }, workload));
  if (larger === null) return next;
  const other = feasibly(() => plannedWith(chooser, larger, true));
  if (other instanceof InfeasibleError) return next;
  const worth = worthBy(chooser.design.mapping.objective);
  const weighed = (one: SettledDesign): number => worth(one) * sizeToll(one.design.sizes ?? {});
  return weighed(other) < weighed(next) ? other : next;
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
const MOST_PLANS = 4096;

/** The plan and units of a design without hash arrays; parameters of arrays are not read. */
const digitalPlan = rememberedReads((design: Design, workload: Workload): TwinPlans => {
  const { owned, ties } = withArraysAndSizes(design, workload, digitalPriceList);
  return { ...foundPlan(owned), ties: ties.map(foundPlan) };
}, MOST_PLANS);

function planOfTwin({ twin }: Design, workload: Workload): TwinPlans | null {
  if (twin === undefined || hashesOnArrays(twin)) return null;
  try {
    return digitalPlan(twin, workload);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
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
