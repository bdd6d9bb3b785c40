// Interface of units that choose candidates by their reported scores, and the ideal one.

import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  InfeasibleError,
  type Instance,
  type Model,
  type Numbers,
  nanometres,
  type Rng,
  type TechnologyNode,
} from "#base";
import { ADDERS, COMPARATORS, EXPONENTIAL, ideal, logicAt, MULTIPLIERS, REGISTERS } from "#circuits";
import type { Inquiry, Search } from "../search/search.ts";

/** Keys: `k`, as many as hold the share `p` of the mass Σ exp(slope · score), or all of a least weighted score. */
export type Budget =
  | { readonly k: number }
  | { readonly p: number; readonly slope: number }
  | { readonly least: number };
export type SelectionKind = "k" | "p" | "threshold";

/** Candidates: a query searched in a store, and each key's score factor, such as its norm; 1 by default. */
export interface Candidates {
  readonly inquiry: Inquiry;
  readonly weights?: Float64Array;
}

/** The chosen candidates, and the work. */
export interface Selection extends TopKWork {
  /** Positions of the chosen candidates, ascending. */
  readonly positions: Int32Array;
  /** Lowest accepted weighted score; a unit may start from it at the next query. */
  readonly threshold: number;
}

export interface TopKWork {
  /** Searches of the whole store. */
  readonly searches: number;
  /** Actions. */
  readonly select: number;
  readonly scan: number;
  readonly weigh: number;
}

export interface TopK {
  /**
   * What it needs from a store: scores; comparisons with a threshold, which every store has; or racing lines,
   * which stores with match lines have.
   */
  readonly asks: "scores" | "threshold" | "lines";
  /** Whether it can weight scores, such as by a key's norm. */
  readonly weights: boolean;
  /** Budgets that it supports. */
  readonly budgets: readonly SelectionKind[];
  /** Limits of returned keys and of candidates; absent if it streams any number. */
  readonly largest?: number;
  readonly longest?: number;
  /** Chooses candidates; `before` is the previous query's threshold, if any. */
  select(candidates: Candidates, budget: Budget, rng: Rng, before?: number): Selection;
  /** Expected work of selecting `chosen` of `candidates` with a kind of budget. */
  work(candidates: number, chosen: number, kind: SelectionKind): TopKWork;
}

/**
 * Actions `select`: one candidate's part in a selection; `scan`: one level of a histogram, one step of a
 * threshold search, or the keyless share of a race's last window; `weigh`: one exponential added to the mass.
 */
export type TopKAction = "select" | "scan" | "weigh";
export type TopKModel = Model<TopKAction, TopK>;
export type TopKInstance = Instance<TopKAction, TopK>;

export const defineTopK = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, TopKAction, TopK, C>, "family">,
): TopKModel => define({ ...definition, family: "top-k" });

/** Candidates rounded up to a multiple of the unit's `width`: a partial step takes as long. */
export const inSteps = (candidates: number, width: number): number => Math.ceil(candidates / width) * width;

export const kindOf = (budget: Budget): SelectionKind =>
  "k" in budget ? "k" : "p" in budget ? "p" : "threshold";

/** A selection to be made. */
export interface Task {
  readonly candidates: number;
  readonly budget: Budget;
  readonly weighted: boolean;
}

/**
 * Throws InfeasibleError if a unit cannot serve a selection: another kind of budget, too many candidates or
 * too many chosen, or a store that does not report what the unit needs.
 */
export function checkSelection(
  { model, behaviour }: TopKInstance,
  store: Pick<Search, "answers" | "line">,
  { candidates, budget, weighted }: Task,
): void {
  const refuse = (what: string): never => {
    throw new InfeasibleError(`top-k ${model}: ${what}`);
  };
  const { asks, weights, budgets, largest = Infinity, longest = Infinity } = behaviour;
  if (asks === "scores" && store.answers === "threshold")
    refuse("needs scores, and the store only compares with a threshold (use a unit that asks thresholds)");
  if (asks === "lines" && store.line === undefined)
    refuse("reads match lines in time, and the store compares codes by logic");
  if (weighted && !weights) refuse("cannot weight scores by the norms of keys");
  if (!budgets.includes(kindOf(budget)))
    refuse(`meets budgets of ${budgets.join(" and ")}, not of ${kindOf(budget)}`);
  if (candidates > longest) refuse(`takes ${longest} candidates, received ${candidates}`);
  if ("k" in budget && budget.k > candidates) refuse(`${budget.k} to be chosen of ${candidates} candidates`);
  if ("k" in budget && budget.k > largest) refuse(`returns at most ${largest}, received k ${budget.k}`);
}

