// Interface of searched code stores, their contents, and the ideal one.

import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  InfeasibleError,
  type Instance,
  integer,
  type Model,
  priceOnly,
  quantity,
  type Rng,
  real,
  stated,
} from "#base";

/** One query's scores of all stored keys, as reported by the hardware. */
export interface Inquiry {
  /** Stored keys. */
  readonly keys: number;
  /** Largest magnitude of a score: the number of bits for signs, Σ|qᵢ| for query values. */
  readonly reach: number;
  /** Searches of all keys so far. */
  readonly searches: number;
  /** One search that reads scores out. Throws InfeasibleError if the store only compares with a threshold. */
  report(): Float64Array;
  /**
   * One search in which lines race: the mismatches of each line, in [0, bits], for a unit that reads them in
   * time. Throws InfeasibleError if codes are compared by logic, without lines.
   */
  race(): Float64Array;
  /** One search: 1 for each key with a reported score of at least its threshold (common, or one per key). */
  atLeast(thresholds: number | Float64Array): Uint8Array;
}

/**
 * Errors of a report of m ∈ [0, b] mismatches of a b-bit code. A match line sums one current or charge per
 * mismatch, each with a relative deviation: `spread` · √m. Matching cells leak `leak` of that current each,
 * with the same relative deviation. `offset` and `noise` are shares of full scale (b mismatches): the first
 * is constant for all searches of a query, the second new in each. `levels`: levels distinguished by a
 * readout, continuous if absent.
 */
export interface MatchLine {
  readonly spread: number;
  readonly leak: number;
  readonly offset: number;
  readonly noise: number;
  readonly levels?: number;
  /** Whether the line averages all its cells, as in charge sharing, instead of summing mismatching ones. */
  readonly shared?: boolean;
}

/**
 * Standard deviation of a report of m `mismatches` of b `bits`, in mismatches, before rounding. Cells add
 * s²·m + (s·leak)²·(b − m) if a line sums them, s²·m·(b − m)/b for their mean Σ Cᵢxᵢ / Σ Cᵢ (first order).
 */
export function deviationOf(line: MatchLine, mismatches: number, bits: number): number {
  const matches = bits - mismatches;
  const cells =
    line.spread ** 2 * (line.shared ? (mismatches * matches) / bits : mismatches + matches * line.leak ** 2);
  return Math.sqrt(cells + bits ** 2 * (line.offset ** 2 + line.noise ** 2));
}

/** A query of zeros has scores of zero, half way between the ends of any range. */
const spanOf = (reach: number): number => (reach > 0 ? reach : 1);

/** An inquiry with exact scores. */
export const exactInquiry = (scores: Float64Array, reach: number): Inquiry =>
  inquiryOf(reach, scores.length, {
    read: () => scores,
    readable: true,
  });

/**
 * Scores from match lines. A score s ∈ [−reach, reach] is b·(1 − s / reach) / 2 mismatches; line errors are
 * converted back likewise. `threshold`: scores are not read out, lines are only compared with a reference.
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
  // Mean leakage of matching cells is calibrated out: a line is read against one of known content.
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

/** Rounds to the nearest of `levels` between no mismatches and all. */
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
  /** Bits of a key's code, or elements of a key with several bits per element. */
  readonly bits: number;
  /** Bits of an element of a key: 1 for ±1. */
  readonly keyBits: number;
  /** Bits of an element of a query: 1 for signs, more for values. */
  readonly queryBits: number;
  /** Keys of one macro and of all; Infinity if as many macros are built as the codes need. */
  readonly macroKeys: number;
  readonly capacity: number;
  /** Whether scores are read out, or lines are only compared with a threshold. */
  readonly answers: "scores" | "threshold";
  /** Errors of its match lines, if any. */
  readonly line?: MatchLine;
  /** Writes that a key's row survives; Infinity without wear. */
  readonly endurance: number;
  /** A query in the store's format: signs, or values rounded to `queryBits` with one scale. */
  ask(query: Float64Array): Float64Array;
  /** Searches for a query with exact scores (dot products of codes in ±) `scores`, each within ±`reach`. */
  inquire(scores: Float64Array, reach: number, rng: Rng): Inquiry;
}

/** Actions `search`: one query against one stored code; `write`: one key's code. */
export type SearchAction = "search" | "write";
export type SearchModel = Model<SearchAction, Search>;
export type SearchInstance = Instance<SearchAction, Search>;

export const defineSearch = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, SearchAction, Search, C>, "family">,
): SearchModel => define({ ...definition, family: "search" });

/** Size parameters of every store. */
export const STORE_PARAMS = {
  bits: integer({ min: 1, max: 4096 }, "bits of a key's code, or elements of a key").prefault(128),
  keys: integer({ min: 1, max: 1 << 24 }, "keys of a macro").prefault(1024),
  macros: priceOnly(
    integer({ min: 1, max: 1 << 24 }, "macros (default: as many as the codes take)").optional(),
  ),
};

/** Word parameters of stores with digital arithmetic. */
export const WORD_PARAMS = {
  keyBits: integer({ min: 1, max: 8 }, "bits of an element of a key").prefault(1),
  queryBits: integer({ min: 1, max: 8 }, "bits of an element of a query; 1: its signs").prefault(1),
};

/** Write parameters of non-volatile cells: device properties that no law here gives. */
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

/** Common properties of stores, from their sizes. */
export const storeOf = ({ bits, keys, macros }: Sizes, queryBits = 1, keyBits = 1) => ({
  bits,
  keyBits,
  queryBits,
  macroKeys: keys,
  capacity: macros === undefined ? Number.POSITIVE_INFINITY : macros * keys,
  ask: (query: Float64Array) => roundQuery(query, queryBits),
});

/** Number of macros priced. */
export const macrosOf = ({ macros }: Pick<Sizes, "macros">): number => macros ?? 1;

/** Behaviour of a store with exact arithmetic. */
export const exactStore = (sizes: Sizes, queryBits: number, keyBits: number): Search => ({
  ...storeOf(sizes, queryBits, keyBits),
  answers: "scores",
  endurance: Number.POSITIVE_INFINITY,
  inquire: (scores, reach) => exactInquiry(scores, reach),
});

/** Signs (zero counts as positive), or integers in ±(2^(bits − 1) − 1) times one scale set by the largest. */
export function roundQuery(query: Float64Array, bits: number): Float64Array {
  if (bits === 1) return query.map((x) => (x < 0 ? -1 : 1));
  const most = 2 ** (bits - 1) - 1;
  const largest = query.reduce((least, x) => Math.max(least, Math.abs(x)), 0);
  if (largest === 0) return query;
  return query.map((x) => (Math.round((x / largest) * most) / most) * largest);
}

/**
 * The store with the macros that `keys` codes need. Throws InfeasibleError if its config gives too few
 * macros, or if codes have too many bits.
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

/** Exact scores without cost. */
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
