import type { Dense } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Checkpoint } from "./decoder.ts";

export interface Likelihood {
  /** −ln p(target) at each position, nats; length L. */
  readonly nll: Float64Array;
  /** 1 where the target has the largest logit (the lowest id wins a tie), else 0; length L. */
  readonly correct: Uint8Array;
}

/**
 * How well each position predicts the next token. `final`: last hidden state, L × width;
 * `tokens`: L + 1 ids, of which position t predicts tokens[t + 1]. One row of logits at a time.
 */
export function negativeLogLikelihood(
  checkpoint: Checkpoint,
  final: Dense,
  tokens: readonly number[],
): Likelihood {
  const { vocabulary } = checkpoint.dimensions;
  if (tokens.length !== final.rows + 1)
    throw new RangeError(`likelihood: expected ${final.rows + 1} tokens, received ${tokens.length}`);
  const logits = new Float64Array(vocabulary);
  const nll = new Float64Array(final.rows);
  const correct = new Uint8Array(final.rows);
  for (let t = 0; t < final.rows; t++) {
    logitsAt(checkpoint, final, t, logits);
    const best = strongest(logits);
    let total = 0;
    for (let id = 0; id < vocabulary; id++) total += Math.exp(logits[id] - logits[best]);
    nll[t] = logits[best] + Math.log(total) - logits[tokens[t + 1]];
    correct[t] = best === tokens[t + 1] ? 1 : 0;
  }
  return { nll, correct };
}

/** Logits of position t over the vocabulary, written into `logits`. */
export function logitsAt(checkpoint: Checkpoint, final: Dense, t: number, logits: Float64Array): void {
  const { vocabulary, width } = checkpoint.dimensions;
  rowProducts(final.data, t * width, checkpoint.classifier, vocabulary, width, 1, logits, 0);
}

/** Id of the largest logit, the lowest of equals. */
export function strongest(logits: Float64Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}
