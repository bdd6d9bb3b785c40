import type { DecoderKernel } from "../attention/decoder-kernel.ts";
import { plainDecoderKernel } from "../attention/plain-decoder-kernel.ts";
import { type Dense, dense, row } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Checkpoint } from "./checkpoint.ts";

export interface Likelihood {
  /** −ln p(target) at each position, nats; length L. */
  readonly nll: Float64Array;
  /** 1 where the target has the largest logit (the lowest id wins a tie), else 0; length L. */
  readonly correct: Uint8Array;
}

/** Positions whose logits are held at once: memory is O(L + vocabulary). */
const BLOCK = 64;

/**
 * How well each position predicts the next token. `final`: last hidden state, L × width;
 * `tokens`: L + 1 ids, of which position t predicts tokens[t + 1].
 */
export function negativeLogLikelihood(
  checkpoint: Checkpoint,
  final: Dense,
  tokens: readonly number[],
  kernel: DecoderKernel = plainDecoderKernel,
): Likelihood {
  if (tokens.length !== final.rows + 1)
    throw new RangeError(`likelihood: expected ${final.rows + 1} tokens, received ${tokens.length}`);
  const nll = new Float64Array(final.rows);
  const correct = new Uint8Array(final.rows);
  for (const { first, logits } of logitBlocks(checkpoint, final, kernel))
    for (let t = first; t < first + logits.rows; t++) {
      const best = logSoftmax(row(logits, t - first));
      nll[t] = -row(logits, t - first)[tokens[t + 1]];
      correct[t] = best === tokens[t + 1] ? 1 : 0;
    }
  return { nll, correct };
}

/** Logits of all positions, a block of rows × vocabulary at a time from position `first` on. */
export function* logitBlocks(
  checkpoint: Checkpoint,
  final: Dense,
  kernel: DecoderKernel,
): Generator<{ readonly first: number; readonly logits: Dense }> {
  const { vocabulary, width } = checkpoint.dimensions;
  for (let first = 0; first < final.rows; first += BLOCK) {
    const count = Math.min(BLOCK, final.rows - first);
    const states = dense(count, width, final.data.subarray(first * width, (first + count) * width));
    yield { first, logits: kernel.product(states, checkpoint.classifier, vocabulary) };
  }
}

/** Logits → log-probabilities, in place; returns the id of the largest, the lowest of equals. */
export function logSoftmax(logits: Float64Array): number {
  const best = strongest(logits);
  const largest = logits[best];
  let total = 0;
  for (let id = 0; id < logits.length; id++) total += Math.exp(logits[id] - largest);
  const log = largest + Math.log(total);
  for (let id = 0; id < logits.length; id++) logits[id] -= log;
  return best;
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
