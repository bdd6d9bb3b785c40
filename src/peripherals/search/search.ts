// Contract of code stores that are searched, what they hold, and the ideal one.

import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  type Instance,
  type Model,
} from "../../base/component.ts";
import { InfeasibleError } from "../../base/errors.ts";
import { integer, priceOnly, quantity, real, stated } from "../../base/fields.ts";
import type { Rng } from "../../base/rng.ts";

/** One query's scores of all stored keys, as the hardware reports them. */
export interface Inquiry {
  /** Stored keys. */
  readonly keys: number;
  /** Largest magnitude of a score: the number of bits for signs, Σ|qᵢ| for values of the query. */
  readonly reach: number;
  /** Searches of all keys so far. */
  readonly searches: number;
  /** One search that reads scores out. Throws InfeasibleError where the store compares with a threshold alone. */
  report(): Float64Array;
  /**
   * One search whose lines are left to race: the mismatches that each line shows, in [0, bits], for a unit that reads
   * them in time. Throws InfeasibleError where codes are compared by logic, which has no lines.
   */
  race(): Float64Array;
  /** One search: 1 for each key whose score is reported as at least its threshold (one for all keys, or one a key). */
  atLeast(thresholds: number | Float64Array): Uint8Array;
}

/**
 * How far a report is from the mismatches m ∈ [0, b] of a code of b bits. A match line sums one current or charge a
 * mismatch, each with a relative deviation: `spread` · √m. Cells that match leak `leak` of that current each, with the
 * same relative deviation. `offset` and `noise` are shares of full scale (b mismatches): the first stays for all searches
 * of a query, the second is drawn anew in each. `levels`: what a readout distinguishes; a continuum where they are left
 * out.
 */
export interface MatchLine {
  readonly spread: number;
  readonly leak: number;
  readonly offset: number;
  readonly noise: number;
  readonly levels?: number;
  /** Whether the line has the mean of all its cells, as where charge is shared, and no sum of those that mismatch. */
  readonly shared?: boolean;
}

/**
 * Standard deviation of a report of m `mismatches` of b `bits`, in mismatches, before it is rounded to levels. Cells add
 * s²·m + (s·leak)²·(b − m) where a line sums them, and s²·m·(b − m)/b where it has their mean Σ Cᵢxᵢ / Σ Cᵢ (first order).
 */
export function deviationOf(line: MatchLine, mismatches: number, bits: number): number {
  const matches = bits - mismatches;
  const cells =
    line.spread ** 2 * (line.shared ? (mismatches * matches) / bits : mismatches + matches * line.leak ** 2);
  return Math.sqrt(cells + bits ** 2 * (line.offset ** 2 + line.noise ** 2));
}

/** A query of zeros has scores of zero, half way between the ends of any span. */
const spanOf = (reach: number): number => (reach > 0 ? reach : 1);

/** Scores as they are. */
export const exactInquiry = (scores: Float64Array, reach: number): Inquiry =>
  inquiryOf(reach, scores.length, {
    read: () => scores,
    readable: true,
  });

/**
 * Scores out of match lines. A score s ∈ [−reach, reach] is b·(1 − s / reach) / 2 mismatches; what the line adds to them
 * goes the same way back. `threshold`: no score is read out, lines are only compared with a reference.
 */
export function matchLineInquiry(
  scores: Float64Array,
  reach: number,
  { bits, answers }: { readonly bits: number; readonly answers: "scores" | "threshold" },
  line: MatchLine,
  rng: Rng,
): Inquiry {
  const still = rng.fork("still");
  const fresh = rng.fork("fresh");
  // Leakage of matching cells is calibrated out on average: a line is read against one of known content.
  const span = spanOf(reach);
  const fixed = scores.map((score) => {
    const mismatches = (bits * (1 - score / span)) / 2;
    return mismatches + deviationOf({ ...line, noise: 0 }, mismatches, bits) * still.normal();
  });
  const lines = (): Float64Array =>
    fixed.map((mismatches) => {
      const seen = mismatches + bits * line.noise * fresh.normal();
      return Math.min(bits, Math.max(0, seen));
    });
  const read = (): Float64Array =>
    lines().map((seen) => span * (1 - (2 * rounded(seen, bits, line.levels)) / bits));
  return inquiryOf(reach, scores.length, { read, readable: answers === "scores", lines });
}

/** To the nearest of `levels` between no mismatch and all. */
function rounded(mismatches: number, bits: number, levels: number | undefined): number {
  if (levels === undefined) return mismatches;
  const step = bits / (levels - 1);
  return Math.round(mismatches / step) * step;
}

interface Answers {
  readonly read: () => Float64Array;
  readonly readable: boolean;
  readonly lines?: () => Float64Array;
}

function inquiryOf(reach: number, keys: number, { read, readable, lines }: Answers): Inquiry {
  let searches = 0;
  const search = (answer: () => Float64Array): Float64Array => {
    searches++;
    return answer();
  };
  return {
    keys,
    reach: spanOf(reach),
    get searches() {
      return searches;
    },
    report: () => {
      if (readable) return search(read);
      throw new InfeasibleError(
        "search: the store compares codes with a threshold and reports no scores; use a top-k unit that asks thresholds",
      );
    },
    race: () => {
      if (lines !== undefined) return search(lines);
      throw new InfeasibleError("search: the store compares codes by logic and has no match lines that race");
    },
    atLeast: (thresholds) => {
      const least = (n: number): number => (typeof thresholds === "number" ? thresholds : thresholds[n]);
      return Uint8Array.from(search(read), (score, n) => (score >= least(n) ? 1 : 0));
    },
  };
}

