// Units that find k by searching a store for keys above a threshold.

import { z } from "zod";
import {
  type ComponentCost,
  fraction,
  integer,
  joules,
  type Numbers,
  priceOnly,
  quantity,
  real,
  seconds,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";
import { COUNTING_TREE, leakingAt, logicAt, SYNTHESISED } from "#circuits";
import {
  type Budget,
  type Candidates,
  COUNTER,
  defineTopK,
  reachOf,
  type Selection,
  TOP_K_PARTS,
  type TopKAction,
  type TopKWork,
} from "./top-k.ts";

const THRESHOLD_PARAMS = {
  levels: integer(
    { min: 2, max: 1 << 16 },
    "thresholds that can be set, from the least score to the largest",
  ).prefault(129),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  lines: priceOnly(integer({ min: 1, max: 1 << 24 }, "match lines that are counted a cycle").prefault(1024)),
};

const CONSTANTS = { ...TOP_K_PARTS, ...COUNTING_TREE } as const;

/**
 * One latch per line, a tree that counts latches with about one full adder per line, and a comparison of the
 * count with k, which takes one more cycle. Lines without a key take no energy.
 */
function thresholdPrice(
  { clock, lines }: { readonly clock: number; readonly lines: number },
  technology: TechnologyNode,
  k: Numbers<typeof CONSTANTS>,
): ComponentCost<TopKAction> {
  const factor = logicAt(technology, k);
  const area =
    (lines * (k.adderArea + k.registerArea) +
      COUNTER * (k.adderArea + 3 * k.registerArea + 2 * k.comparatorArea)) *
    factor.area;
  const cycle = seconds(1 / clock);
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      select: {
        energy: joules((k.registerBit + k.treeGlitches * k.adderBit) * factor.energy),
        latency: cycle,
        interval: seconds(1 / (clock * lines)),
      },
      scan: {
        energy: joules(COUNTER * (k.adderBit + 2 * k.comparatorBit + k.registerBit) * factor.energy),
        latency: cycle,
        interval: cycle,
      },
      weigh: { energy: joules(0), latency: cycle, interval: cycle },
    },
  };
}

/** Bracket of the threshold of k: answers at a level with at least k matches, and at one with fewer. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  /** Level with the nearest threshold, within the settable ones. */
  levelOf(threshold: number): number;
  /** Number of matches at a level: one search, which narrows the bracket. */
  ask(level: number): number;
  /** All matches at a level that was searched. */
  matchesAt(level: number): Selection;
  /** The matches of the higher level, filled up to k with the first that match only the lower. */
  filled(): Selection;
}

interface Answer {
  readonly level: number;
  /** 1 for each key that matched. */
  readonly matches: Uint8Array;
}

/** Work of a number of searches of all keys. */
const workOf = (searches: number, keys: number): TopKWork => ({
  searches,
  select: searches * keys,
  scan: searches,
  weigh: 0,
});

/** Before any search, all keys match at level 0 and none at `levels`. */
function bracketOf(candidates: Candidates, k: number, levels: number): Bracket {
  const { inquiry, weights } = candidates;
  const most = reachOf(candidates);
  const step = (2 * most) / (levels - 1);
  let low: Answer = { level: 0, matches: new Uint8Array(inquiry.keys).fill(1) };
  let high: Answer = { level: levels, matches: new Uint8Array(inquiry.keys) };
  let searches = 0;
  const thresholdOf = (level: number): number => level * step - most;
  const selection = (positions: readonly number[], level: number): Selection => ({
    positions: Int32Array.from(positions),
    threshold: thresholdOf(level),
    ...workOf(searches, inquiry.keys),
  });
  return {
    get low() {
      return low.level;
    },
    get high() {
      return high.level;
    },
    levelOf: (threshold) =>
      Number.isFinite(threshold) && step > 0
        ? Math.min(levels - 1, Math.max(1, Math.round((threshold + most) / step)))
        : levels >> 1,
    ask: (level) => {
      // Levels coincide with scores: rounding of a weighted product must not put a score below its own.
      const threshold = thresholdOf(level) - 1e-6 * step;
      const matches = inquiry.atLeast(
        weights === undefined ? threshold : weights.map((w) => (w > 0 ? threshold / w : Infinity)),
      );
      searches++;
      const count = matches.reduce((sum, match) => sum + match, 0);
      if (count >= k) low = { level, matches };
      else high = { level, matches };
      return count;
    },
    matchesAt: (level) => {
      const { matches } = level === low.level ? low : high;
      return selection(
        [...matches.keys()].filter((n) => matches[n] === 1),
        level,
      );
    },
    filled: () => {
      let rest = k - high.matches.reduce((sum, match) => sum + match, 0);
      const positions = [...low.matches.keys()].filter(
        (n) => high.matches[n] === 1 || (low.matches[n] === 1 && rest-- > 0),
      );
      return selection(positions, low.level);
    },
  };
}

