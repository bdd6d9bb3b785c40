// Sizes digital units as large as their design makes use of.

import type { Instance } from "../base/component.ts";
import type { Design } from "../design/design.ts";
import { SIZED_UNITS, type SizedUnit, type UnitSizes } from "../design/unit-sizes.ts";
import { type Mapping, passesOf } from "../mapping/mapping.ts";
import { createTechnology } from "../technology/technology.ts";
import type { SettledDesign } from "./best-plan.ts";
import { layOut } from "./floorplan/lay-out.ts";
import { inSequence, type StageDemand, stageDemands, timing } from "./latency.ts";
import type { PriceList } from "./price-list.ts";

/**
 * Share of the latency that a doubling has to save. The rule uses only times: one that weighed areas or
 * energies would double a unit from one nanometre to the next.
 */
const LEAST_SAVED = 0.05;

/** Largest size of a unit, as a multiple of its config's. */
const LARGEST = 1024;

/**
 * Sizes at which no doubled unit saves 5 % of latency; the same for every design. A unit's time falls with
 * its size and its area grows. Units that wait for each other double together. Null where none is to grow.
 */
export function sizesFor({ design, mapping: bare, prices: listed, when }: SettledDesign): UnitSizes | null {
  const { mapping, prices } = layOut(bare, listed);
  const { busy, latency } = when.time;
  const open = SIZED_UNITS.filter(
    (unit) =>
      (mapping.census[unit] ?? 0) > 0 && isSizable(design, unit) && (busy[unit] ?? 0) > LEAST_SAVED * latency,
  );
  if (open.length === 0) return null;
  const passes = passesOf(mapping).map((pass) => ({
    schedule: pass.schedule,
    demands: stageDemands(pass, prices),
  }));
  const fixed = Object.fromEntries(open.map((unit) => [unit, fixedShare(design, mapping, prices, unit)]));
  const latencyAt = (sizes: UnitSizes): number =>
    passes
      .map(({ demands, schedule }) =>
        timing(
          demands.map((one) => hastened(one, sizes, fixed)),
          schedule,
        ),
      )
      .reduce(inSequence).latency;
  let grown: UnitSizes = {};
  let now = latencyAt(grown);
  for (;;) {
    const best = bestDoubling(open, grown, now, latencyAt);
    if (best === null) break;
    [grown, now] = [best.sizes, best.latency];
  }
  const units = open.filter((unit) => grown[unit] !== undefined);
  if (units.length === 0) return null;
  const before = design.sizes ?? {};
  return {
    ...before,
    ...Object.fromEntries(units.map((unit) => [unit, (before[unit] ?? 1) * (grown[unit] ?? 1)])),
  };
}

/** The doubling that saves most per doubled unit; null where none is worth it. */
function bestDoubling(
  open: readonly SizedUnit[],
  sizes: UnitSizes,
  now: number,
  latencyAt: (sizes: UnitSizes) => number,
): { readonly sizes: UnitSizes; readonly latency: number } | null {
  const sizeOf = (unit: SizedUnit): number => sizes[unit] ?? 1;
  const growing = open.filter((unit) => sizeOf(unit) < LARGEST);
  let best: { sizes: UnitSizes; latency: number } | null = null;
  let most = 0;
  for (const units of subsets(growing)) {
    const tried = { ...sizes, ...Object.fromEntries(units.map((unit) => [unit, 2 * sizeOf(unit)])) };
    const latency = latencyAt(tried);
    const saved = (1 - latency / now) / units.length;
    if (saved < LEAST_SAVED || saved <= most) continue;
    [best, most] = [{ sizes: tried, latency }, saved];
  }
  return best;
}

/** Sets of units, the smallest first. */
const subsets = (units: readonly SizedUnit[]): SizedUnit[][] =>
  Array.from({ length: 2 ** units.length - 1 }, (_, n) =>
    units.filter((__, bit) => ((n + 1) >> bit) & 1),
  ).sort((a, b) => a.length - b.length);

