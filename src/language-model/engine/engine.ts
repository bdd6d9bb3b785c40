import type { SelectorSpec } from "../../attention/selectors/selector.ts";

/**
 * Keys and values of a prefix, kept in the engine's memory. It never changes: any number of continuations run after it, and
 * none of them copies it. `release` gives its memory back.
 */
export interface Context {
  /** Tokens. */
  readonly length: number;
  /** Number that names it inside its engine. */
  readonly id: number;
}

/** Hidden states after the last normalisation, rows × width, float32: what the output head turns into logits. */
export interface States {
  readonly rows: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * Keys that a query attends, those of sink and window included: so many; a share of the keys that it may attend (rounded,
 * at least one); the fewest that hold a share `p` of the attention; or as many as the selector's own parameters say.
 */
export type Budget =
  | { readonly kind: "fixed"; readonly keys: number }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "mass"; readonly p: number }
  | { readonly kind: "design" };

/** How keys are selected; plain data. Every layer and query head selects for itself. */
export interface Selection {
  readonly selector: SelectorSpec;
  /** First positions that every query attends. */
  readonly sink: number;
  /** Latest positions that every query attends, its own included; at least 1. */
  readonly window: number;
  /** Layers, the first ones, that attend every key. */
  readonly denseLayers: number;
  readonly budget: Budget;
  /** Seed of projections, arrays and draws. */
  readonly seed: number;
  /** Number of the array sample (chip), of those that the seed makes. */
  readonly array: number;
  /** Whether each query head selects for itself, unless given, or all that share keys by their mean query: then they fetch the same keys. */
  readonly sharing?: "query-head" | "key-value-head";
  /** Keys that are not attended: dropped unless given, or estimated by a few samples and the mean of their values. */
  readonly rest?: "dropped" | "estimated";
  /** Also compares with exact attention: mass and error of `SelectionStatistics`. Costs exact attention once more. */
  readonly measures?: boolean;
}

/** What a selection did, means over queries and query heads. */
export interface SelectionShares {
  /** Attended keys over those that a query may attend. */
  readonly attended: number;
  /** The same of the key slots that hardware computes: repeated and hidden ones included. */
  readonly computed: number;
  /** Attention that exact attention gives to the attended keys; null unless `measures`. */
  readonly mass: number | null;
  /** ‖output − exact output‖ / ‖exact output‖ of a head, with its own queries; null unless `measures`. */
  readonly error: number | null;
}

export interface SelectionStatistics extends SelectionShares {
  /** One a layer; dense ones attend everything. */
  readonly layers: readonly SelectionShares[];
}

/** Scores of rows, one entry a row. */
export interface Scores {
  /** −ln p(target), nats. */
  readonly nll: Float64Array;
  /** Token of the largest logit; the lowest of equals. */
  readonly best: Int32Array;
  /** KL(reference ‖ states) over the whole vocabulary, nats; null without a reference. */
  readonly divergence: Float64Array | null;
  /** 1 where the largest logits are of one token; null without a reference. */
  readonly agrees: Uint8Array | null;
}

export interface RunOptions {
  /** Tokens done, of all; once a block of tokens. */
  readonly onProgress?: (done: number, total: number) => void;
  /** First tokens of the run that attend every key all the same, and are in no statistics; 0 unless given. */
  readonly exactRows?: number;
  /** Stops the run at the next step; its promise is then rejected with the signal's reason, and the engine stays usable. */
  readonly signal?: AbortSignalLike;
}

/** What of an AbortSignal is used. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(name: "abort", listener: () => void): void;
  removeEventListener(name: "abort", listener: () => void): void;
}

/**
 * A model that is ready to run, float32. Runs are served one after another, in the order they were asked for; results are
 * the same bits for any number of lanes. Every method throws ConfigError for ids outside the vocabulary, for more tokens
 * than the model's context, for memory beyond the limit, and for a selection that its selector cannot serve.
 */
export interface Engine {
  readonly lanes: number;
  /** Bytes of the engine's memory now. */
  readonly bytes: () => number;
  /**
   * Key means and the ranges of converters, of a text that is not scored; needed before any selector that asks for it
   * (`needsCalibration`). As long as the sequences that will be run: keys drift with their position.
   */
  calibrate(tokens: readonly number[], options?: RunOptions): Promise<void>;
  /** Runs a prefix: exact attention, or sparse from the first token where `select` is given. States: one row a token. */
  prefill(
    tokens: readonly number[],
    select?: Selection | null,
    options?: RunOptions,
  ): Promise<{
    readonly context: Context;
    readonly states: States;
    readonly statistics: SelectionStatistics | null;
  }>;
  /** Runs `tokens` after a context, which stays as it is. States: one row a token. */
  extend(
    context: Context,
    tokens: readonly number[],
    select?: Selection | null,
    options?: RunOptions,
  ): Promise<{ readonly states: States; readonly statistics: SelectionStatistics | null }>;
  /**
   * −ln p of a target for each row and the likeliest token; with `reference` states of the same rows also the
   * Kullback–Leibler divergence. Logits are made a block of the vocabulary at a time and never kept.
   */
  score(states: States, targets: readonly number[], reference?: States): Promise<Scores>;
  /** All logits of one row. */
  logits(states: States, row: number): Promise<Float32Array>;
  /** Gives the memory of a context back; it cannot be extended any more. */
  release(context: Context): void;
  /** Stops the lanes. Runs that are under way are rejected. */
  close(): Promise<void>;
}
