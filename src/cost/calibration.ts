// Cost of calibrating untuned arrays by probe vectors, and their lifetime where they are replaced.

import { cube } from "#base";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { ActionCount } from "../mapping/action-counts.ts";
import { crossbarHashCounts } from "../mapping/lsh.ts";
import { arrayParallelism, type Placement } from "../mapping/placement.ts";
import { type Sizes, sizesOf } from "../mapping/sizes.ts";
import { type Lifetime, yearsUntilWorn } from "./lifetime.ts";
import type { PriceList } from "./price-list.ts";

/** Vectors that calibrate the arrays of one set once. */
export const probesOf = ({ hashing: { replicas } }: Design): number => replicas.count * replicas.probes;

/** Sizes of a layer whose arrays only hash `vectors` vectors; a code has one bit per projection. */
const sizesOfProbes = (s: Sizes, placement: Placement, vectors: number): Sizes => ({
  ...s,
  rounds: 1,
  columns: placement.pairsPerGroup,
  comparisons: 0,
  idBits: placement.pairsPerGroup,
  hashedVectors: vectors,
  hashInputBits: vectors * placement.rows * s.wordBits,
});

/** Actions that hash `vectors` vectors on the arrays, for a calibration. */
export const probeCounts = (s: Sizes, design: Design, placement: Placement, vectors: number): ActionCount[] =>
  crossbarHashCounts(sizesOfProbes(s, placement, vectors), design, placement);

/**
 * Operations of fitting a map by ridge least squares from `probes` signs and keys, n signs of d dimensions:
 * B'B and B'K are sums of ±1 and ±k, Cholesky takes n³/6 products, two triangular solves n² a dimension.
 */
export const fitOperations = (
  probes: number,
  n: number,
  d: number,
): { readonly additions: number; readonly products: number } => ({
  additions: probes * ((n * (n + 1)) / 2 + n * d),
  products: cube(n) / 6 + n * n * d,
});

/** Query maps that the keys of a sequence need: one for each array that hashed some of the keys. */
export const mapsOf = ({ hashing: { replicas } }: Design, length: number): number =>
  replicas.count * (replicas.epoch === 0 ? 1 : Math.ceil(length / replicas.epoch));

/** Multiplications of one query with all these maps. */
export const mapProducts = (design: Design, placement: Placement, length: number): number =>
  mapsOf(design, length) * placement.pairsPerGroup * placement.rows;

/** Query maps of a design's arrays: the cost of fitting, storing and using them. */
export interface CalibrationCost {
  /** Vectors that one array is calibrated on. */
  readonly probes: number;
  /** Arrays, or stacks of them, that need a map: sets of projections times replicas. */
  readonly arrays: number;
  /** Time of one array's probes, s; all arrays can be probed at the same time. */
  readonly time: number;
  /** Energy of the probes of all arrays, J, and of fitting their maps on the MAC array, J. */
  readonly energy: number;
  readonly fitEnergy: number;
  /** Bits of one array's map, signs × dimensions × entry bits, and of all maps for a sequence's keys. */
  readonly mapBits: number;
  readonly storedBits: number;
  /** Multiplications of one query with the maps of all arrays that hashed its keys. */
  readonly queryProducts: number;
  /** Share of an array's time spent on calibration, where it is replaced after every epoch; otherwise 0. */
  readonly timeShare: number;
  /** Years until cells have been re-randomised as often as they survive, workload after workload. */
  readonly years: Lifetime;
}

/** Seconds from the start of one workload to the start of the next, as priced. */
interface Pace {
  readonly interval: number;
}

/** Calibration of the arrays of a placement. */
export function calibrationCost(
  design: Design,
  workload: Workload,
  placement: Placement,
  prices: PriceList,
  { interval }: Pace,
): CalibrationCost {
  const { replicas } = design.hashing;
  const s = sizesOf(design, workload);
  const [n, d] = [placement.pairsPerGroup, placement.rows];
  const arrays = placement.groups * replicas.count;
  const one = probeCounts(s, design, placement, replicas.probes);
  const fit = fitOperations(replicas.probes, n, d);
  const { mac } = prices;
  const mapBits = n * d * replicas.mapBits;
  const keysOfSet = (s.tokens * s.keySequences * workload.layers * workload.batch) / placement.groups;
  const replaced = replicas.epoch > 0 && interval > 0 ? keysOfSet / replicas.epoch / interval : 0;
  const probes = probesOf(design);
  return {
    probes: replicas.probes,
    arrays,
    time: timeOf(one, design, placement, prices),
    energy: arrays * energyOf(one, prices),
    fitEnergy: arrays * (fit.additions * mac.actions.add.energy + fit.products * mac.actions.mac.energy),
    mapBits,
    storedBits: placement.groups * mapsOf(design, s.length) * mapBits,
    queryProducts: mapProducts(design, placement, s.length),
    timeShare: replicas.epoch === 0 ? 0 : probes / (probes + replicas.epoch),
    years: yearsUntilWorn(replicas.endurance, replaced),
  };
}

const energyOf = (counts: readonly ActionCount[], prices: PriceList): number =>
  counts.reduce(
    (sum, { component, action, count }) => sum + count * prices[component].actions[action].energy,
    0,
  );

/** Time of these actions on one array: that of its busiest component, plus one pass through all of them. */
function timeOf(
  counts: readonly ActionCount[],
  design: Design,
  placement: Placement,
  prices: PriceList,
): number {
  const parallel = arrayParallelism(design, placement);
  // Per vector: replicas are probed in parallel.
  const together = placement.together ?? 1;
  const busy = new Map<string, number>();
  let fill = 0;
  for (const { component, action, count } of counts) {
    if (count === 0) continue;
    const price = prices[component].actions[action];
    const instances = (parallel[component] ?? together) / together;
    busy.set(component, (busy.get(component) ?? 0) + (count * price.interval) / instances);
    fill += price.latency;
  }
  return Math.max(0, ...busy.values()) + fill;
}
