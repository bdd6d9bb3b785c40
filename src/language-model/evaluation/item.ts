// What a language model is asked: contexts with questions after them, scored by teacher forcing.

/** Kinds of questions. */
const TASKS = ["perplexity", "numbers", "passages", "recall"] as const;
export type Task = (typeof TASKS)[number];

/** What the generators need of a tokenizer. */
export interface Encoder {
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

/** A question that follows a context, with its right answer. */
export interface Item {
  readonly task: Task;
  /** Unique in its context. */
  readonly id: string;
  /** Where the answer is in the context, as a share of its length; null where it is not there. */
  readonly depth: number | null;
  /** Tokens after the context: question and answer. */
  readonly tail: readonly number[];
  /**
   * Positions of `tail` whose tokens are predicted, in ascending order, each at least 1: the first token of a tail would be
   * predicted by the context's last row, which belongs to the context.
   */
  readonly scored: readonly number[];
}

/** A context and what is asked after it. Contexts are the clusters of the statistics: their items share tokens. */
export interface Haystack {
  /** Unique in a study. */
  readonly id: string;
  readonly context: readonly number[];
  readonly items: readonly Item[];
}
