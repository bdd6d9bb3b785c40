import type { z } from "zod";
import { type Dense, dense } from "../../base/dense.ts";
import type { Wear } from "../../devices/memristor.ts";
import type { HashCode, Hasher, Role } from "../hash-code.ts";
import type { HashRequest } from "../hashes/hash.ts";

/** A code of `bytes` bytes for each key, with one float32 factor; both are stored in 32-bit words. */
export interface ByteCodes {
  readonly bytes: number;
}

/** Values of a field of a code, 2^bits of them, and the bits of a field. */
export interface CodeFields {
  readonly levels: Float64Array;
  readonly bits: number;
}

/**
 * Scores four queries at a time over the codes of one block of keys, in single precision. Lanes are queries, 0 to 3. What is loaded and
 * computed holds until another block is loaded.
 */
export interface ScoreKernel {
  /** Takes the words of `keys` keys. `holder` names them. */
  load(holder: object, codes: Int32Array, keys: number, shape: ByteCodes): void;
  /** Whether the codes of this holder are those that are loaded. */
  holds(holder: object): boolean;
  /** Up to four queries, each with a coordinate for each field of a code. */
  setQueries(queries: readonly Float64Array[], fields: CodeFields): void;
  /** Computes the scores of keys from, from + step, … below count for the queries that were set last. */
  products(count: number, scale: number, from: number, step: number): void;
  /**
   * Writes the fewest keys of [from, to) that, with all others below `count`, hold the share `mass` of Σ exp(score) below count; ascending.
   * Returns how many.
   */
  heaviest(lane: number, count: number, from: number, to: number, mass: number, into: Int32Array): number;
  /** Writes the `wanted` keys of [from, to) of the largest scores; ascending; of equals, the earliest. Returns how many. */
  largest(lane: number, from: number, to: number, wanted: number, into: Int32Array): number;
}

/** Kinds of budgets: a number of keys, a share of the causal keys, a share of the attention, the selector's own. */
export type BudgetKind = "fixed" | "share" | "mass" | "design";

