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
}

/** Runs the model under exact attention and keeps every head's queries, keys and values. */
export function captureActivations(request: CaptureRequest): Activations {
  const { model, description, checkpoint, tokens, calibration } = request;
  return {
    model,
    description,
    length: tokens.length,
    headWidth: checkpoint.dimensions.headWidth,
    heads: headsOf(checkpoint, tokens),
    keyMeans: calibration === null ? new Map() : calibrateKeyMeans(headsOf(checkpoint, calibration)),
  };
}

const headsOf = (checkpoint: Checkpoint, tokens: readonly number[]): HeadActivations[] =>
  capture(checkpoint, tokens).layers.flatMap(({ heads }, layer) =>
    heads.map(({ q, k, v, keyValueHead }, head) => ({ layer, head, kvHead: keyValueHead, q, k, v })),
  );
