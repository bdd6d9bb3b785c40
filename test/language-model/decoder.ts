// The decoder as tests run it: on the kernel that ships.

import type { Checkpoint } from "#model-files";
import { type Captured, capture as captureOn } from "../../packages/transformer/src/forward.ts";
import { loadDecoderKernel } from "../../src/runtime/kernels.ts";

export { forward, generateGreedily, negativeLogLikelihood } from "../../src/library/decoder.ts";

export const kernel = loadDecoderKernel();

export const capture = (checkpoint: Checkpoint, tokens: readonly number[]): Captured =>
  captureOn(checkpoint, tokens, kernel);
