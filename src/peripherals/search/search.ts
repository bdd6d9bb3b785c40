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
import { exactInquiry, type Inquiry, type MatchLine } from "./inquiry.ts";

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
