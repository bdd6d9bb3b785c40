// A model loaded from its files, of any format.

import type { Checkpoint, ModelCard, Tokenizer } from "#model-files";

/** Largest file of each kind, bytes. */
export const MODEL_FILE_BYTES = {
  sidecar: 1 << 20,
  config: 1 << 18,
  index: 1 << 24,
  checkpoint: 1 << 30,
  tokenizer: 1 << 26,
  tokens: 1 << 26,
  text: 1 << 26,
};

export interface LoadedModel {
  /** The folder's `model.json`, or its substitute for a model of another format. */
  readonly sidecar: ModelCard;
  readonly checkpoint: Checkpoint;
  /** Null: the model is given token ids, not text. */
  readonly tokenizer: Tokenizer | null;
}

/** Card of a model whose files have none. */
export const cardOf = (
  { name, attention }: Checkpoint,
  description: string,
  source: string,
  tokenizer: ModelCard["tokenizer"],
): ModelCard => ({ name, description, attention, tokenizer, licence: "not stated", source });
