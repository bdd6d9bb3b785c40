import { z } from "zod";
import { power } from "#base";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { memoryBytes } from "../mapping/traffic.ts";
import { type ComparisonDesign, type DesignId, type DesignResult, feasibleOf } from "./comparison-design.ts";
import { askedDesign, BASELINE, COMPARISON_DESIGNS, PAIRS, SEARCHED, SUBJECT } from "./comparison-designs.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { takesLess } from "./judgement.ts";
import { priceAll, priceContender } from "./priced-comparison.ts";

/** Lengths of the curves: powers of two from 512 to 1 M. */
const CURVE_LENGTHS: readonly number[] = Array.from({ length: 12 }, (_, n) => 512 * 2 ** n);

export interface CurvePoint {
  readonly length: number;
  readonly contenders: readonly DesignResult[];
}

/** Prices every design at the lengths of the curves; `onPriced` is called after each. */
export const curves = (
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  onPriced = (_done: number, _of: number): void => {},
): CurvePoint[] =>
  CURVE_LENGTHS.map((length, n) => {
    const contenders = priceAll(design, { ...workload, length }, point);
    onPriced(n + 1, CURVE_LENGTHS.length);
    return { length, contenders };
  });

export const LONGEST = 2 ** 20;
export const SHORTEST = 16;

/** Lengths from 16 to 2²⁰, four an octave; the powers of two, which the curves use, are among them. */
export const GRID: readonly number[] = Array.from({ length: 4 * 16 + 1 }, (_, n) =>
  Math.round(SHORTEST * power(2, n / 4)),
);