/** Halves the bracket until its levels are adjacent, or a level has an acceptable number of matches. */
function bisect(bracket: Bracket, does: (count: number) => boolean): Selection {
  while (bracket.high - bracket.low > 1) {
    const level = (bracket.low + bracket.high) >> 1;
    if (does(bracket.ask(level))) return bracket.matchesAt(level);
  }
  return bracket.filled();
}

const wanted = (budget: Budget): number => ("k" in budget ? budget.k : 0);

/**
 * Finds the threshold of k by bisection: ⌈log₂ levels⌉ searches of the whole store, fewer if a level has
 * exactly k matches. The gap between the last two levels is filled in order. Priced by `LOGIC`.
 */
export const bisectionTopK = defineTopK({
  model: "bisection",
  source: "aladdin-2014",
  params: z.object(THRESHOLD_PARAMS),
  measured: SYNTHESISED,
  constants: CONSTANTS,
  behave: ({ levels }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["k"],
    select: (candidates, budget) => {
      const k = wanted(budget);
      return bisect(bracketOf(candidates, k, levels), (count) => count === k);
    },
    work: (candidates) => workOf(Math.ceil(Math.log2(levels)), candidates),
  }),
  cost: thresholdPrice,
});

/**
 * Starts from the previous token's threshold: a search there, steps of 1, 2, 4, … levels towards k while
 * matches stay on one side, then bisection. A count within `tolerance` of k is accepted. The first query
 * starts in the middle. Among 4096 keys of 128 bits a selection of 32 or 256 took 0.9 to 1.3 corrections
 * after an unrelated Gaussian query and 2.4 to 4.0 with keys and queries in twelve clusters; prices assume
 * two.
 */
export const carriedTopK = defineTopK({
  model: "carried",
  source: "aladdin-2014",
  params: z.object({
    ...THRESHOLD_PARAMS,
    tolerance: fraction("share of k by which the number of chosen may differ").prefault(0.1),
    corrections: stated(
      priceOnly(
        real(
          { min: 0, max: 64 },
          "searches beyond the first that a price expects (assumed; a simulated selection counts its own)",
        ).prefault(2),
      ),
    ),
  }),
  measured: SYNTHESISED,
  constants: CONSTANTS,
  behave: ({ levels, tolerance, corrections }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["k"],
    select: (candidates, budget, _rng, before) =>
      carry(candidates, wanted(budget), levels, tolerance, before),
    work: (candidates) => workOf(1 + corrections, candidates),
  }),
  cost: thresholdPrice,
});

function carry(
  candidates: Candidates,
  k: number,
  levels: number,
  tolerance: number,
  before: number | undefined,
): Selection {
  const bracket = bracketOf(candidates, k, levels);
  const does = (count: number): boolean => Math.abs(count - k) <= tolerance * k;
  let level = before === undefined ? levels >> 1 : bracket.levelOf(before);
  for (let step = 1; bracket.low < level && level < bracket.high; step *= 2) {
    const count = bracket.ask(level);
    if (does(count)) return bracket.matchesAt(level);
    level = count >= k ? level + step : level - step;
  }
  return bisect(bracket, does);
}
