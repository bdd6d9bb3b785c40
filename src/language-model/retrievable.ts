import { RECALL_FILLERS, RECALL_KEYS, TokenKind } from "./recall-grammar.ts";

/**
 * Kind of each token of a sequence in the recall grammar, read off its ids: a value is retrievable when the key
 * before it occurred earlier with a value. Kinds as in the published data.
 */
export function recallKinds(tokens: readonly number[]): Uint8Array {
  const seen = new Set<number>();
  return Uint8Array.from(tokens, (id, i) => {
    if (id === 0) return TokenKind.begin;
    if (id <= RECALL_FILLERS) return TokenKind.filler;
    if (id <= RECALL_FILLERS + RECALL_KEYS) return TokenKind.key;
    const key = tokens[i - 1];
    const known = seen.has(key);
    seen.add(key);
    return known ? TokenKind.retrievableValue : TokenKind.firstValue;
  });
}
