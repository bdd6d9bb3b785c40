// Units that compare reported scores with each other: a network over tiles, and an insertion list.

import { z } from "zod";
import { integer, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { COMPARATORS, leakingAt, logicAt, REGISTERS, SYNTHESISED } from "#circuits";
import {
  bitonicNetwork,
  COMPARE_EXCHANGE,
  compareExchangeArea,
  compareExchangeEnergy,
  networkSize,
} from "../sorter/network.ts";
import {
  best,
  type Candidates,
  defineTopK,
  inSteps,
  kindOf,
  ranked,
  reachOf,
  roundScores,
  type SelectionKind,
  type TopKWork,
  WEIGHING,
  weighingAt,
  weighted,
} from "./top-k.ts";

const SCORE_BITS = integer({ min: 1, max: 32 }, "bits of a score as it is compared").prefault(12);

const POSITION_BITS = priceOnly(integer({ min: 1, max: 32 }, "bits of a candidate's position").prefault(20));

/** Reported scores, weighted and rounded to `bits` bits. */
const scoresOf = (candidates: Candidates, bits: number): Float64Array =>
  roundScores(weighted(candidates.inquiry.report(), candidates.weights), reachOf(candidates), bits);

/**
 * Bitonic networks in two stages: the first sorts a tile of candidates and passes on `kept`; after k of
 * these, the second sorts them with the k best so far. A tile with more than `kept` of the best loses the
 * others, the price of fewer runs of the second network. Priced by `LOGIC`.
 */
export const bitonicTopK = defineTopK({
  model: "bitonic",
  source: "aladdin-2014",
  params: z.object({
    k: integer({ min: 1, max: 1 << 16 }, "most that are returned").prefault(512),
    tile: integer({ min: 2, max: 1 << 16 }, "candidates that the first network sorts").prefault(64),
    kept: integer({ min: 1, max: 1 << 16 }, "of a tile that go on, the tile at most").prefault(64),
    scoreBits: SCORE_BITS,
    positionBits: POSITION_BITS,
    exchanges: priceOnly(
      integer({ min: 1, max: 1 << 20 }, "compare-exchanges a cycle of the second network").prefault(256),
    ),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "units, a tile a cycle each, at work on their own heads").prefault(1),
    ),
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE_EXCHANGE, ...WEIGHING },
  behave: ({ k, tile, kept, scoreBits }) => {
    const work = (candidates: number, kind: SelectionKind): TopKWork => ({
      searches: 1,
      select: inSteps(candidates, tile),
      scan: Math.ceil((candidates * Math.min(1, kept / tile)) / k),
      weigh: kind === "p" ? candidates : 0,
    });
    return {
      asks: "scores",
      weights: true,
      budgets: ["k"],
      largest: k,
      select: (candidates, budget) => {
        const scores = scoresOf(candidates, scoreBits);
        const through: number[] = [];
        for (let start = 0; start < scores.length; start += tile)
          for (const n of ranked(scores.subarray(start, start + tile)).subarray(0, kept))
            through.push(start + n);
        const { positions, threshold } = best(
          Float64Array.from(through, (n) => scores[n]),
          budget,
        );
        return {
          positions: positions.map((n) => through[n]).sort(),
          threshold,
          ...work(scores.length, kindOf(budget)),
        };
      },
      work: (candidates, _, kind) => work(candidates, kind),
    };
  },
  cost: ({ k: largest, tile, scoreBits, positionBits, exchanges, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const weighing = weighingAt(technology, k);
    const word = scoreBits + positionBits;
    const [first, second] = [tile, 2 * largest].map((n) => {
      const size = networkSize(n);
      return { comparators: bitonicNetwork.comparators(size), depth: bitonicNetwork.depth(size), size };
    });
    const cycles = Math.max(second.depth, Math.ceil(second.comparators / exchanges));
    const exchange = compareExchangeEnergy(k, word) * factor.energy;
    const area =
      units *
      (((first.comparators + Math.min(exchanges, second.comparators)) * compareExchangeArea(k, word) +
        (first.size + second.size) * word * k.registerArea) *
        factor.area +
        weighing.area);
    const step = (energy: number, depth: number, perCycle: number) => ({
      energy: joules(energy),
      latency: seconds(depth / clock),
      interval: seconds(1 / (clock * units * perCycle)),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        // A candidate's share of its tile; one run of the second network.
        select: step((first.comparators / tile) * exchange, first.depth, tile),
        scan: step(second.comparators * exchange, cycles, 1 / cycles),
        weigh: step(weighing.energy, 1, 1),
      },
    };
  },
});

/**
 * A sorted list of the k best so far: a candidate is compared with the last entry; a better one enters and
 * shifts half the list on average. In random order k·(1 + H_N − H_k) of N enter. Priced by
 * `LOGIC`.
 */
export const partialSortTopK = defineTopK({
  model: "partial-sort",
  source: "aladdin-2014",
  params: z.object({
    k: integer({ min: 1, max: 1 << 16 }, "entries of the list").prefault(512),
    scoreBits: SCORE_BITS,
    positionBits: POSITION_BITS,
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 65536 }, "units, a candidate a cycle each, at work on their own heads").prefault(
        1,
      ),
    ),
  }),
  measured: SYNTHESISED,
  constants: { ...REGISTERS, ...COMPARATORS },
  behave: ({ k, scoreBits }) => ({
    asks: "scores",
    weights: true,
    budgets: ["k"],
    largest: k,
    select: (candidates, budget) => {
      const scores = scoresOf(candidates, scoreBits);
      const wanted = "k" in budget ? budget.k : 0;
      return {
        ...best(scores, budget),
        searches: 1,
        select: scores.length,
        scan: insertionsOf(scores, wanted),
        weigh: 0,
      };
    },
    work: (candidates, chosen) => ({
      searches: 1,
      select: candidates,
      scan: Math.min(candidates, chosen * (1 + harmonic(candidates) - harmonic(chosen))),
      weigh: 0,
    }),
  }),
  cost: ({ k: entries, scoreBits, positionBits, clock, units }, technology, k) => {
    const factor = logicAt(technology, k);
    const word = scoreBits + positionBits;
    const area = units * entries * (word * k.registerArea + scoreBits * k.comparatorArea) * factor.area;
    const step = (cost: number) => ({
      energy: joules(cost * factor.energy),
      latency: seconds(1 / clock),
      interval: seconds(1 / (clock * units)),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        select: step(scoreBits * (k.comparatorBit + k.registerBit)),
        // All entries compare at once, and half of them shift by one place.
        scan: step(entries * (scoreBits * k.comparatorBit + (word * k.registerBit) / 2)),
        weigh: step(0),
      },
    };
  },
});

