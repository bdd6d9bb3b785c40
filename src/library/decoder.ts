// The decoder on the shipped kernel, for programs that import the package.

import type { Dense } from "#base";
import type { Checkpoint } from "#model-files";
import {
  type Attention,
  forward as forwardOn,
  generateGreedily as generateOn,
  type LayerActivations,
  type Likelihood,
  negativeLogLikelihood as likelihoodOn,
} from "#transformer";
import { type CaptureInput, captureActivations as captureOn } from "../language-model/activations.ts";
import { loadKernels as loadAll, loadDecoderKernel } from "../runtime/kernels.ts";
import type { Activations } from "../simulation/activations.ts";
import type { Kernels } from "../simulation/kernels.ts";

const kernel = loadDecoderKernel();

export interface ForwardOptions {
  /** Called with each layer's activations before its attention runs. */
  readonly visit?: (layer: LayerActivations) => void;
}

/**
 * Last hidden state after the final norm, L × width, float32, with `attention`, if given, in every head.
 * Throws RangeError for an invalid token or length, and ConfigError for sizes that the kernel cannot take.
 */
export const forward = (
  checkpoint: Checkpoint,
  tokens: readonly number[],
  attention?: Attention,
  options: ForwardOptions = {},
): Dense => forwardOn(checkpoint, tokens, attention, { ...options, kernel });

/**
 * How well each position predicts the next token. `final`: last hidden state, L × width; `tokens`: L + 1 ids;
 * position t predicts tokens[t + 1].
 */
export const negativeLogLikelihood = (
  checkpoint: Checkpoint,
  final: Dense,
  tokens: readonly number[],
): Likelihood => likelihoodOn(checkpoint, final, tokens, kernel);

/** Runs the model under exact attention and keeps every head's queries, keys and values. */
export const captureActivations = (request: CaptureInput): Activations => captureOn({ ...request, kernel });

/** The prompt and up to `count` likeliest tokens after it; stops before `stop`, or at a full context. */
export const generateGreedily = (
  checkpoint: Checkpoint,
  prompt: readonly number[],
  count: number,
  options: { readonly stop?: number | null; readonly attention?: Attention } = {},
): number[] => generateOn(checkpoint, prompt, count, { ...options, kernel });

/** The WebAssembly kernels of simulations, compiled on first use. */
export const loadKernels = (): Kernels => loadAll();
