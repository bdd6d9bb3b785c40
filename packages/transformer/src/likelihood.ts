// Likelihoods from hidden states.

import type { Dense } from "#base";
import type { Checkpoint } from "#model-files";
import { withPlaced } from "./forward.ts";
import type { DecoderKernel } from "./kernel.ts";
import { logitsOf, scoreRows } from "./lane-logits.ts";

export interface Likelihood {
  /** −ln p(target) at each position, nats; length L. */
  readonly nll: Float64Array;
  /** 1 if the target has the largest logit (the lowest id in ties), else 0; length L. */
  readonly correct: Uint8Array;
  /** Id of the largest logit; length L. */
  readonly best: Int32Array;
}

/**
 * How well each position predicts the next token. `final`: last hidden state, L × width; `tokens`: L + 1 ids;
 * position t predicts tokens[t + 1].
 */
export function negativeLogLikelihood(
  checkpoint: Checkpoint,
  final: Dense,
  tokens: readonly number[],
  kernel: DecoderKernel,
): Likelihood {
  if (tokens.length !== final.rows + 1)
    throw new RangeError(`likelihood: expected ${final.rows + 1} tokens, received ${tokens.length}`);
  const { rows, data } = final;
  const targets = Int32Array.from(tokens.slice(1));
  const [nll, best] = [new Float64Array(rows), new Int32Array(rows)];
  const alone = { reference: null, divergence: null, agrees: null };
  const job = { kind: "score", states: Float32Array.from(data), targets, nll, best, ...alone } as const;
  withPlaced(checkpoint, 0, kernel, ({ setting }) => scoreRows(setting, job, 1));
  return { nll, best, correct: Uint8Array.from(targets, (target, t) => (best[t] === target ? 1 : 0)) };
}

/** Logits of position t over the vocabulary. */
export function logitsAt(
  checkpoint: Checkpoint,
  { columns, data }: Dense,
  t: number,
  kernel: DecoderKernel,
): Float32Array {
  const logits = new Float32Array(checkpoint.dimensions.vocabulary);
  const state = Float32Array.from(data.subarray(t * columns, (t + 1) * columns));
  withPlaced(checkpoint, 0, kernel, ({ setting }) => logitsOf(setting, { kind: "logits", state, logits }));
  return logits;
}

/** Id of the largest logit, the lowest in ties. */
export function strongest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}
