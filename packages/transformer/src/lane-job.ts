import type { Dimensions } from "#model-files";
import { keysAt } from "./memory-plan.ts";

/** Keys and values of a sequence in the engine's memory, as lanes access them. */
export interface PlacedContext {
  readonly address: number;
  /** Most positions. */
  readonly capacity: number;
}

/** Codes that a selector stores for keys: layers × key-value heads × capacity × each. */
export interface KeyCodes {
  readonly words: Int32Array;
  /** Words per key. */
  readonly each: number;
  readonly capacity: number;
  /** First position written by this run. */
  readonly from: number;
}

/** Statistics of a run for one unit of selection: `SHARES` numbers. */
export const SHARES = 5;
export const SHARE = { attended: 0, computed: 1, causal: 2, mass: 3, error: 4 } as const;
/** Queries per unit of selection. */
export const SELECT_QUERIES = 128;

/** Runs one block of tokens through all layers; `Select` says how keys are selected. */
export interface BlockJob<Select = unknown> {
  readonly kind: "block";
  readonly tokens: Int32Array;
  /** Position of the first token. */
  readonly first: number;
  readonly context: PlacedContext;
  /** Final hidden states of the block, tokens × width. */
  readonly states: Float32Array;
  readonly selection: {
    readonly select: Select;
    readonly codes: KeyCodes | null;
    /** First tokens of the block that attend every key. */
    readonly exactRows: number;
    /** layers × heads × ⌈tokens / SELECT_QUERIES⌉ × SHARES. */
    readonly shares: Float64Array;
    /** Attended and visible keys of each query, layers × heads × tokens × 2; 0 where it attends all. */
    readonly keys: Int32Array;
  } | null;
  /** Destination of a calibration text's queries, or null. */
  readonly capture: Captured | null;
}

/** Queries evenly spaced over a calibration text's `length` tokens: layers × heads × samples × headWidth. */
export interface Captured {
  readonly queries: Float32Array;
  readonly samples: number;
  readonly length: number;
}

/** Samples and means of a calibration text. */
export interface Calibration {
  readonly samples: number;
  readonly keySamples: number;
  /** Length of the text in tokens; samples are evenly spaced over it. */
  readonly length: number;
  /** layers × heads × samples × headWidth. */
  readonly queries: Float32Array;
  /** layers × key-value heads × keySamples × headWidth. */
  readonly keys: Float32Array;
  /** layers × key-value heads × headWidth. */
  readonly keyMeans: Float64Array;
}

/** Position of a sample in a text of `length` tokens. */
export const samplePosition = (sample: number, samples: number, length: number): number =>
  Math.floor((sample * length) / samples);

/** Computes statistics of rows' logits. */
export interface ScoreJob {
  readonly kind: "score";
  readonly states: Float32Array;
  readonly reference: Float32Array | null;
  readonly targets: Int32Array;
  readonly nll: Float64Array;
  readonly best: Int32Array;
  readonly divergence: Float64Array | null;
  readonly agrees: Uint8Array | null;
}

/** Computes all logits of one row. */
export interface LogitsJob {
  readonly kind: "logits";
  readonly state: Float32Array;
  readonly logits: Float32Array;
}

export interface CalibrationJob {
  readonly kind: "calibration";
  readonly calibration: Calibration;
}

export type LaneJob<Select = unknown> = BlockJob<Select> | ScoreJob | LogitsJob | CalibrationJob;

/** Queries kept per head, which set the ranges of converters. */
export const QUERY_SAMPLES = 256;

/**
 * Keys kept per key-value head to fit query maps. With 256 keys the 128 rows of a map of 128 bits fit noise:
 * on another text the estimated mass of .98 holds .974 of the true mass; with 1 024 or 2 048 keys, .978.
 */
export const KEY_SAMPLES = 1024;

/** Key means over all tokens of a context, and evenly spaced keys, with the queries captured from it. */
export function calibrationFrom(
  d: Dimensions,
  memory: ArrayBufferLike,
  { address, capacity }: PlacedContext,
  length: number,
  { queries, samples }: Pick<Captured, "queries" | "samples">,
  keySamples: number,
): Calibration {
  const [heads, width] = [d.layers * d.keyValueHeads, d.headWidth];
  const keys = new Float32Array(new SharedArrayBuffer(4 * heads * keySamples * width));
  const keyMeans = new Float64Array(new SharedArrayBuffer(8 * heads * width));
  for (let h = 0; h < heads; h++) {
    const layer = Math.floor(h / d.keyValueHeads);
    const from = keysAt(d, address, capacity, layer, h % d.keyValueHeads, 0);
    const all = new Float32Array(memory, from, length * width);
    for (let s = 0; s < keySamples; s++) {
      const at = samplePosition(s, keySamples, length) * width;
      keys.set(all.subarray(at, at + width), (h * keySamples + s) * width);
    }
    const mean = keyMeans.subarray(h * width, (h + 1) * width);
    for (let n = 0; n < all.length; n++) mean[n % width] += all[n] / length;
  }
  return { samples, keySamples, length, queries, keys, keyMeans };
}
