import type { z } from "zod";
import { type Dense, dense, power } from "#base";
import type { Wear } from "#memristors";
import type { HashCode, Hasher, Role } from "../hash-code.ts";
import type { HashRequest } from "../hashes/hash.ts";

/** A code of `bytes` bytes and one float32 factor per key, stored in 32-bit words. */
export interface ByteCodes {
  readonly bytes: number;
}

/** Values of a code's field, 2^bits of them, and the bits per field. */
export interface CodeFields {
  readonly levels: Float64Array;
  readonly bits: number;
}

/**
 * Scores four queries at a time over the codes of one block of keys, in single precision. Lanes 0 to 3 are
 * queries. Loaded codes and computed scores stay valid until another block is loaded.
 */
export interface ScoreKernel {
  /** Loads the words of `keys` keys. `holder` identifies them. */
  load(holder: object, codes: Int32Array, keys: number, shape: ByteCodes): void;
  /** Whether this holder's codes are loaded. */
  holds(holder: object): boolean;
  /** Sets up to four queries, each with one coordinate per field of a code. */
  setQueries(queries: readonly Float64Array[], fields: CodeFields): void;
  /** Computes the scores of keys from, from + step, … below count for the current queries. */
  products(count: number, scale: number, from: number, step: number): void;
  /**
   * Writes, in ascending order, the fewest keys of [from, to) that with all others below `count` hold the
   * share `mass` of Σ exp(score) below count. Returns their number.
   */
  heaviest(lane: number, count: number, from: number, to: number, mass: number, into: Int32Array): number;
  /** Sets one score of a lane, for keys whose logit is known without their code. */
  setScore(lane: number, key: number, score: number): void;
  score(lane: number, key: number): number;
  /** ln Σ exp(score) of the keys below count. */
  logSum(lane: number, count: number): number;
  /** Writes, ascending, the keys of [from, to) whose score is at least `least`. Returns their number. */
  atLeast(lane: number, from: number, to: number, least: number, into: Int32Array): number;
  /** Writes, ascending, the `wanted` best keys of [from, to), earliest of equals. Returns their number. */
  largest(lane: number, from: number, to: number, wanted: number, into: Int32Array): number;
}

/**
 * Budgets: a number of keys, a share of the causal keys, a share of the attention, the keys above a threshold
 * of weight, the selector's own.
 */
export type BudgetKind = "fixed" | "share" | "mass" | "threshold" | "design";

/**
 * Where a threshold's total Σ exp(logit) comes from before keys are compared with it: a first pass over the
 * estimates; the total of the last query; or the exact sum over sink and window times the mean ratio of both
 * over the queries before.
 */
export type TotalSource = "pass" | "last" | "running";
export const TOTALS = ["pass", "last", "running"] as const satisfies readonly TotalSource[];

/** Estimates of keys that are attended anyway: their logits (default), or their codes, which misjudge them. */
export type NearBy = "logits" | "codes";
export const NEAR_WORDS = ["logits", "codes"] as const satisfies readonly NearBy[];

/**
 * Attends every key whose estimated weight is at least a share of the estimated total: `tau` for a query that
 * sees TAU_KEYS keys, tau · (TAU_KEYS / n)^exponent for one that sees n. Without an exponent it is 0.
 */
export interface WeightThreshold {
  readonly tau: number;
  readonly exponent?: number;
  readonly total: TotalSource;
}

/** Largest exponent that is accepted: thresholds of published runs fall by less than 1 (assumed). */
export const MOST_EXPONENT = 2;

/** Visible keys for which τ is given. */
export const TAU_KEYS = 2048;

/**
 * Threshold at which `score` with 128 bits loses .0035 nats a token at 2 048, 4 096 and 7 936 tokens, nearly a
 * quarter of the mean weight; calibrated on one model and one text (evidence/diary/threshold-law-on-smollm2.md).
 */
export const USUAL_THRESHOLD = { tau: 1.2e-4, exponent: 0.93 } as const;

/** Least share of a query that sees `keys` keys; at most 1. */
export const leastShare = (
  { tau, exponent = 0 }: Pick<WeightThreshold, "tau" | "exponent">,
  keys: number,
): number => (exponent === 0 ? tau : Math.min(1, tau * power(TAU_KEYS / keys, exponent)));

