// The decoder as tests run it: on the kernel that ships.

import type { Dense } from "../../src/base/dense.ts";
import type { Checkpoint } from "../../src/language-model/decoder.ts";
import { headAttention } from "../../src/language-model/engine/head-attention.ts";
import { type Captured, capture as captureOn } from "../../src/language-model/forward.ts";
import { distributionDistance as distanceOn } from "../../src/language-model/likelihood.ts";
import { loadDecoderKernel } from "../../src/runtime/kernels.ts";

export { forward, generateGreedily, negativeLogLikelihood } from "../../src/library/decoder.ts";

export const kernel = loadDecoderKernel();
export const heads = headAttention(kernel);

export const capture = (checkpoint: Checkpoint, tokens: readonly number[]): Captured =>
  captureOn(checkpoint, tokens, kernel);

export const distributionDistance = (
  checkpoint: Checkpoint,
  exact: Dense,
  approximate: Dense,
  tokens: readonly number[],
) => distanceOn(checkpoint, exact, approximate, tokens, kernel);