/** Share of a unit's time in actions that a unit of twice the size does no faster. */
function fixedShare(design: Design, { counts }: Mapping, prices: PriceList, unit: SizedUnit): number {
  const technology = createTechnology(design.logicNode, { temperature: design.temperature });
  const own = unitOf(design, unit);
  const [once, twice] = [own, grownUnit(own, 2)].map((one) => one.cost(technology).actions);
  let [fixed, all] = [0, 0];
  for (const { component, action, count } of counts) {
    if (component !== unit) continue;
    const time = count * prices[unit].actions[action].interval;
    all += time;
    if (twice[action].interval > 0.75 * once[action].interval) fixed += time;
  }
  return all > 0 ? fixed / all : 0;
}

/** A stage's demand on units of other sizes. */
function hastened(
  demand: StageDemand,
  sizes: UnitSizes,
  fixed: Readonly<Record<string, number>>,
): StageDemand {
  const busy = new Map(demand.busy);
  for (const unit of SIZED_UNITS) {
    const [time, size] = [busy.get(unit), sizes[unit]];
    if (time !== undefined && size !== undefined)
      busy.set(unit, time * (fixed[unit] + (1 - fixed[unit]) / size));
  }
  return { ...demand, busy };
}

/** Whether a design's units may be larger than in its config. */
export const isSized = ({ digital }: Design): boolean => digital.sizes === "searched";

/** The parameters that change where an instance becomes `times` as large. */
type Growth = (params: Instance["params"], times: number) => Readonly<Record<string, number>>;

const timesLarger =
  (key: string): Growth =>
  (params, times) => ({ [key]: times * Number(params[key]) });

/**
 * How a unit grows, by the parameter that its model has; the first match applies. Fewer keys on a tree of
 * adders need more trees, and smaller macros, which together hold as many keys, are written in parallel.
 */
const GROWTHS: Readonly<Record<string, Growth>> = {
  units: timesLarger("units"),
  lines: timesLarger("lines"),
  lanes: timesLarger("lanes"),
  comparisons: timesLarger("comparisons"),
  rows: (params, times) => ({ rows: Math.ceil(Number(params.rows) / times) }),
  macros: (params, times) => {
    const keys = Math.ceil(Number(params.keys) / times);
    return { keys, macros: Math.ceil((Number(params.keys) * Number(params.macros)) / keys) };
  },
};

const growthOf = ({ params }: Pick<Instance, "params">): Growth | undefined =>
  Object.entries(GROWTHS).find(([key]) => typeof params[key] === "number")?.[1];

/** Whether a unit is built of parallel parts. */
const isSizable = (design: Design, unit: SizedUnit): boolean => growthOf(unitOf(design, unit)) !== undefined;

const unitOf = ({ digital, topK, search }: Design, unit: SizedUnit): Instance =>
  ({ ...digital, topK, search })[unit] as Instance;

/** A design whose units are enlarged by its `sizes`. */
export function sizedUnits(design: Design): Design {
  const { sizes, digital } = design;
  if (sizes === undefined) return design;
  const grown = <I>(unit: SizedUnit, own: I): I =>
    sizes[unit] === undefined ? own : (grownUnit(own as Instance, sizes[unit]) as I);
  return {
    ...design,
    topK: grown("topK", design.topK),
    search: grown("search", design.search),
    digital: {
      ...digital,
      softmax: grown("softmax", digital.softmax),
      sorter: grown("sorter", digital.sorter),
      projection: grown("projection", digital.projection),
    },
  };
}

const known = new WeakMap<Instance, Map<number, Instance>>();

/** One instance a size, so that its prices are computed once. */
function grownUnit(unit: Instance, times: number): Instance {
  const growth = growthOf(unit);
  if (growth === undefined) return unit;
  const own = known.get(unit) ?? new Map<number, Instance>();
  known.set(unit, own);
  const found = own.get(times) ?? unit.with(growth(unit.params, times));
  own.set(times, found);
  return found;
}
