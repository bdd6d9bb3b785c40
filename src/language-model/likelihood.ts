// Likelihoods from logits, and the distance of two models' distributions.

import { type DecoderKernel, plainDecoderKernel } from "../attention/decoder-kernel.ts";
import { type Dense, dense, row } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Checkpoint } from "./decoder.ts";

export interface Likelihood {
  /** −ln p(target) at each position, nats; length L. */
  readonly nll: Float64Array;
  /** 1 where the target has the largest logit (the lowest id wins a tie), else 0; length L. */
  readonly correct: Uint8Array;
  /** Id of the largest logit; length L. */
  readonly best: Int32Array;
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
  const likeliest = new Int32Array(final.rows);
  for (const { first, logits } of logitBlocks(checkpoint, final, kernel))
    for (let t = first; t < first + logits.rows; t++) {
      const best = logSoftmax(row(logits, t - first));
      nll[t] = -row(logits, t - first)[tokens[t + 1]];
      correct[t] = best === tokens[t + 1] ? 1 : 0;
      likeliest[t] = best;
    }
  return { nll, correct, best: likeliest };
}

/** Logits of all positions, a block of rows × vocabulary at a time from position `first` on. */
function* logitBlocks(
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
function logSoftmax(logits: Float64Array): number {
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

/** Next-token predictions of an approximation beside exact ones; one entry a position, length L. */
export interface DistributionDistance {
  /** −ln p(target) under the approximation, nats. */
  readonly nll: Float64Array;
  /** KL(exact ‖ approximate) over the whole vocabulary, nats. */
  readonly divergence: Float64Array;
  /** 1 where both have the same largest logit (the lowest id wins a tie). */
  readonly agrees: Uint8Array;
  /** 1 where the target has the approximation's largest logit. */
  readonly correct: Uint8Array;
  /** Id of the approximation's largest logit. */
  readonly best: Int32Array;
}

/**
 * Compares predictions from two last hidden states, L × width each, on `tokens` (L + 1 ids, position t predicts
 * tokens[t + 1]). A block of logits of each at a time: memory O(L + vocabulary).
 */
export function distributionDistance(
  checkpoint: Checkpoint,
  exact: Dense,
  approximate: Dense,
  tokens: readonly number[],
  kernel: DecoderKernel = plainDecoderKernel,
): DistributionDistance {
  const { rows } = approximate;
  if (exact.rows !== rows || tokens.length !== rows + 1)
    throw new RangeError(
      `distributionDistance: expected states of one length and one token more, received ${exact.rows}, ${rows} and ${tokens.length}`,
    );
  const result: DistributionDistance = {
    nll: new Float64Array(rows),
    divergence: new Float64Array(rows),
    agrees: new Uint8Array(rows),
    correct: new Uint8Array(rows),
    best: new Int32Array(rows),
  };
  const references = logitBlocks(checkpoint, exact, kernel);
  for (const { first, logits } of logitBlocks(checkpoint, approximate, kernel)) {
    const reference = (references.next().value as { logits: Dense }).logits;
    for (let r = 0; r < logits.rows; r++)
      compareRow(row(reference, r), row(logits, r), first + r, tokens[first + r + 1], result);
  }
  return result;
}

/** Position t, from the logits p of the exact prediction and q of the approximate one; overwrites both. */
function compareRow(
  p: Float64Array,
  q: Float64Array,
  t: number,
  target: number,
  result: DistributionDistance,
): void {
  const bestExact = logSoftmax(p);
  const best = logSoftmax(q);
  let divergence = 0;
  for (let id = 0; id < p.length; id++) divergence += Math.exp(p[id]) * (p[id] - q[id]);
  result.nll[t] = -q[target];
  // Rounding can leave a sum of zero a little below.
  result.divergence[t] = Math.max(0, divergence);
  result.agrees[t] = best === bestExact ? 1 : 0;
  result.correct[t] = best === target ? 1 : 0;
  result.best[t] = best;
}
