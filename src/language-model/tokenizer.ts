/** Text in, token ids out, and back. */
export interface Tokenizer {
  /** Ids are in [0, vocabulary). */
  readonly vocabulary: number;
  /** Ids of a text, with the mark of its beginning in front where the model was trained with one. */
  encode(text: string): number[];
  /** The text of ids, without marks. Bytes that are no UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): string;
}