/** A store of key codes and the comparison of each with a query. */
export interface Search {
  /** Bits of a key's code, or elements of a key of several bits an element. */
  readonly bits: number;
  /** Bits of an element of a key: 1 for ±1. */
  readonly keyBits: number;
  /** Bits of an element of a query: 1 for signs, more for values. */
  readonly queryBits: number;
  /** Keys of one macro, and of all of them; Infinity where as many are built as the codes take. */
  readonly macroKeys: number;
  readonly capacity: number;
  /** Whether scores are read out, or lines only compared with a threshold. */
  readonly answers: "scores" | "threshold";
  /** Errors of its match lines, where it has some. */
  readonly line?: MatchLine;
  /** Writes that a key's row survives; Infinity where nothing wears. */
  readonly endurance: number;
  /** A query as the store takes it: signs, or values rounded to `queryBits` with one scale. */
  ask(query: Float64Array): Float64Array;
  /** Puts a query to the store whose exact scores (dot products of codes in ±) are `scores`, each within ±`reach`. */
  inquire(scores: Float64Array, reach: number, rng: Rng): Inquiry;
}

/** Actions `search`: one query against one stored code; `write`: one key's code. */
export type SearchAction = "search" | "write";
export type SearchModel = Model<SearchAction, Search>;
export type SearchInstance = Instance<SearchAction, Search>;

export const defineSearch = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, SearchAction, Search, C>, "family">,
): SearchModel => define({ ...definition, family: "search" });

/** What every store is sized by. */
export const STORE_PARAMS = {
  bits: integer({ min: 1, max: 4096 }, "bits of a key's code, or elements of a key").prefault(128),
  keys: integer({ min: 1, max: 1 << 24 }, "keys of a macro").prefault(1024),
  macros: priceOnly(
    integer({ min: 1, max: 1 << 24 }, "macros (default: as many as the codes take)").optional(),
  ),
};

/** Stores of digital arithmetic may hold and take words. */
export const WORD_PARAMS = {
  keyBits: integer({ min: 1, max: 8 }, "bits of an element of a key").prefault(1),
  queryBits: integer({ min: 1, max: 8 }, "bits of an element of a query; 1: its signs").prefault(1),
};

/** Writing of cells that keep what is written: what their device does, which no law here gives. */
export const WRITE_PARAMS = {
  pulse: stated(
    quantity("s", { min: 1e-12, max: 1e-2 }, "time of a pulse that writes a row").prefault("100 ns"),
  ),
  endurance: stated(real({ min: 1, max: 1e18 }, "writes that a row survives (assumed)").prefault(1e6)),
};

interface Sizes {
  readonly bits: number;
  readonly keys: number;
  readonly macros?: number;
}

/** What all stores have, from their sizes. */
export const storeOf = ({ bits, keys, macros }: Sizes, queryBits = 1, keyBits = 1) => ({
  bits,
  keyBits,
  queryBits,
  macroKeys: keys,
  capacity: macros === undefined ? Number.POSITIVE_INFINITY : macros * keys,
  ask: (query: Float64Array) => roundQuery(query, queryBits),
});

/** Macros that a price is for. */
export const macrosOf = ({ macros }: Pick<Sizes, "macros">): number => macros ?? 1;

/** What a store of plain arithmetic does. */
export const exactStore = (sizes: Sizes, queryBits: number, keyBits: number): Search => ({
  ...storeOf(sizes, queryBits, keyBits),
  answers: "scores",
  endurance: Number.POSITIVE_INFINITY,
  inquire: (scores, reach) => exactInquiry(scores, reach),
});

/** Signs (a zero counts as positive), or whole numbers in ±(2^(bits − 1) − 1) times one scale that the largest meets. */
export function roundQuery(query: Float64Array, bits: number): Float64Array {
  if (bits === 1) return query.map((x) => (x < 0 ? -1 : 1));
  const most = 2 ** (bits - 1) - 1;
  const largest = query.reduce((least, x) => Math.max(least, Math.abs(x)), 0);
  if (largest === 0) return query;
  return query.map((x) => (Math.round((x / largest) * most) / most) * largest);
}

/**
 * The store with the macros that `keys` codes take. Throws InfeasibleError where its config names a number of macros that
 * do not hold them, or codes of other bits.
 */
export function sizedFor(store: SearchInstance, keys: number, bits: number): SearchInstance {
  const { behaviour, params } = store;
  if (bits > behaviour.bits)
    throw new InfeasibleError(
      `search ${store.model}: codes are ${bits} bits and a row holds ${behaviour.bits} (use bits ${bits})`,
    );
  const needed = Math.max(1, Math.ceil(keys / behaviour.macroKeys));
  if (params.macros === undefined) return store.with({ macros: needed });
  if (keys <= behaviour.capacity) return store;
  throw new InfeasibleError(
    `search ${store.model}: ${keys} keys to be held, and ${String(params.macros)} macros of ${behaviour.macroKeys} hold ${behaviour.capacity} (use macros ${needed})`,
  );
}

/** Exact scores, free. */
export const idealSearch = defineSearch({
  model: "ideal",
  source: "assumed",
  params: z.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    queryBits: integer({ min: 1, max: 52 }, "bits of an element of a query; 1: its signs").prefault(1),
  }),
  constants: {},
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: () => free(["search", "write"]),
});
