import type { Dense } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Checkpoint } from "./checkpoint.ts";

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
 * tokens[t + 1]). One row of logits of each at a time: memory O(L + vocabulary).
 */
export function distributionDistance(
  checkpoint: Checkpoint,
  exact: Dense,
  approximate: Dense,
  tokens: readonly number[],
): DistributionDistance {
  const { rows } = approximate;
  if (exact.rows !== rows || tokens.length !== rows + 1)
    throw new RangeError(
      `distributionDistance: expected states of one length and one token more, received ${exact.rows}, ${rows} and ${tokens.length}`,
    );
  const { vocabulary } = checkpoint.dimensions;
  const [p, q] = [new Float64Array(vocabulary), new Float64Array(vocabulary)];
  const result: DistributionDistance = {
    nll: new Float64Array(rows),
    divergence: new Float64Array(rows),
    agrees: new Uint8Array(rows),
    correct: new Uint8Array(rows),
  };
  for (let t = 0; t < rows; t++) {
    const bestExact = logProbabilities(checkpoint, exact, t, p);
    const best = logProbabilities(checkpoint, approximate, t, q);
    let divergence = 0;
    for (let id = 0; id < vocabulary; id++) divergence += Math.exp(p[id]) * (p[id] - q[id]);
    const target = tokens[t + 1];
    result.nll[t] = -q[target];
    // Rounding can leave a sum of zero a little below.
    result.divergence[t] = Math.max(0, divergence);
    result.agrees[t] = best === bestExact ? 1 : 0;
    result.correct[t] = best === target ? 1 : 0;
  }
  return result;
}

/** Log-probabilities of row t over the vocabulary; returns the id of the largest. */
function logProbabilities(checkpoint: Checkpoint, state: Dense, t: number, out: Float64Array): number {
  const { width } = checkpoint.dimensions;
  rowProducts(state.data, t * width, checkpoint.classifier, out.length, width, 1, out, 0);
  let best = 0;
  for (let id = 1; id < out.length; id++) if (out[id] > out[best]) best = id;
  const largest = out[best];
  let total = 0;
  for (let id = 0; id < out.length; id++) total += Math.exp(out[id] - largest);
  const log = largest + Math.log(total);
  for (let id = 0; id < out.length; id++) out[id] -= log;
  return best;
}
