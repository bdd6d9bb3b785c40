// Codes that designs store of keys, what they are compared with, and how many keys are attended.

import { z } from "zod";
import { choice, flag, integer, multiple, real } from "#base";
import { MOST_EXPONENT, USUAL_THRESHOLD } from "../attention/selectors/selector.ts";
import type { SearchInstance } from "../peripherals/search/search.ts";
import type { TopKInstance } from "../peripherals/top-k/top-k.ts";

const QUERIES = ["best", "map", "values", "signs"] as const;
const SEARCHERS = ["query-head", "key-head"] as const;
const BUDGETS = ["equal", "fixed", "share", "mass", "threshold"] as const;

/** Bits of a key's stored length. */
const LENGTH_BITS = 8;

/** Config schema of the codes that are stored of keys and searched. */
export const codesSchema = z
  .strictObject({
    bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
    coordinateBits: integer(
      { min: 1, max: 4 },
      "bits of a coordinate of keys that are stored rotated and rounded",
    ).prefault(2),
    query: choice(
      QUERIES,
      "what codes are compared with: queries through a calibrated map, their projections as values, or the signs of these; best: a map for arrays and for a budget of mass or a threshold, else values",
    ).prefault("best"),
    queryBits: integer({ min: 1, max: 8 }, "bits of an entry of a mapped query or of its values").prefault(4),
    norm: flag("store the length of a key and multiply its score by it").prefault(true),
    searchers: choice(
      SEARCHERS,
      "who searches: each query head for itself, or the sum of the query heads of a key head for all of them",
    ).prefault("query-head"),
  })
  .prefault({});

/** Config schema of the number of attended keys. */
export const budgetSchema = z
  .strictObject({
    kind: choice(
      BUDGETS,
      "keys attended by designs that search codes: as many as the memristor LSH design attends, so many, a share of the visible ones, the fewest that hold a share of the attention as it is estimated, or all of at least a share of it",
    ).prefault("equal"),
    keys: integer({ min: 1, max: 1 << 24 }, "keys of a query, sink and window included; for fixed").prefault(
      256,
    ),
    share: real(
      { min: 1e-6, max: 1 },
      "share of the visible keys, sink and window included; for share",
    ).prefault(0.125),
    mass: real({ min: 1e-3, max: 0.9999 }, "share of the attention; for mass").prefault(0.98),
    tau: real(
      { min: 1e-9, max: 0.5 },
      "least share of a query's attention, as it is estimated, of a key that is attended; for threshold",
    ).prefault(USUAL_THRESHOLD.tau),
    tauExponent: real(
      { min: 0, max: MOST_EXPONENT },
      "fall of tau with the keys n that a query sees: tau · (2048 / n)^tauExponent; for threshold",
    ).prefault(USUAL_THRESHOLD.exponent),
    expected: real(
      { min: 1e-6, max: 1 },
      "share of the visible keys that a budget of mass or a threshold attends, sink and window included (default: measured on the activations)",
    ).optional(),
  })
  .prefault({});

export type KeyCodes = z.output<typeof codesSchema>;
export type KeyBudget = z.output<typeof budgetSchema>;

/** How a key is stored: as signs of projections, or rotated with its coordinates rounded. */
export type ByCode = "signs" | "coordinates";

/** Whether every key is scored by a stored code, and the best are attended. */
export const isScored = ({ kind }: { readonly kind: string }): boolean =>
  kind === "signs" || kind === "coordinates";

/** Keys attended beyond sink and window: a number, or a share of the visible ones less the near ones. */
export type WantedKeys = { readonly chosen: number } | { readonly share: number };

/** Measured selection of queries that score every key. */
export interface MeasuredSelection {
  /** Attended keys over visible ones under a budget of mass or a threshold, sink and window included. */
  readonly attended: number;
  /** Distinct keys of a key head's query heads over those that independent choices would fetch. */
  readonly fetched: number;
}

/** Fields of a workload that scores every key by its code, beyond its attention. */
export interface CodedWorkload {
  /** Keys that queries attend; left out for other attention. */
  readonly wanted?: WantedKeys;
  /** Measured selection; left out where nothing was measured. */
  readonly selected?: MeasuredSelection;
}

/** The stored code of a key, and the form of the queries. */
export interface KeyCode {
  /** Number of signs of projections, or of coordinates. */
  readonly entries: number;
  readonly entryBits: number;
  /** Bits of its length; 0 where scores are not weighted by it. */
  readonly lengthBits: number;
  /** Queries through a map, as projected values, or as signs of their projections. */
  readonly query: "map" | "values" | "signs";
  /** Bits of an entry of the query. */
  readonly queryBits: number;
}

interface Coded {
  readonly kind: string;
  readonly codes: KeyCodes;
  readonly budget: KeyBudget;
}

/** Entries of a code: signs, or coordinates of a head's width padded to a power of two. */
export const entriesOf = ({ kind, codes }: Pick<Coded, "kind" | "codes">, headWidth: number): number =>
  kind === "coordinates" ? 2 ** Math.ceil(Math.log2(headWidth)) : codes.bits;

/** Properties of the code hardware that determine the form of queries. */
export interface CodeHardware {
  /** Whether arrays write the codes; they read out only signs. */
  readonly onArrays: boolean;
  /** Whether the store reports scores, or only compares with a threshold. */
  readonly answers: "scores" | "threshold";
}

/**
 * The code of a key. With `best`, queries meet signs of arrays through a map, and those of a transform, which
 * costs less than a map, as transformed values; budgets of mass and thresholds of weight need the map's
 * estimate; a store that compares lines with a threshold needs signs.
 */
export function keyCodeOf(
  { kind, codes, budget }: Coded,
  headWidth: number,
  { onArrays, answers }: CodeHardware,
): KeyCode {
  const entries = entriesOf({ kind, codes }, headWidth);
  const isRotated = kind === "coordinates";
  const isWeighed = budget.kind === "mass" || budget.kind === "threshold";
  const best =
    answers === "threshold" && budget.kind !== "threshold"
      ? "signs"
      : onArrays || isWeighed
        ? "map"
        : "values";
  const query = isRotated ? "values" : codes.query === "best" ? best : codes.query;
  const entryBits = isRotated ? codes.coordinateBits : 1;
  const lengthBits = isRotated || codes.norm ? LENGTH_BITS : 0;
  return {
    entries,
    entryBits,
    lengthBits,
    query,
    queryBits: query === "signs" ? 1 : codes.queryBits,
  };
}

/** Code stores with choosing units; the one of least energy is taken. By default the design's own. */
export interface OpenChoices {
  readonly searches?: readonly {
    readonly search: SearchInstance;
    readonly topK: TopKInstance;
  }[];
  /** Macros that the config states for the codes of all heads, once a choice has been made. */
  readonly macros?: number;
}
