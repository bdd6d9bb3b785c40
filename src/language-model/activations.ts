import { type Dense, dense, rootMeanSquare } from "#base";
import type { Checkpoint, Projection } from "#model-files";
import type { DecoderKernel } from "#transformer";
import { capture } from "#transformer";
import type { Masking } from "../attention/plan.ts";
import {
  type Activations,
  calibrateKeyMeans,
  type HeadActivations,
  type ProjectedFrom,
} from "../simulation/activations.ts";

/** A model, the tokens to attend over, and separate tokens for calibrating key means. */
export interface CaptureInput {
  readonly model: string;
  readonly description: string;
  readonly checkpoint: Checkpoint;
  readonly tokens: readonly number[];
  readonly calibration: readonly number[] | null;
  /** Whether to keep layers' inputs and the weights of queries and keys too, for arrays that fold them. */
  readonly keepsInputs?: boolean;
}

export interface CaptureRequest extends CaptureInput {
  readonly kernel: DecoderKernel;
}

/** Runs the model under exact attention and keeps every head's queries, keys and values. */
export function captureActivations(request: CaptureRequest): Activations {
  const { model, description, checkpoint, tokens, calibration, kernel, keepsInputs = false } = request;
  return {
    model,
    description,
    length: tokens.length,
    headWidth: checkpoint.dimensions.headWidth,
    heads: headsOf(checkpoint, tokens, kernel, keepsInputs),
    keyMeans:
      calibration === null ? new Map() : calibrateKeyMeans(headsOf(checkpoint, calibration, kernel, false)),
  };
}

const headsOf = (
  checkpoint: Checkpoint,
  tokens: readonly number[],
  kernel: DecoderKernel,
  keepsInputs: boolean,
): HeadActivations[] =>
  capture(checkpoint, tokens, kernel).layers.flatMap(({ heads }, layer) => {
    const inputs = keepsInputs ? inputsOf(checkpoint, layer, heads[0].input) : null;
    return heads.map(({ q, k, v, keyValueHead }, head) => ({
      layer,
      head,
      kvHead: keyValueHead,
      q,
      k,
      v,
      ...(inputs === null ? {} : { projected: projectedFrom(checkpoint, layer, head, keyValueHead, inputs) }),
    }));
  });

/** A layer's input, with a constant last element if queries or keys have biases. */
interface LayerInputs {
  readonly inputs: Dense;
  /** Value of that element; 0 if there is none. */
  readonly on: number;
}

function inputsOf({ layers }: Checkpoint, layer: number, input: Dense): LayerInputs {
  const { query, key } = layers[layer];
  if (query.bias === null && key.bias === null) return { inputs: input, on: 0 };
  const on = rootMeanSquare(input) || 1;
  return { inputs: withColumn(input, () => on), on };
}

/** A layer's input and the weights that project it to a head's query and key. */
function projectedFrom(
  { layers, attention, dimensions }: Checkpoint,
  layer: number,
  head: number,
  keyValueHead: number,
  { inputs, on }: LayerInputs,
): ProjectedFrom {
  const { query, key } = layers[layer];
  const { headWidth, width } = dimensions;
  const isShared = attention.variant === "shared-qk";
  return {
    inputs,
    query: headWeights(query, head, headWidth, width, on),
    key: headWeights(isShared ? query : key, isShared ? head : keyValueHead, headWidth, width, on),
  };
}

/** Rows of one head, head width × width; with biases a last column gives the bias for an input of `on`. */
function headWeights(
  { weights, bias }: Projection,
  head: number,
  headWidth: number,
  width: number,
  on: number,
): Dense {
  const first = head * headWidth;
  const own = dense(
    headWidth,
    width,
    Float64Array.from(weights.subarray(first * width, (first + headWidth) * width)),
  );
  return on === 0 ? own : withColumn(own, (row) => (bias === null ? 0 : bias[first + row] / on));
}

function withColumn(matrix: Dense, of: (row: number) => number): Dense {
  const wider = dense(matrix.rows, matrix.columns + 1);
  for (let i = 0; i < matrix.rows; i++) {
    wider.data.set(matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns), i * wider.columns);
    wider.data[(i + 1) * wider.columns - 1] = of(i);
  }
  return wider;
}

/** Masking of the checkpoint's heads: its mask, and scale 1/√d. */
export const maskingOf = (checkpoint: Checkpoint): Masking => ({
  causal: true,
  self: checkpoint.attention.mask === "causal" ? "allowed" : "last-resort",
  scale: 1 / Math.sqrt(checkpoint.dimensions.headWidth),
});