/** Grid lengths at which a design beats another in one quantity, beyond a tie. */
export interface Wins {
  /** Least length from which it wins at every greater one; null where there is none. */
  readonly from: number | null;
  /** Every range of winning lengths, ends included; printed ends are refined. Buffer sizes can open gaps. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

export interface Crossover {
  readonly contender: DesignId;
  readonly against: DesignId;
  readonly energy: Wins;
  readonly latency: Wins;
}

/** Curves and the crossovers between them. */
export interface PricedLengths {
  readonly curves: readonly CurvePoint[];
  readonly crossover: readonly Crossover[];
}

/** Returns the curves and their crossovers; no length is priced twice. */
export function pricedLengths(design: Design, workload: Workload, point: OperatingPoint): PricedLengths {
  const points = curves(design, workload, point);
  return { curves: points, crossover: crossovers(design, workload, point, knownCosts(points)) };
}

/** Energy (J) and latency (s) of the designs at a length; infinite where one is infeasible. */
export interface LengthCosts {
  readonly length: number;
  readonly costs: readonly { readonly id: DesignId; readonly energy: number; readonly latency: number }[];
}

/** The plain costs of priced curves. */
const lengthCosts = (points: readonly CurvePoint[]): LengthCosts[] =>
  points.map(({ length, contenders }) => ({
    length,
    costs: contenders.map((contender) => ({ id: contender.id, ...costOf(contender) })),
  }));

/** Lengths that are priced elsewhere, and a function that waits for their costs. */
export interface CostsElsewhere {
  readonly lengths: readonly number[];
  readonly costs: () => readonly LengthCosts[];
}

/** The costs of priced curves, as costs that need no waiting. */
export function knownCosts(points: readonly CurvePoint[]): CostsElsewhere {
  const costs = lengthCosts(points);
  return { lengths: CURVE_LENGTHS, costs: () => costs };
}

/** Numbers that hold the costs at the lengths of the curves. */
export const COST_NUMBERS = 2 * CURVE_LENGTHS.length * COMPARISON_DESIGNS.length;

/** The costs at the lengths of the curves as numbers: of each length and design its energy, J, and latency, s; NaN for no price. */
export function packedCosts(priced: readonly CurvePoint[]): Float64Array {
  const values = new Float64Array(COST_NUMBERS).fill(Number.NaN);
  for (const { length, costs } of lengthCosts(priced))
    for (const { id, energy, latency } of costs) values.set([energy, latency], placeOf(length, id));
  return values;
}

/** Costs whose numbers, those of `packedCosts`, have to be waited for. */
export const costsLater = (numbers: () => Float64Array): CostsElsewhere => ({
  lengths: CURVE_LENGTHS,
  costs: () => {
    const values = numbers();
    return CURVE_LENGTHS.map((length) => ({
      length,
      costs: COMPARISON_DESIGNS.flatMap(({ id }) => {
        const [energy, latency] = values.subarray(placeOf(length, id));
        return Number.isNaN(energy) ? [] : [{ id, energy, latency }];
      }),
    }));
  },
});

const placeOf = (length: number, id: DesignId): number =>
  2 *
  (CURVE_LENGTHS.indexOf(length) * COMPARISON_DESIGNS.length +
    COMPARISON_DESIGNS.findIndex((design) => design.id === id));

/**
 * Finds the lengths at which each design beats those that it is compared with. A design is priced only at the
 * lengths that this needs, and not at those that are priced elsewhere.
 */
export function crossovers(
  design: Design,
  workload: Workload,
  point: OperatingPoint,
  { lengths, costs }: CostsElsewhere = { lengths: [], costs: () => [] },
): Crossover[] {
  const known = new Map<string, Cost>();
  const at = (contender: ComparisonDesign, length: number): Cost => {
    const key = `${contender.id} ${length}`;
    const cost = known.get(key) ?? costOf(priceContender(contender, design, { ...workload, length }, point));
    known.set(key, cost);
    return cost;
  };
  // Length by length, for at one length the designs share what they count; meanwhile others find the costs of the rest.
  for (const length of GRID) if (!lengths.includes(length)) for (const one of CROSSING) at(one, length);
  for (const { length, costs: own } of costs())
    for (const cost of own) known.set(`${cost.id} ${length}`, cost);
  return PAIRS.map(([contender, against]) => ({
    contender: contender.id,
    against: against.id,
    energy: winningRanges((length) => takesLess(at(contender, length).energy, at(against, length).energy)),
    latency: winningRanges((length) => takesLess(at(contender, length).latency, at(against, length).latency)),
  }));
}

const CROSSING: readonly ComparisonDesign[] = [...new Set(PAIRS.flat())];

interface Cost {
  readonly energy: number;
  readonly latency: number;
}

const costOf = (contender: DesignResult): Cost =>
  contender.feasible
    ? { energy: contender.cost.energy, latency: contender.cost.timing.latency }
    : { energy: Number.POSITIVE_INFINITY, latency: Number.POSITIVE_INFINITY };

/** Most ranges of a pair that are all printed; of more, only the first and the last are. */
export const MOST_RANGES = 3;

/**
 * Finds the winning ranges on the grid. Ends that are printed are refined by bisection to `edgeWidth`; where
 * a pair changes often, the ranges in between end at lengths of the grid.
 */
function winningRanges(wins: (length: number) => boolean): Wins {
  const runs: [first: number, last: number][] = [];
  GRID.forEach((length, n) => {
    if (!wins(length)) return;
    const run = runs.at(-1);
    if (run?.[1] === n - 1) run[1] = n;
    else runs.push([n, n]);
  });
  const ranges = runs.map(([first, last], n): [number, number] => {
    const [from, to] = [GRID[first], GRID[last]];
    if (runs.length > MOST_RANGES && n > 0 && n < runs.length - 1) return [from, to];
    return [
      first === 0 ? from : edge(GRID[first - 1], from, wins),
      last === GRID.length - 1 ? to : edge(GRID[last + 1], to, wins),
    ];
  });
  const last = ranges.at(-1);
  return { from: last !== undefined && last[1] === LONGEST ? last[0] : null, ranges };
}

/** Tolerance of the end of a winning range, tokens: a hundredth, less than any price band moves it. */
export const edgeWidth = (length: number): number => Math.max(1, Math.floor(length / 100));

/** The winning length nearest to the losing one, by bisection to `edgeWidth`. */
function edge(losing: number, winning: number, wins: (length: number) => boolean): number {
  let [lose, win] = [losing, winning];
  while (Math.abs(win - lose) > edgeWidth(win)) {
    const middle = Math.round((lose + win) / 2);
    if (wins(middle)) win = middle;
    else lose = middle;
  }
  return win;
}

/** A design at one capacity of the buffers: its traffic and costs, or why it has none. */
export interface CapacityCost {
  readonly id: DesignId;
  /** Bytes of the run read from and written to the memory behind the chip; null where it is infeasible. */
  readonly bytes: number | null;
  /** J and s. */
  readonly energy: number | null;
  readonly latency: number | null;
  readonly reason: string | null;
}

/** Traffic over the capacity of a core's buffer. */
export interface CapacityCurve {
  /** The config's own capacity, B. */
  readonly own: number;
  readonly points: readonly { readonly capacity: number; readonly designs: readonly CapacityCost[] }[];
  /** Least capacity, B, from which no larger one moves fewer bytes for any design; null where the last does. */
  readonly settled: number | null;
}

/** Capacities of the curve as powers of two of the config's own: 1/16 to 16 times. */
const CAPACITY_POWERS = [-4, -3, -2, -1, 0, 1, 2, 3, 4] as const;

/** Relative difference of two traffics that are the same: sums round. */
const SAME_TRAFFIC = 1e-9;

/** Exact attention, LSH with both hashes, and the design of the config or the cheapest that scores codes. */
function capacityDesigns(contenders: readonly DesignResult[], workload: Workload): ComparisonDesign[] {
  const selected = askedDesign(workload);
  const energyOf = (record: ComparisonDesign): number =>
    feasibleOf(contenders, record)?.cost.energy ?? Number.MAX_VALUE;
  const [cheapest] = [...SEARCHED].sort((a, b) => energyOf(a) - energyOf(b));
  return [BASELINE, lshDigital, SUBJECT, SEARCHED.includes(selected) ? selected : cheapest];
}

/**
 * Prices the designs with buffers of other capacities, each with a plan of its own; at the config's own
 * capacity they are `contenders`. Null where the chip does not limit its buffer, or nothing has a price.
 */
export function capacityCurve(
  contenders: readonly DesignResult[],
  design: Design,
  workload: Workload,
  point: OperatingPoint,
): CapacityCurve | null {
  const own = design.digital.buffer.behaviour.capacity;
  if (!Number.isFinite(own)) return null;
  const records = capacityDesigns(contenders, workload);
  const points = CAPACITY_POWERS.map((exponent) => {
    const capacity = own * power(2, exponent);
    const priced = (record: ComparisonDesign): DesignResult | undefined => {
      if (exponent === 0) return contenders.find(({ id }) => id === record.id);
      const varied = withBuffer(design, capacity);
      return varied === null ? undefined : priceContender(record, varied, workload, point);
    };
    return { capacity, designs: records.map((record) => capacityCost(record, priced(record))) };
  });
  if (points.every(({ designs }) => designs.every(({ bytes }) => bytes === null))) return null;
  const settled = points.findIndex(({ designs }, n) =>
    designs.every(({ bytes }, k) =>
      points.slice(n + 1).every(({ designs: larger }) => {
        const other = larger[k].bytes;
        return other === null || (bytes !== null && other >= bytes * (1 - SAME_TRAFFIC));
      }),
    ),
  );
  return { own, points, settled: settled === points.length - 1 ? null : points[settled].capacity };
}

function capacityCost({ id }: ComparisonDesign, own: DesignResult | undefined): CapacityCost {
  if (own?.feasible === true)
    return { id, bytes: memoryBytes(own.mapping, own.design), ...costOf(own), reason: null };
  const reason = own?.reason ?? "no such buffer is modelled";
  return { id, bytes: null, energy: null, latency: null, reason };
}

/** The design with buffers of another capacity, B; null where the buffer's model has none of that size. */
export function withBuffer(design: Design, capacity: number): Design | null {
  try {
    const buffer = design.digital.buffer.withParams({ capacity: `${capacity} B` });
    return { ...design, digital: { ...design.digital, buffer: buffer as Design["digital"]["buffer"] } };
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}
