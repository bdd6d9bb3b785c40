// Questions to a language model: contexts with questions after them, scored by teacher forcing.

/** Kinds of questions. */
const TASKS = ["perplexity", "numbers", "passages", "recall"] as const;
export type Task = (typeof TASKS)[number];

/** Part of a tokenizer that the generators need. */
export interface Encoder {
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

/** A question after a context, with its correct answer. */
export interface Item {
  readonly task: Task;
  /** Unique in its context. */
  readonly id: string;
  /** Position of the answer in the context, as a share of its length; null if it is not there. */
  readonly depth: number | null;
  /** Tokens after the context: question and answer. */
  readonly tail: readonly number[];
  /**
   * Positions of `tail` whose tokens are predicted, ascending, each at least 1: the first token of a tail is
   * predicted by the context's last row, which belongs to the context.
   */
  readonly scored: readonly number[];
}

/** A context with its questions. Contexts are the statistical clusters: their items share tokens. */
export interface Haystack {
  /** Unique in a study. */
  readonly id: string;
  readonly context: readonly number[];
  readonly items: readonly Item[];
}
