import type { Checkpoint } from "#model-files";
import { type Attention, forward } from "./forward.ts";
import type { DecoderKernel } from "./kernel.ts";
import { logitsAt, strongest } from "./likelihood.ts";

/**
 * The prompt and up to `count` more tokens, each of the largest logit. Stops before `stop`, or when the
 * context is full. Runs the whole sequence again for each token: for prompts and stories, not for speed.
 * Throws RangeError for a prompt that the model cannot take.
 */
export function generateGreedily(
  checkpoint: Checkpoint,
  prompt: readonly number[],
  count: number,
  { stop = null, kernel, attention }: { stop?: number | null; attention?: Attention; kernel: DecoderKernel },
): number[] {
  const { context } = checkpoint.dimensions;
  const tokens = [...prompt];
  for (let n = 0; n < count && tokens.length < context; n++) {
    const final = forward(checkpoint, tokens, attention, { kernel });
    const token = strongest(logitsAt(checkpoint, final, final.rows - 1, kernel));
    if (token === stop) break;
    tokens.push(token);
  }
  return tokens;
}
