// Sizes digital units as large as their design makes use of, and divides those of a MAC array into arrays that blocks fill.

import { type Instance, power } from "#base";
import { createTechnology } from "#technology";
import type { Design } from "../design/design.ts";
import { isScored } from "../design/key-codes.ts";
import { SIZED_UNITS, type SizedUnit, type UnitSizes } from "../design/unit-sizes.ts";
import type { Workload } from "../design/workload.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import { blockOf, exactBlock } from "../mapping/mac-blocks.ts";
import { type Mapping, passesOf } from "../mapping/mapping.ts";
import type { Schedule } from "../mapping/schedule.ts";
import { sizesOf } from "../mapping/sizes.ts";
import type { Block } from "../peripherals/mac/mac.ts";
import { layOut } from "./floorplan/lay-out.ts";
import { createBusyLatency, type StageDemand, stageDemands } from "./latency.ts";
import type { SettledDesign } from "./plan-search/settled-design.ts";
import type { PriceList } from "./price-list.ts";

/**
 * Least exponent by which the latency has to fall with the size of a unit: a doubling then saves 5 %. The rule
 * uses only times: one that weighed areas or energies would depend on the prices of a node.
 */
export const LEAST_EXPONENT = -Math.log2(0.95);

/** What a latency is multiplied by where sizes are compared: Π size^LEAST_EXPONENT. */
export const sizeToll = (sizes: UnitSizes): number =>
  Object.values(sizes).reduce((all, size) => all * power(size, LEAST_EXPONENT), 1);

/** A unit whose share of the latency is smaller is never worth more of itself. */
const LEAST_SHARE = LEAST_EXPONENT;

/** Largest size of a unit, as a multiple of its config's. */
const LARGEST = 1024;

/** Sizes whose value is this close to that of the sizes before are not worth another plan. */
const LEAST_GAIN = 1e-4;

/**
 * Sizes of least latency × Π size^LEAST_EXPONENT; the same rule for every design. Latency is a sum of largest
 * busy times, so its logarithm is convex in the logarithms of the sizes: there is one minimum, and it moves
 * continuously with every time. Units that wait for each other grow together. Null where none is to grow.
 */
export function sizesFor(
  { design, mapping: bare, prices: listed, when }: SettledDesign,
  finest = FINEST,
): UnitSizes | null {
  const { mapping, prices } = layOut(bare, listed);
  const { busy, latency } = when.time;
  const open = SIZED_UNITS.filter(
    (unit) =>
      (mapping.census[unit] ?? 0) > 0 && isSizable(design, unit) && (busy[unit] ?? 0) > LEAST_SHARE * latency,
  );
  if (open.length === 0) return null;
  const passes = passesOf(mapping).map((pass) => createPass(pass.schedule, stageDemands(pass, prices)));
  const busyOf = open.map((unit) => sizedTimes(unit, passes, fixedShare(design, mapping, prices, unit)));
  const latencyAt = (sizes: UnitSizes): number => {
    for (const set of busyOf) set(sizes);
    return passes.reduce((sum, { latency }) => sum + latency(), 0);
  };
  const start = latencyAt({});
  const parts = open.map((unit) => ({ unit, parts: partsOf(design, unit) }));
  const best = leastOver(parts, latencyAt, start, finest);
  if (best.value > (1 - LEAST_GAIN) * start) return null;
  const before = design.sizes ?? {};
  const grown = Object.entries(best.sizes).filter(([, size]) => size > 1);
  return {
    ...before,
    ...Object.fromEntries(grown.map(([unit, size]) => [unit, (before[unit as SizedUnit] ?? 1) * size])),
  };
}

interface OpenUnit {
  readonly unit: SizedUnit;
  readonly parts: Parts;
}

interface Valued {
  readonly sizes: UnitSizes;
  readonly value: number;
}

/** Last steps of the search over sizes, in octaves: COARSE is enough to rank designs, FINEST is for an answer. */
export const COARSE = 1;
const FINEST = 1 / 64;

