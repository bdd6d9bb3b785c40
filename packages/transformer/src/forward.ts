import { type Dense, dense } from "#base";
import { type Checkpoint, headPlaces, modelOf } from "#model-files";
import { type DecoderKernel, FLOAT } from "./kernel.ts";
import type { LaneSetting } from "./lane-products.ts";
import { keysAt } from "./memory-plan.ts";
import { rowsOfQuads } from "./norms-and-activations.ts";
import { type PlacedModel, placeModel, runPass } from "./pass.ts";

/** Inputs of a head's products, after rotation and key normalisation: tokens × headWidth, float32. */
export interface HeadActivations {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Key-value head of k and v; heads of one group share the same matrices. */
  readonly keyValueHead: number;
  /** The layer's normalised input, L × width, from which all heads are projected. */
  readonly input: Dense;
}

export interface LayerActivations {
  readonly heads: readonly HeadActivations[];
}

export interface Captured {
  readonly layers: readonly LayerActivations[];
}

/** Replaces the attention of one head: returns L × headWidth. */
export type Attention = (head: HeadActivations, layer: number, index: number) => Dense;

/** Activations of every layer and head under exact attention. The last layer's output is not computed. */
export function capture(checkpoint: Checkpoint, tokens: readonly number[], kernel: DecoderKernel): Captured {
  checkTokens(checkpoint, tokens);
  const layers: LayerActivations[] = [];
  withPlaced(checkpoint, tokens.length, kernel, (placed) =>
    runPass(placed, tokens, (layer, own) => {
      layers.push(activationsOf(placed, checkpoint, layer, tokens.length));
      return layers.length < checkpoint.layers.length && own(layer);
    }),
  );
  return { layers };
}

export interface ForwardOptions {
  readonly kernel: DecoderKernel;
  /** Called with each layer's activations before its attention runs. */
  readonly visit?: (layer: LayerActivations) => void;
}

/**
 * Last hidden state after the final norm, L × width, with `attention`, if given, in every head;
 * `likelihood.ts` turns it into log-probabilities. Throws RangeError for an invalid token or length, and
 * ConfigError for a model whose sizes the kernel does not support.
 */
export function forward(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  attention: Attention | undefined,
  { kernel, visit }: ForwardOptions,
): Dense {
  checkTokens(checkpoint, tokens);
  return withPlaced(checkpoint, tokens.length, kernel, (placed) => {
    const states = runPass(placed, tokens, (layer, own) => {
      if (attention === undefined && visit === undefined) return own(layer);
      const activations = activationsOf(placed, checkpoint, layer, tokens.length);
      visit?.(activations);
      if (attention === undefined) return own(layer);
      for (const [index, head] of activations.heads.entries())
        writeAttended(placed.setting, index, attention(head, layer, index));
      return true;
    });
    return dense(tokens.length, checkpoint.dimensions.width, Float64Array.from(states));
  });
}

/** Idle models in memory, by checkpoint and kernel. */
const placements = new WeakMap<Checkpoint, Map<DecoderKernel, PlacedModel>>();

/** Lends a memory with the model and enough room; an attention that runs the model gets another one. */
export function withPlaced<Result>(
  checkpoint: Checkpoint,
  length: number,
  kernel: DecoderKernel,
  use: (placed: PlacedModel) => Result,
): Result {
  const known = placements.get(checkpoint) ?? new Map<DecoderKernel, PlacedModel>();
  placements.set(checkpoint, known);
  const held = known.get(kernel);
  known.delete(kernel);
  const placed =
    held !== undefined && held.setting.plan.positions >= length
      ? held
      : placeModel(modelOf(checkpoint), kernel, length);
  try {
    return use(placed);
  } finally {
    known.set(kernel, placed);
  }
}

function checkTokens({ dimensions }: Checkpoint, tokens: readonly number[]): void {
  const { vocabulary, context } = dimensions;
  if (tokens.length === 0 || tokens.length > context)
    throw new RangeError(`forward: expected 1 to ${context} tokens, received ${tokens.length}`);
  for (const [i, token] of tokens.entries())
    if (!Number.isInteger(token) || token < 0 || token >= vocabulary)
      throw new RangeError(
        `forward: expected token ids in [0, ${vocabulary - 1}], received ${token} at ${i}`,
      );
}

/** Queries, keys and values of a layer from the memory, before its attention. */
function activationsOf(
  { setting, context }: PlacedModel,
  checkpoint: Checkpoint,
  layer: number,
  length: number,
): LayerActivations {
  const { plan, buffer } = setting;
  const { heads, keyValueHeads, width } = checkpoint.dimensions;
  const places = headPlaces(checkpoint);
  const input = dense(length, width, rowsOfQuads(setting, plan.rows.packed, length, width));
  /** The head's own dimensions of rows with a stride of `stride` numbers. */
  const rowsAt = (address: number, stride: number, own: Int32Array): Dense => {
    const from = new Float32Array(buffer(), address, (length - 1) * stride + places.width);
    const out = dense(length, own.length);
    for (let t = 0, to = 0; t < length; t++)
      for (let c = 0; c < own.length; c++) out.data[to++] = from[t * stride + own[c]];
    return out;
  };
  const [keys, values] = ([0, 1] as const).map((which) =>
    Array.from({ length: keyValueHeads }, (_, head) => {
      const at = keysAt(plan.dimensions, context.address, context.capacity, layer, head, which);
      return rowsAt(at, places.width, which === 0 ? places.rotated : places.plain);
    }),
  );
  return {
    heads: Array.from({ length: heads }, (_, head) => {
      const at = plan.rows.query + FLOAT * head * places.width;
      const keyValueHead = Math.floor((head * keyValueHeads) / heads);
      const q = rowsAt(at, heads * places.width, places.rotated);
      return { q, k: keys[keyValueHead], v: values[keyValueHead], keyValueHead, input };
    }),
  };
}

/** Writes the output of a head's attention to the layer's input, zero-padded. */
function writeAttended({ plan, buffer }: LaneSetting, head: number, { rows, columns, data }: Dense): void {
  const { heads, headWidth } = plan.dimensions;
  for (let t = 0; t < rows; t++)
    new Float32Array(buffer(), plan.rows.attended + FLOAT * (t * heads + head) * headWidth, headWidth)
      .fill(0)
      .set(data.subarray(t * columns, (t + 1) * columns));
}