/** Number of candidates that enter a running list of the `k` best; equals do not displace earlier ones. */
export function insertionsOf(scores: Float64Array, k: number): number {
  if (k === 0) return 0;
  // A heap with the worst of the best at its root.
  const heap: number[] = [];
  let inserted = 0;
  for (const score of scores)
    if (heap.length < k) {
      heap.push(score);
      for (let n = heap.length - 1; n > 0; ) {
        const parent = (n - 1) >> 1;
        if (heap[parent] <= heap[n]) break;
        [heap[parent], heap[n]] = [heap[n], heap[parent]];
        n = parent;
      }
      inserted++;
    } else if (score > heap[0]) {
      heap[0] = score;
      sink(heap);
      inserted++;
    }
  return inserted;
}

function sink(heap: number[]): void {
  for (let n = 0; ; ) {
    const left = 2 * n + 1;
    if (left >= heap.length) return;
    const least = left + 1 < heap.length && heap[left + 1] < heap[left] ? left + 1 : left;
    if (heap[n] <= heap[least]) return;
    [heap[n], heap[least]] = [heap[least], heap[n]];
    n = least;
  }
}

/** Harmonic number Σ 1/i, i ≤ n. */
export function harmonic(n: number): number {
  if (n > 1e5) return Math.log(n) + 0.5772156649015329 + 1 / (2 * n);
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}