/** A selector with its parameters: plain data. */
export interface SelectorSpec {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Origin of a block of keys or queries. */
export interface Site {
  readonly layer: number;
  readonly keyValueHead: number;
  /** Query head; for keys, the first that reads them. */
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

/** Consecutive keys of one head when they are written. */
export interface KeyBlock extends Block {
  /** Their values, rows × width. */
  readonly values: Float32Array;
  /** Keys 0 to first + rows − 1, rows × width; the last ones are the block's. */
  readonly keys: Float32Array;
}

/** Queries of one head, with the stored data of the keys before them. */
export interface QueryBlock extends Block {
  /** Words of keys 0 to first + rows − 1, `keyWords` each. */
  readonly codes: Int32Array;
  /** The keys, rows × width, for separate indexes and for keys that are attended anyway. */
  readonly keys: Float32Array;
  /**
   * Logits of the n-th query on keys 0 to first + n, in float32 as attention uses them; the next call of
   * `scores` or `weights` overwrites them. Costs a pass over the keys: no use to a selector with hardware.
   */
  scores(n: number): Float32Array;
  /** Logit of the n-th query on one key: free for keys that are attended anyway. */
  logit(n: number, key: number): number;
  /** `scores` as exp(logit − largest logit). */
  weights(n: number): Float32Array;
}

/** What a query needs besides sink and window: keys of [from, to), which excludes both. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  /** First and last key that the query may attend: sink and window are [lowest, from) and [to, last]. */
  readonly lowest: number;
  readonly last: number;
  /** Most keys; not limiting for the budgets `mass`, `threshold` and `design`. */
  readonly keys: number;
  /** Share of the attention that all attended keys should hold; null unless the budget is a mass. */
  readonly mass: number | null;
  /** Null unless the budget is a threshold. */
  readonly threshold: WeightThreshold | null;
  /** How sink and window enter these two: by their logits, or by their codes as all other keys do. */
  readonly nearBy: NearBy;
}

/** Chooses keys for the queries of one block. */
export interface Chooser {
  /**
   * Writes distinct positions of [from, to) to the front of `into`, in any order; returns their number.
   * Queries come in ascending order, each once.
   */
  choose(n: number, wanted: Wanted, into: Int32Array): number;
  /** Key slots that hardware compared in the last `choose`, without sink and window. */
  slots(): number;
  /**
   * Added to the logit of the k-th key that the last `choose` wrote; only for choosers that write in
   * ascending order. Zero if absent.
   */
  shift?(k: number): number;
}

/** One of a selector's untuned arrays: its number, and its wear since calibration. */
export interface HashArray {
  readonly copy: number;
  readonly wear: Wear | null;
}

/** Random streams of a run, named by their owner: a stream depends only on the names. */
export interface Draws {
  uniform(): number;
  integer(n: number): number;
  normal(): number;
  fork(label: string | number): Draws;
}

/** Services that a run provides to its selector. */
export interface SelectorTools {
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  /** Head width. */
  readonly width: number;
  /** Tokens of the longest sequence of the run. */
  readonly length: number;
  readonly budget: BudgetKind;
  readonly draws: Draws;
  /**
   * Scores codes in single precision; by default TypeScript does it in double precision.
   * @internal Kernels of scores have no public type.
   */
  readonly scores?: ScoreKernel;
  /** Code of the design's hash for these rounds and buckets. */
  codeOf(request: HashRequest): HashCode;
  /**
   * Hasher of a block: `software` with exact projections, `memristor` on the design's arrays, `second-array`
   * with queries and keys on unrelated arrays, `random-buckets` at random. Keys have `keyMean`, if given,
   * subtracted. `array` selects one of several unrelated arrays or projections; by default the first, unworn.
   */
  hasherOf(
    word: HashWord,
    code: HashCode,
    site: Site,
    keyMean: Float64Array | null,
    array?: HashArray,
  ): Hasher;
  /**
   * The projections' values, rows × (rounds · columns), not signs. Those of arrays are scaled to the
   * calibrated vectors' rms length, as for weights of unit variance; reading them takes converters. Keys that
   * have had `keyMean` subtracted are calibrated so too.
   */
  valuesOf(
    word: HashWord,
    code: HashCode,
    site: Site,
    array?: HashArray,
    keyMean?: Float64Array | null,
  ): Projected;
  /**
   * Hasher on the design's arrays after write-verify of these rows, (rounds · columns) × width; equal rows
   * are written once per chip. If `keyMean` is given, keys have it subtracted.
   */
  writtenHasherOf(rows: Dense, code: HashCode, site: Site, keyMean: Float64Array | null): Hasher;
  /** Mean key of a head over the calibration text. */
  keyMean(site: Site): Float64Array;
  /** Keys of a head from throughout the calibration text, as they enter the dot product. */
  keySamples(site: Site): Samples;
  /** Queries of the site's head from throughout the calibration text, maybe not at the keys' positions. */
  querySamples(site: Site): Samples;
  /** Vectors without the rotation of their positions; unchanged if the model has none. */
  unrotated(vectors: Vectors, positionOf: (row: number) => number): Float32Array;
}

/** Projections of vectors, one row each. */
export type Projected = (vectors: Dense, role: Role) => Dense;

/** Keys of a text, with the position of each. */
export interface Samples extends Vectors {
  position(row: number): number;
}

/** Ways to hash. */
export const HASH_WORDS = ["software", "memristor", "circuit", "second-array", "random-buckets"] as const;
export type HashWord = (typeof HASH_WORDS)[number];

/** A selector with its parameters bound, on one model. */
export interface PreparedSelector {
  /** Writes the words of a block's keys in sequence. */
  encodeKeys(block: KeyBlock, into: Int32Array): void;
  begin(block: QueryBlock): Chooser;
}

/** Properties of a model and run that decide whether a selector's parameters fit. */
export interface SelectorShape {
  /** Head width. */
  readonly width: number;
  /** Tokens of the longest sequence. */
  readonly length: number;
  /** Bit lines of an array of the design; null if unknown. */
  readonly columns: number | null;
}

/** A parameter that does not fit, and the reason. */
export interface Misfit {
  readonly path: readonly string[];
  readonly message: string;
}

/** Misfit if arrays write the signs and a key has more of them than an array of the design has bit lines. */
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

/** A selector as its author writes it: all that the rest of the framework needs to know, in one record. */
export interface SelectorDefinition<Shape extends z.ZodObject> {
  /** Its value of `workload.attention.select`. */
  readonly name: string;
  /** Its name in a sentence, with its article. */
  readonly title: string;
  /** Key of references.bib, or `assumed` for the project's own controls. */
  readonly source: string;
  readonly params: Shape;
  /** Budgets that it supports. */
  readonly budgets: readonly BudgetKind[];
  /** Whether it needs key means and converter ranges from another text. */
  readonly needsCalibration: boolean;
  /** Minimum tokens of a calibration text; 1 by default. */
  readonly leastCalibration?: number;
  /** Whether hardware for it can be mapped and priced. */
  readonly hasHardware: boolean;
  /** Whether its keys are a weighted sample of all keys; false by default. */
  readonly isSample?: boolean;
  /** Int32 words stored per key and key-value head, for a head width; 0 for none. */
  keyWords(params: z.output<Shape>, width: number): number;
  /** Programmed arrays of a key-value head for a number of keys; absent if it needs at most one set. */
  programmed?(params: z.output<Shape>, length: number): ProgrammedSets;
  /** Parameters that do not fit a shape, checked before a run; all fit by default. */
  misfits?(params: z.output<Shape>, shape: SelectorShape): readonly Misfit[];
  prepare(params: z.output<Shape>, tools: SelectorTools): PreparedSelector;
}

/** Sets of arrays, with the projections of each. */
export interface ProgrammedSets {
  readonly sets: number;
  readonly projections: number;
}

/** A selector with its parameter type hidden. */
export interface Selector
  extends Omit<SelectorDefinition<z.ZodObject>, "prepare" | "keyWords" | "programmed" | "misfits"> {
  programmed(params: Readonly<Record<string, unknown>>, length: number): ProgrammedSets;
  keyWords(params: Readonly<Record<string, unknown>>, width: number): number;
  misfits(params: Readonly<Record<string, unknown>>, shape: SelectorShape): readonly Misfit[];
  prepare(params: Readonly<Record<string, unknown>>, tools: SelectorTools): PreparedSelector;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Hides a selector's parameter type. Throws RangeError for a name that is not kebab-case. */
export function defineSelector<Shape extends z.ZodObject>(definition: SelectorDefinition<Shape>): Selector {
  if (!IDENTIFIER.test(definition.name))
    throw new RangeError(`defineSelector: expected a kebab-case name, received "${definition.name}"`);
  return {
    ...definition,
    // A misspelt parameter is refused, however the author made the object.
    params: definition.params.strict(),
    programmed: (params, length) =>
      definition.programmed?.(params as z.output<Shape>, length) ?? { sets: 0, projections: 0 },
    keyWords: (params, width) => definition.keyWords(params as z.output<Shape>, width),
    misfits: (params, shape) => definition.misfits?.(params as z.output<Shape>, shape) ?? [],
    prepare: (params, tools) => definition.prepare(params as z.output<Shape>, tools),
  };
}

/** What the logits of centred keys lack, for the n-th query: q · mean / √d. */
export function meanOffset({ data, width }: Vectors, mean: Float64Array | null): (n: number) => number {
  return (n) => {
    let sum = 0;
    if (mean !== null) for (let c = 0; c < width; c++) sum += data[n * width + c] * mean[c];
    return sum / Math.sqrt(width);
  };
}

/** Vectors as float64, with their mean subtracted if given. */
export function centred({ rows, width, data }: Vectors, mean: Float64Array | null): Dense {
  const out = Float64Array.from(data.subarray(0, rows * width));
  if (mean !== null) for (let n = 0; n < out.length; n++) out[n] -= mean[n % width];
  return dense(rows, width, out);
}