/** The sizes of least value: a descent that moves every set of units up and down, in ever finer steps. */
function leastOver(
  open: readonly OpenUnit[],
  latencyAt: (sizes: UnitSizes) => number,
  start: number,
  finest: number,
): Valued {
  const valued = (sizes: UnitSizes): Valued => ({
    sizes,
    value: latencyAt(sizes) * sizeToll(sizes),
  });
  let best: Valued = { sizes: {}, value: start };
  const sets = setsOf(open);
  for (let octaves = 1; octaves >= finest; octaves /= 2) {
    const step = power(2, octaves);
    for (;;) {
      const near = sets
        .flatMap((units) => [moved(best.sizes, units, step), moved(best.sizes, units, 1 / step)])
        .flatMap((sizes) => (sizes === null ? [] : [valued(sizes)]))
        .reduce((least, one) => (one.value < least.value * (1 - 1e-12) ? one : least), best);
      if (near === best) break;
      best = near;
    }
  }
  return best;
}

/** Sets of units that grow together, the smallest first. */
const setsOf = (units: readonly OpenUnit[]): OpenUnit[][] =>
  Array.from({ length: 2 ** units.length - 1 }, (_, n) =>
    units.filter((__, bit) => ((n + 1) >> bit) & 1),
  ).sort((a, b) => a.length - b.length);

/** Sizes with some units changed by a factor, by one part at least; null where one has no such size. */
function moved(sizes: UnitSizes, units: readonly OpenUnit[], factor: number): UnitSizes | null {
  const next: Partial<Record<SizedUnit, number>> = { ...sizes };
  for (const { unit, parts } of units) {
    const size = movedSize(parts, sizes[unit] ?? 1, factor);
    if (size === null || size < 1 || size > LARGEST) return null;
    next[unit] = size;
  }
  return next;
}

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

/** A pass whose busy times are set anew for each size that is tried. */
interface SizedPass {
  readonly components: readonly ComponentName[];
  /** s, by stage and component. */
  readonly busy: readonly number[][];
  /** Latency of the times as they are, s. */
  readonly latency: () => number;
}

function createPass(schedule: Schedule, demands: readonly StageDemand[]): SizedPass {
  const components = [...new Set(demands.flatMap(({ busy }) => [...busy.keys()]))];
  const busy = demands.map((demand) => components.map((component) => demand.busy.get(component) ?? 0));
  const latency = createBusyLatency(schedule, components, { busy, fill: demands.map(({ fill }) => fill) });
  return { components, busy, latency: () => latency(schedule.slots) };
}

/** Returns a function that sets a unit's busy times to those at a size; `fixed` of them do not change. */
function sizedTimes(
  unit: SizedUnit,
  passes: readonly SizedPass[],
  fixed: number,
): (sizes: UnitSizes) => void {
  const times = passes.flatMap(({ components, busy }) => {
    const at = components.indexOf(unit);
    return at < 0 ? [] : busy.map((row) => ({ row, at, time: row[at] }));
  });
  return ({ [unit]: size = 1 }) => {
    for (const { row, at, time } of times) row[at] = time * (fixed + (1 - fixed) / size);
  };
}

/** Whether a design's units may be larger than in its config. */
export const isSized = ({ digital }: Design): boolean => digital.sizes === "searched";

/** The whole number that changes where an instance becomes larger, and whether it then becomes more or less. */
interface Parts {
  readonly key: string;
  readonly now: number;
  readonly growsBy: "more" | "fewer";
}

/**
 * How a unit grows, by the parameter that its model has; the first match applies. Fewer keys on a tree of
 * adders need more trees, and smaller macros, which together hold as many keys, are written in parallel.
 */
const GROWTHS: readonly (readonly [marker: string, key: string, growsBy: Parts["growsBy"]])[] = [
  ["units", "units", "more"],
  ["lines", "lines", "more"],
  ["lanes", "lanes", "more"],
  ["comparisons", "comparisons", "more"],
  ["rows", "rows", "fewer"],
  ["macros", "keys", "fewer"],
];

function partsOfInstance({ params }: Pick<Instance, "params">): Parts | undefined {
  const found = GROWTHS.find(([marker]) => typeof params[marker] === "number");
  if (found === undefined) return undefined;
  const [, key, growsBy] = found;
  return { key, now: Number(params[key]), growsBy };
}

const partsOf = (design: Design, unit: SizedUnit): Parts => partsOfInstance(unitOf(design, unit)) as Parts;

/** Parts of a unit `times` as large; times that are no ratio of whole parts are rounded up. */
const partsAt = ({ now, growsBy }: Parts, times: number): number =>
  Math.ceil((growsBy === "more" ? now * times : now / times) - 1e-6);