/** Scores times their weights. */
export const weighted = (scores: Float64Array, weights: Float64Array | undefined): Float64Array =>
  weights === undefined ? scores : scores.map((score, n) => score * weights[n]);

/** Positions by falling score, the earlier one first among equals. */
export const ranked = (scores: Float64Array): Int32Array =>
  Int32Array.from([...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b));

/** Number of ranked scores that a budget takes: k, or the fewest that hold the share p of the mass. */
export function takenOf(falling: Float64Array, budget: Budget): number {
  if ("k" in budget) return Math.min(budget.k, falling.length);
  if ("least" in budget) return falling.filter((score) => score >= budget.least).length;
  const masses = falling.map((score) => Math.exp(budget.slope * (score - falling[0])));
  const wanted = budget.p * masses.reduce((sum, mass) => sum + mass, 0);
  let held = 0;
  const last = masses.findIndex((mass) => {
    held += mass;
    return held >= wanted;
  });
  return last < 0 ? falling.length : last + 1;
}

/** The best by a budget, the earliest of equals: their positions, ascending, and their lowest score. */
export function best(scores: Float64Array, budget: Budget): Pick<Selection, "positions" | "threshold"> {
  const falling = scores.toSorted().reverse();
  const taken = takenOf(falling, budget);
  const threshold = taken === 0 ? Number.POSITIVE_INFINITY : falling[taken - 1];
  const positions = new Int32Array(taken);
  // Scores above the lowest come before its equals, of which only some may be taken.
  let equals = taken - falling.subarray(0, taken).indexOf(threshold);
  let found = 0;
  for (let n = 0; n < scores.length && found < taken; n++)
    if (scores[n] > threshold || (scores[n] === threshold && equals-- > 0)) positions[found++] = n;
  return { positions, threshold };
}

/** Scores rounded to 2^bits equal steps over ±`most`, as in a unit of that many bits. */
export function roundScores(scores: Float64Array, most: number, bits: number): Float64Array {
  const step = (2 * most) / (2 ** bits - 1);
  return step === 0 ? scores : scores.map((score) => Math.round((score + most) / step) * step - most);
}

/** Largest possible magnitude of a weighted score. */
export const reachOf = ({ inquiry, weights }: Candidates): number =>
  inquiry.reach * (weights === undefined ? 1 : weights.reduce((most, w) => Math.max(most, w), 0));

/** The best of the reported scores, chosen without error; free. */
export const idealTopK = defineTopK({
  ...ideal,
  params: z.object({}),
  behave: () => ({
    asks: "scores",
    weights: true,
    budgets: ["k", "p", "threshold"],
    select: ({ inquiry, weights }, budget) => {
      const scores = weighted(inquiry.report(), weights);
      const order = ranked(scores);
      const taken = takenOf(
        Float64Array.from(order, (n) => scores[n]),
        budget,
      );
      return {
        positions: order.slice(0, taken).sort(),
        threshold: taken === 0 ? Number.POSITIVE_INFINITY : scores[order[taken - 1]],
        ...sorted(scores.length, kindOf(budget)),
      };
    },
    work: (candidates, _, kind) => sorted(candidates, kind),
  }),
  cost: () => free(["select", "scan", "weigh"]),
});

/** Work of a unit that reads all scores once. */
const sorted = (candidates: number, kind: SelectionKind): TopKWork => ({
  searches: 1,
  select: candidates,
  scan: 0,
  weigh: kind === "p" ? candidates : 0,
});

/** Registers, counters and comparators. */
export const TOP_K_PARTS = { ...REGISTERS, ...COMPARATORS, ...ADDERS } as const;

/** What turns a score into a weight and sums it: an exponential out of a table, a 16-bit product, an addition. */
export const WEIGHING = { ...EXPONENTIAL, ...MULTIPLIERS, ...ADDERS } as const;

/** Energy, J, and area, m², of a weighing at a technology. */
export function weighingAt(
  technology: TechnologyNode,
  k: Numbers<typeof WEIGHING>,
): { readonly energy: number; readonly area: number } {
  const [table, factor] = [nanometres(16), logicAt(technology, k)];
  return {
    energy:
      k.exponential * technology.energyFactor("logic", table) +
      k.productGlitches * (4 * k.multiply8 + 32 * k.adderBit) * factor.energy,
    area:
      k.exponentialArea * technology.areaFactor("logic", table) +
      (4 * k.multiplier8Area + 32 * k.adderArea) * factor.area,
  };
}

/** Bits of a counter of candidates, and of a candidate's position. */
export const COUNTER = 24;

/** Bits that distinguish this many values. */
export const bitsFor = (values: number): number => Math.ceil(Math.log2(Math.max(2, values)));
