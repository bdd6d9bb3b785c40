import { z } from "zod";
import { choice, integer, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { leakingAt, logicAt, SRAM_MACRO, SYNTHESISED, sramPrice } from "#circuits";
import {
  type Budget,
  bitsFor,
  type Candidates,
  defineTopK,
  kindOf,
  type SelectionKind,
  TOP_K_PARTS,
  type TopKWork,
  takenOf,
  WEIGHING,
  weighingAt,
} from "./top-k.ts";

export interface Bins {
  readonly levels: number;
  readonly classes: number;
}

/** Weights in classes of equal ratio between the least and the largest; one class if all are equal. */
export interface WeightClasses {
  /** Class of each candidate, and each class's representative weight: its geometric middle. */
  readonly of: Uint16Array;
  readonly weights: Float64Array;
}

export function classesOf({ inquiry, weights }: Candidates, classes: number): WeightClasses {
  const plain = { of: new Uint16Array(inquiry.keys), weights: Float64Array.of(1) };
  if (weights === undefined) return plain;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const weight of weights) {
    if (weight > 0) least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  if (most === 0) return { ...plain, weights: Float64Array.of(0) };
  const span = Math.log(most / least);
  const place = (weight: number): number =>
    span === 0 || weight <= least
      ? 0
      : Math.min(classes - 1, Math.floor((Math.log(weight / least) / span) * classes));
  return {
    of: Uint16Array.from(weights, place),
    weights: Float64Array.from({ length: classes }, (_, n) => least * Math.exp((span * (n + 0.5)) / classes)),
  };
}

/** Level of a score in [−reach, reach]: 0 for the lowest. */
const levelOf = (score: number, reach: number, levels: number): number =>
  Math.min(levels - 1, Math.max(0, Math.round(((score / reach + 1) / 2) * (levels - 1))));

/** Cut of the histogram: bins by falling value; `whole` bins are complete, plus `rest` of the next. */
export interface Cut {
  readonly taken: number;
  /** Rank of each bin (level + levels · class) by falling value. */
  readonly rank: Int32Array;
  readonly whole: number;
  readonly rest: number;
  /** Weighted score of the last accepted bin. */
  readonly threshold: number;
}

/** Bin of each candidate. */
export function binsOf(
  scores: Float64Array,
  reach: number,
  { of }: WeightClasses,
  { levels }: Bins,
): Int32Array {
  return Int32Array.from(scores, (score, n) => levelOf(score, reach, levels) + levels * of[n]);
}

/** Finds the cut of a budget in one pass over the counts, largest value first. */
export function cutOf(
  bins: Int32Array,
  reach: number,
  { weights }: WeightClasses,
  { levels }: Bins,
  budget: Budget,
): Cut {
  const counts = new Int32Array(levels * weights.length);
  for (const bin of bins) counts[bin]++;
  const value = Float64Array.from(
    counts,
    (_, bin) => ((2 * (bin % levels)) / (levels - 1) - 1) * reach * weights[Math.floor(bin / levels)],
  );
  const order = Int32Array.from([...counts.keys()].sort((a, b) => value[b] - value[a] || a - b));
  const rank = new Int32Array(order.length);
  order.forEach((bin, n) => {
    rank[bin] = n;
  });
  const taken = "k" in budget ? Math.min(budget.k, bins.length) : massCount(order, counts, value, budget);
  let before = 0;
  let whole = 0;
  while (whole < order.length && before + counts[order[whole]] <= taken) before += counts[order[whole++]];
  const last = taken > before ? whole : lastFull(order, counts, whole);
  return { taken, rank, whole, rest: taken - before, threshold: last < 0 ? Infinity : value[order[last]] };
}

/** The last non-empty bin before `end`, −1 if there is none. */
function lastFull(order: Int32Array, counts: Int32Array, end: number): number {
  let n = end - 1;
  while (n >= 0 && counts[order[n]] === 0) n--;
  return n;
}

/** Fewest candidates, in order of their bins, that hold the share p of the mass. */
function massCount(order: Int32Array, counts: Int32Array, value: Float64Array, budget: Budget): number {
  const falling: number[] = [];
  for (const bin of order) for (let n = 0; n < counts[bin]; n++) falling.push(value[bin]);
  return takenOf(Float64Array.from(falling), budget);
}

/** Positions accepted in one pass: complete bins, and the first `rest` of the cut one; at most `taken`. */
export function collect(bins: Int32Array, { rank, whole, rest, taken }: Cut): Int32Array {
  const positions: number[] = [];
  let partial = rest;
  for (let n = 0; n < bins.length && positions.length < taken; n++) {
    const place = rank[bins[n]];
    if (place < whole) positions.push(n);
    else if (place === whole && partial > 0) {
      partial--;
      positions.push(n);
    }
  }
  return Int32Array.from(positions);
}

/**
 * Selection by counting: a first pass counts candidates per level of score and class of weight (b bits have b
 * + 1 levels); the counts are scanned from the largest value until k candidates, or the share p of the mass,
 * are in; a second pass collects them, by another search of the store or from buffered levels. Candidates of
 * one bin are equal, and the earliest are taken. Priced by `LOGIC`, the buffer as `sram banked`.
 */
export const countingTopK = defineTopK({
  model: "counting",
  source: "aladdin-2014",
  params: z.object({
    levels: integer({ min: 2, max: 4097 }, "levels of a score").prefault(129),
    classes: integer({ min: 1, max: 256 }, "classes of weight, such as of a key's norm").prefault(8),
    pass: choice(
      ["buffer", "search"],
      "where the second pass has its levels: buffered in the first, or of a second search",
    ).prefault("buffer"),
    longest: integer(
      { min: 1, max: 1 << 24 },
      "most candidates of a selection, which counters and buffer are sized for",
    ).prefault(32768),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 65536 }, "units, a candidate a cycle each, at work on their own heads").prefault(
        16,
      ),
    ),
  }),
  measured: SYNTHESISED,
  constants: {
    ...TOP_K_PARTS,
    ...WEIGHING,
    ...SRAM_MACRO,
  },
  behave: ({ levels, classes, pass, longest }) => {
    const buffered = pass === "buffer";
    const work = (candidates: number, kind: SelectionKind): TopKWork => ({
      searches: buffered ? 1 : 2,
      select: candidates,
      scan: levels * classes,
      weigh: kind === "p" ? levels * classes : 0,
    });
    return {
      asks: "scores",
      weights: true,
      budgets: ["k", "p"],
      longest,
      select: (candidates: Candidates, budget) => {
        const { inquiry } = candidates;
        const grouped = classesOf(candidates, classes);
        const seen = (): Int32Array => binsOf(inquiry.report(), inquiry.reach, grouped, { levels, classes });
        const first = seen();
        const cut = cutOf(first, inquiry.reach, grouped, { levels, classes }, budget);
        return {
          positions: collect(buffered ? first : seen(), cut),
          threshold: cut.threshold,
          ...work(inquiry.keys, kindOf(budget)),
        };
      },
      work: (candidates, _, kind) => work(candidates, kind),
    };
  },
  cost: ({ levels, classes, pass, longest, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const weighing = weighingAt(technology, k);
    const bin = bitsFor(levels) + bitsFor(classes);
    const counter = bitsFor(longest + 1);
    const held = pass === "buffer" ? longest * bin : 0;
    const buffer = sramPrice({ bits: held, word: 64 }, technology, k);
    const memory = bin * (buffer.read + buffer.write);
    const table = levels * classes * counter;
    // A table of counters, class thresholds, one counter's adder, comparators of both passes, the mass.
    const logic =
      (table * k.registerArea + classes * bin * (k.registerArea + k.comparatorArea) + counter * k.adderArea) *
        factor.area +
      weighing.area;
    const cycle = 1 / clock;
    const step = (perUnit: number, cycles: number, extra = 0) => ({
      energy: joules(perUnit * factor.energy + extra),
      latency: seconds(cycles * cycle),
      interval: seconds((cycles * cycle) / units),
    });
    const count = counter * (k.adderBit + 2 * k.registerBit);
    return {
      area: squareMetres(units * (logic + buffer.area)),
      leakage: watts(units * (leakingAt(logic, technology, k) + buffer.leakage)),
      actions: {
        select: step(count + bin * (k.registerBit + k.comparatorBit), 2, memory),
        scan: step(counter * (k.adderBit + k.registerBit) + classes * bin * k.comparatorBit, 1),
        weigh: step(0, 1, weighing.energy),
      },
    };
  },
});