/** The size next to `size` by a factor, as a ratio of whole parts; null below one part. */
function movedSize(parts: Parts, size: number, factor: number): number | null {
  const isMore = parts.growsBy === "more";
  const at = partsAt(parts, size);
  const near = Math.round(isMore ? at * factor : at / factor);
  const next = near === at ? at + (factor > 1 === isMore ? 1 : -1) : near;
  if (next < 1) return null;
  return isMore ? next / parts.now : parts.now / next;
}

/** Parameters of an instance `times` as large. */
function grownParams(
  { params }: Pick<Instance, "params">,
  parts: Parts,
  times: number,
): Record<string, number> {
  const count = partsAt(parts, times);
  if (parts.key !== "keys") return { [parts.key]: count };
  return { keys: count, macros: Math.ceil((parts.now * Number(params.macros)) / count) };
}

/** Whether a unit is built of parallel parts. */
const isSizable = (design: Design, unit: SizedUnit): boolean =>
  partsOfInstance(unitOf(design, unit)) !== undefined;

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

function grownUnit(unit: Instance, times: number): Instance {
  const parts = partsOfInstance(unit);
  return parts === undefined ? unit : variantOf(unit, grownParams(unit, parts, times));
}

const known = new WeakMap<object, Map<string, unknown>>();

/** `with`, but one instance for the same numbers, so that its prices are computed once. */
export function variantOf<I extends { with(changed: Readonly<Record<string, number>>): I }>(
  unit: I,
  changed: Readonly<Record<string, number>>,
): I {
  const own = known.get(unit) ?? new Map<string, unknown>();
  known.set(unit, own);
  const key = JSON.stringify(changed);
  const found = (own.get(key) as I | undefined) ?? unit.with(changed);
  own.set(key, found);
  return found;
}

/** Whether the number of arrays is an open choice: no config names it, and sizes are searched. */
const isOpen = (design: Design): boolean =>
  design.digital.mac.behaviour.useOf !== undefined && isSized(design);

/** Rows of units of an undivided design, of which each array has one at least. */
const rowsOf = ({ digital }: Design): number => digital.mac.behaviour.spatial?.rows ?? 1;

/** A design whose units form so many arrays; that design itself where the number is no open choice. */
export function dividedInto(design: Design, arrays: number): Design {
  if (arrays === 1 || !isOpen(design)) return design;
  return { ...design, digital: { ...design.digital, mac: variantOf(design.digital.mac, { arrays }) } };
}

/**
 * The power of two of arrays with the least time of a block × arrays^LEAST_EXPONENT: an array whose rows
 * outnumber the queries of a block is partly idle. Null where no block is computed.
 */
function arraysFilled(design: Design, workload: Workload): number | null {
  const { useOf } = design.digital.mac.behaviour;
  const block = isScored(workload.attention)
    ? streamedBlock(design, workload)
    : blockOf(sizesOf(design, workload), workload);
  if (block === null || useOf === undefined) return null;
  let [best, least] = [1, 1 / useOf(block, 1)];
  for (let arrays = 2; arrays <= rowsOf(design); arrays *= 2) {
    const value = power(arrays, LEAST_EXPONENT) / useOf(block, arrays);
    if (value < least) [best, least] = [arrays, value];
  }
  return best;
}

/** The block of chosen keys that stream past; null where each query gathers its own, which form none. */
const streamedBlock = (design: Design, workload: Workload): Block | null =>
  workload.phase === "decode" || design.digital.fetchBy === "gather"
    ? null
    : exactBlock(sizesOf(design, workload));

/** Parts into which a plan may cut the blocks of LSH attention, each with an array of its own. */
const MOST_PARTS = 8;

/**
 * Numbers of arrays that are tried: the powers of two up to what blocks fill, and on to their parts where a plan
 * may cut them. The same on every chip: trying parts only where data outgrow the buffer made prices jump.
 */
export function triedArrays(design: Design, workload: Workload): number[] {
  const filled = isOpen(design) ? arraysFilled(design, workload) : null;
  if (filled === null) return [1];
  const most = Math.min(rowsOf(design), filled * (workload.attention.kind === "lsh" ? MOST_PARTS : 1));
  const tried: number[] = [];
  for (let arrays = 1; arrays <= most; arrays *= 2) tried.push(arrays);
  return tried;
}
