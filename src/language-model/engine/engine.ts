import type { BlockJob, Context, LaneJob, MatrixError, States } from "#transformer";
import type { NearBy, SelectorSpec, WeightThreshold } from "../../attention/selectors/selector.ts";

/**
 * Number of keys that a query attends, with those of sink and window: fixed; a share of the keys that it may
 * attend (rounded, at least one); the fewest that hold a share `p` of the attention; all of at least a share
 * `tau` of the attention; or the selector's own.
 */
export type Budget =
  | { readonly kind: "fixed"; readonly keys: number }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "mass"; readonly p: number }
  | ({ readonly kind: "threshold" } & WeightThreshold)
  | { readonly kind: "design" };

/** How keys are selected; plain data. Every layer and query head selects separately. */
export interface Selection {
  readonly selector: SelectorSpec;
  /** First positions, attended by every query. */
  readonly sink: number;
  /** Latest positions that every query attends, including its own; at least 1. */
  readonly window: number;
  /** Number of first layers that attend every key. */
  readonly denseLayers: number;
  readonly budget: Budget;
  /** Seed of projections, arrays and draws. */
  readonly seed: number;
  /** Index of the array sample (chip) of this seed. */
  readonly array: number;
  /** Whether each query head selects for itself (default), or heads with shared keys by their mean query. */
  readonly sharing?: "query-head" | "key-value-head";
  /** How sink and window enter a budget of mass or a threshold: by their logits (default) or their codes. */
  readonly nearBy?: NearBy;
  /** Unattended keys: dropped (default), or estimated from a few samples and the mean of their values. */
  readonly rest?: "dropped" | "estimated";
  /** Also measures mass and error of `SelectionStatistics`, at the cost of one more exact attention. */
  readonly measures?: boolean;
}

/** Jobs of lanes that select keys. */
export type SelectingJob = BlockJob<Selection>;
export type EngineJob = LaneJob<Selection>;

/** Effects of a selection, as means over queries and query heads. */
export interface SelectionShares {
  /** Attended keys divided by those that a query may attend. */
  readonly attended: number;
  /** Median and 99th percentile over tokens of the share that all its heads attend together, without dense layers. */
  readonly median: number;
  readonly p99: number;
  /** Largest share that one query of one head attends. */
  readonly most: number;
  /** As `attended` for key slots computed by hardware, including repeated and hidden ones. */
  readonly computed: number;
  /** Exact attention's weight on the attended keys; null unless `measures`. */
  readonly mass: number | null;
  /** ‖output − exact output‖ / ‖exact output‖ of a head for its own queries; null unless `measures`. */
  readonly error: number | null;
}

export interface SelectionStatistics extends SelectionShares {
  /** One per layer; dense layers attend everything. */
  readonly layers: readonly SelectionShares[];
}

/** Scores of rows, one entry per row. */
export interface Scores {
  /** −ln p(target), nats. */
  readonly nll: Float64Array;
  /** Token of the largest logit; the lowest in ties. */
  readonly best: Int32Array;
  /** KL(reference ‖ states) over the whole vocabulary, nats; null without a reference. */
  readonly divergence: Float64Array | null;
  /** 1 if both largest logits are of the same token; null without a reference. */
  readonly agrees: Uint8Array | null;
}

export interface RunOptions {
  /** Tokens done and in total; called once per block of tokens. */
  readonly onProgress?: (done: number, total: number) => void;
  /** First tokens of the run that attend every key and are left out of the statistics; default 0. */
  readonly exactRows?: number;
  /** Stops the run at the next step: it rejects with the signal's reason, and the engine stays usable. */
  readonly signal?: AbortSignalLike;
}

/** The used part of an AbortSignal. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(name: "abort", listener: () => void): void;
  removeEventListener(name: "abort", listener: () => void): void;
}

/**
 * A loaded model, float32. Runs are served one at a time in the order of the calls; results are bit-identical
 * for any number of lanes. Every method throws ConfigError for ids outside the vocabulary, for more tokens
 * than the model's context, for memory beyond the limit, and for a selection that its selector cannot serve.
 */
export interface Engine {
  readonly lanes: number;
  /** Current size of the engine's memory, bytes. */
  readonly bytes: () => number;
  /**
   * Sets key means and converter ranges from an unscored text; must precede any selector that needs it
   * (`needsCalibration`). Use a text as long as the later sequences: keys drift with position.
   */
  calibrate(tokens: readonly number[], options?: RunOptions): Promise<void>;
  /**
   * Sets ranges of converters, and gains and offsets of outputs, of arrays that hold the weights, from an unscored text. Before
   * it, products are those of the stored weights. Returns the error of each matrix. Throws ConfigError without arrays.
   */
  calibrateArrays(tokens: readonly number[], options?: RunOptions): Promise<readonly MatrixError[]>;
  /** Runs a prefix with exact attention, or sparse from its start with `select`. States: a row per token. */
  prefill(
    tokens: readonly number[],
    select?: Selection | null,
    options?: RunOptions,
  ): Promise<{
    readonly context: Context;
    readonly states: States;
    readonly statistics: SelectionStatistics | null;
  }>;
  /** Runs `tokens` after a context without changing it. States: one row per token. */
  extend(
    context: Context,
    tokens: readonly number[],
    select?: Selection | null,
    options?: RunOptions,
  ): Promise<{ readonly states: States; readonly statistics: SelectionStatistics | null }>;
  /**
   * −ln p of each row's target, and the likeliest token; with `reference` states of the same rows also the
   * Kullback–Leibler divergence. Logits are computed in blocks of the vocabulary and not kept.
   */
  score(states: States, targets: readonly number[], reference?: States): Promise<Scores>;
  /** All logits of one row. */
  logits(states: States, row: number): Promise<Float32Array>;
  /** Frees the memory of a context, which cannot be extended afterwards. */
  release(context: Context): void;
  /** Stops the lanes and rejects running calls. */
  close(): Promise<void>;
}