/** A selector with its parameters: plain data. */
export interface SelectorSpec {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where a block of keys or queries comes from. */
export interface Site {
  readonly layer: number;
  readonly keyValueHead: number;
  /** Query head; of keys, the first that reads them. */
  readonly head: number;
  /** Position of its first row. */
  readonly first: number;
}

/** Vectors of one head, rows × width. */
export interface Vectors {
  readonly rows: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Consecutive keys or queries of one head, as they enter the dot product. */
export interface Block extends Site, Vectors {}

/** Consecutive keys of one head as they are written. */
export interface KeyBlock extends Block {
  /** Their values, rows × width. */
  readonly values: Float32Array;
  /** Keys 0 to first + rows − 1, rows × width: the block's own are the last. */
  readonly keys: Float32Array;
}

/** Queries of one head, with what is stored of the keys before them. */
export interface QueryBlock extends Block {
  /** Words of keys 0 to first + rows − 1, `keyWords` each. */
  readonly codes: Int32Array;
  /** The keys themselves, rows × width: for what is indexed beside them, and for keys that are attended anyway. */
  readonly keys: Float32Array;
  /**
   * Logits of the n-th query on keys 0 to first + n, in float32 as attention uses them. Overwritten by the next call of it
   * or of `weights`. Costs a pass over the keys; a selector that hardware could build has no use for it.
   */
  scores(n: number): Float32Array;
  /** The same as exp(logit − largest logit). */
  weights(n: number): Float32Array;
}

/** What a query asks for beyond sink and window: keys of [from, to), which hold neither. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  /** Keys, at most; as many as the selector likes for the budget `design`. */
  readonly keys: number;
  /** Share of the attention that all attended keys should hold; null unless the budget is one of mass. */
  readonly mass: number | null;
}

/** Chooses for the queries of one block. */
export interface Chooser {
  /**
   * Writes distinct positions of [from, to) at the front of `into`, in any order, and returns how many. Queries come in
   * ascending order, each once.
   */
  choose(n: number, wanted: Wanted, into: Int32Array): number;
  /** Key slots that hardware compares with the query of the last `choose`, without sink and window. */
  slots(): number;
  /**
   * What is added to the logit of the k-th key that the last `choose` wrote; only of choosers that write in ascending order. Nothing is
   * added where it is left out.
   */
  shift?(k: number): number;
}

/** One of the untuned arrays that a selector hashes with: the n-th that is made, and what it has been through since. */
export interface HashArray {
  readonly copy: number;
  readonly wear: Wear | null;
}

/** Draws of a run, by their owner's name: a stream depends on the names alone. */
export interface Draws {
  uniform(): number;
  integer(n: number): number;
  normal(): number;
  fork(label: string | number): Draws;
}

/** What a selector may ask of whoever runs it. */
export interface SelectorTools {
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  /** Head width. */
  readonly width: number;
  /** Tokens of the longest sequence that will be asked for. */
  readonly length: number;
  readonly budget: BudgetKind;
  readonly draws: Draws;
  /**
   * Scores codes in single precision; plain TypeScript does it in double precision where none is given.
   * @internal Kernels of scores have no public type.
   */
  readonly scores?: ScoreKernel;
  /** Code of the design's hash for so many rounds and buckets. */
  codeOf(request: HashRequest): HashCode;
  /**
   * Hasher of a block: `software` by exact projections, `memristor` on the design's arrays, `second-array` with queries
   * and keys on unrelated arrays, `random-buckets` at random. Keys come with `keyMean` taken off, where it is given.
   * `array`: which of several unrelated sets of arrays, or of projections; the first, as made, unless given.
   */
  hasherOf(
    word: HashWord,
    code: HashCode,
    site: Site,
    keyMean: Float64Array | null,
    array?: HashArray,
  ): Hasher;
  /**
   * The same projections as values, rows × (rounds · columns), not only their signs. Those of arrays are scaled to the rms length of the
   * calibrated vectors, as if their weights had unit variance; reading them takes converters in place of comparators.
   */
  valuesOf(word: HashWord, code: HashCode, site: Site, array?: HashArray): Projected;
  /**
   * Hasher on arrays of the design that are written and verified to these rows, (rounds · columns) × width; the same rows are written once a
   * chip. Keys come with `keyMean` taken off, where it is given.
   */
  writtenHasherOf(rows: Dense, code: HashCode, site: Site, keyMean: Float64Array | null): Hasher;
  /** Mean key of a head over the calibration text. */
  keyMean(site: Site): Float64Array;
  /** Keys of a head from all over the calibration text, as they enter the dot product. */
  keySamples(site: Site): Samples;
  /** Queries of the site's query head from all over the calibration text, not always at the keys' positions. */
  querySamples(site: Site): Samples;
  /** Vectors at these positions without the rotation of their positions; themselves where the model has none. */
  unrotated(vectors: Vectors, positionOf: (row: number) => number): Float32Array;
}

/** Projections of vectors, one row each. */
export type Projected = (vectors: Dense, role: Role) => Dense;

/** Keys of a text, with the position of each. */
export interface Samples extends Vectors {
  position(row: number): number;
}

/** Ways to hash. */
export const HASH_WORDS = ["software", "memristor", "second-array", "random-buckets"] as const;
export type HashWord = (typeof HASH_WORDS)[number];

/** A selector with its parameters bound, on one model. */
export interface PreparedSelector {
  /** Writes the words of a block of keys, key after key. */
  encodeKeys(block: KeyBlock, into: Int32Array): void;
  begin(block: QueryBlock): Chooser;
}

/** What of a model and a run decides whether a selector's parameters fit. */
export interface SelectorShape {
  /** Head width. */
  readonly width: number;
  /** Tokens of the longest sequence. */
  readonly length: number;
  /** Bit lines of an array of the design; null where none is known. */
  readonly columns: number | null;
}

/** A parameter that does not fit, and why. */
export interface Misfit {
  readonly path: readonly string[];
  readonly message: string;
}

/** More signs of a key than an array of the design has bit lines, where arrays write them. */
export const columnMisfits = (
  hash: HashWord,
  bits: number,
  param: string,
  { columns }: SelectorShape,
): readonly Misfit[] =>
  columns === null || bits <= columns || (hash !== "memristor" && hash !== "second-array")
    ? []
    : [
        {
          path: [param],
          message: `expected at most as many signs of a key as an array has columns, ${columns} (design.hashing.array.columns), received ${bits}`,
        },
      ];

/** A selector as its author writes it: everything that the rest of the framework asks about it, in one record. */
export interface SelectorDefinition<Shape extends z.ZodObject> {
  /** Its word at `workload.attention.select`. */
  readonly name: string;
  /** The same in a sentence, with its article. */
  readonly title: string;
  /** Key of references.bib, or `assumed` where it is a control of our own. */
  readonly source: string;
  readonly params: Shape;
  /** Budgets that it can serve. */
  readonly budgets: readonly BudgetKind[];
  /** Whether key means and converters' ranges of another text must be known. */
  readonly needsCalibration: boolean;
  /** Tokens that a calibration text needs at least; 1 unless given. */
  readonly leastCalibration?: number;
  /** Whether mapping and price know hardware for it. */
  readonly hasHardware: boolean;
  /** Whether its keys are a weighted sample of all keys; not unless given. */
  readonly isSample?: boolean;
  /** Int32 words that are stored for a key of so many dimensions and key-value head when it is written; 0 for none. */
  keyWords(params: z.output<Shape>, width: number): number;
  /** Programmed arrays that a key-value head goes through for so many keys; those of one set, or none, are not counted. */
  programmed?(params: z.output<Shape>, length: number): ProgrammedSets;
  /** What of the parameters does not fit a shape: looked at before anything runs. Everything fits where left out. */
  misfits?(params: z.output<Shape>, shape: SelectorShape): readonly Misfit[];
  prepare(params: z.output<Shape>, tools: SelectorTools): PreparedSelector;
}

/** Sets of arrays, each with so many projections. */
export interface ProgrammedSets {
  readonly sets: number;
  readonly projections: number;
}

/** A selector with its parameter type sealed in. */
export interface Selector
  extends Omit<SelectorDefinition<z.ZodObject>, "prepare" | "keyWords" | "programmed" | "misfits"> {
  programmed(params: Readonly<Record<string, unknown>>, length: number): ProgrammedSets;
  keyWords(params: Readonly<Record<string, unknown>>, width: number): number;
  misfits(params: Readonly<Record<string, unknown>>, shape: SelectorShape): readonly Misfit[];
  prepare(params: Readonly<Record<string, unknown>>, tools: SelectorTools): PreparedSelector;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Seals a selector's parameter type. Throws RangeError for a name that is not kebab-case. */
export function defineSelector<Shape extends z.ZodObject>(definition: SelectorDefinition<Shape>): Selector {
  if (!IDENTIFIER.test(definition.name))
    throw new RangeError(`defineSelector: expected a kebab-case name, received "${definition.name}"`);
  return {
    ...definition,
    programmed: (params, length) =>
      definition.programmed?.(params as z.output<Shape>, length) ?? { sets: 0, projections: 0 },
    keyWords: (params, width) => definition.keyWords(params as z.output<Shape>, width),
    misfits: (params, shape) => definition.misfits?.(params as z.output<Shape>, shape) ?? [],
    prepare: (params, tools) => definition.prepare(params as z.output<Shape>, tools),
  };
}

/** Vectors as float64, less their mean where there is one. */
export function centred({ rows, width, data }: Vectors, mean: Float64Array | null): Dense {
  const out = Float64Array.from(data.subarray(0, rows * width));
  if (mean !== null) for (let n = 0; n < out.length; n++) out[n] -= mean[n % width];
  return dense(rows, width, out);
}
