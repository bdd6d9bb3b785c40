import type { DecoderKernel } from "../attention/decoder-kernel.ts";
import { type Activations, calibrateKeyMeans, type HeadActivations } from "../simulation/activations.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { capture } from "./forward.ts";

/** A model, the tokens to attend over and, apart from them, tokens on which key means are calibrated. */
export interface CaptureRequest {
  readonly model: string;
  readonly description: string;
  readonly checkpoint: Checkpoint;
  readonly tokens: readonly number[];
  readonly calibration: readonly number[] | null;
  readonly kernel?: DecoderKernel | undefined;
}

/** Runs the model under exact attention and keeps every head's queries, keys and values. */
export function captureActivations(request: CaptureRequest): Activations {
  const { model, description, checkpoint, tokens, calibration, kernel } = request;
  return {
    model,
    description,
    length: tokens.length,
    headWidth: checkpoint.dimensions.headWidth,
    heads: headsOf(checkpoint, tokens, kernel),
    keyMeans: calibration === null ? new Map() : calibrateKeyMeans(headsOf(checkpoint, calibration, kernel)),
  };
}

const headsOf = (
  checkpoint: Checkpoint,
  tokens: readonly number[],
  kernel: DecoderKernel | undefined,
): HeadActivations[] =>
  capture(checkpoint, tokens, kernel).layers.flatMap(({ heads }, layer) =>
    heads.map(({ q, k, v, keyValueHead }, head) => ({ layer, head, kvHead: keyValueHead, q, k, v })),
  );
