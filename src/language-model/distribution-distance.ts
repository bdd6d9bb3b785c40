import type { DecoderKernel } from "../attention/decoder-kernel.ts";
import { plainDecoderKernel } from "../attention/plain-decoder-kernel.ts";
import { type Dense, row } from "../base/dense.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { logitBlocks, logSoftmax } from "./likelihood.ts";

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
}
