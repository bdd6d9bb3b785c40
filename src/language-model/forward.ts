import { exactAttention } from "../attention/exact-attention.ts";
import type { Masking } from "../attention/plan.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Checkpoint, LayerWeights, Projection } from "./decoder.ts";
import { feedForward } from "./feed-forward.ts";
import { addTo, columns, project, setColumns } from "./linear.ts";
import { normalise, unitRms } from "./normalisation.ts";
import { type RotaryTables, rotaryTables, rotate } from "./rotary.ts";

/** What enters one head's dot products: L × headWidth each, after rotation and key normalisation. */
export interface HeadActivations {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Key-value head that k and v belong to; heads of one group hold the same matrices. */
  readonly keyValueHead: number;
}

export interface LayerActivations {
  readonly heads: readonly HeadActivations[];
}

export interface Captured {
  readonly layers: readonly LayerActivations[];
  /** Last hidden state after the final norm, L × width; `likelihood.ts` turns it into log-probabilities. */
  readonly final: Dense;
}

/** Replaces the attention of one head: returns L × headWidth. */
export type Attention = (head: HeadActivations, layer: number, index: number) => Dense;

/** Activations of every layer and head under exact attention. */
export const capture = (checkpoint: Checkpoint, tokens: readonly number[]): Captured => {
  const layers: LayerActivations[] = [];
  const final = forward(checkpoint, tokens, exact(checkpoint), (layer) => layers.push(layer));
  return { layers, final };
};

/** How the checkpoint's heads attend: its mask, and logits over √d. */
export const maskingOf = (checkpoint: Checkpoint): Masking => ({
  causal: true,
  self: checkpoint.attention.mask === "causal" ? "allowed" : "last-resort",
  scale: 1 / Math.sqrt(checkpoint.dimensions.headWidth),
});

/** The checkpoint's own attention: its mask, all pairs. */
export const exact = (checkpoint: Checkpoint): Attention => {
  const masking = maskingOf(checkpoint);
  return ({ q, k, v }) => exactAttention(q, k, v, masking).output;
};

/**
 * Last hidden state after the final norm, L × width, with `attention` in place of every head's attention.
 * `visit` sees each layer's activations before its attention runs. Throws RangeError for a token or a
 * length that the model does not have.
 */
export function forward(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  attention: Attention = exact(checkpoint),
  visit: (layer: LayerActivations) => void = () => {},
): Dense {
  const { width, heads, headWidth } = checkpoint.dimensions;
  const { normalisation, rotary } = checkpoint;
  const x = embed(checkpoint, tokens);
  const tables = rotary === null ? null : rotaryTables(rotary, x.rows);
  for (const [l, weights] of checkpoint.layers.entries()) {
    const normed = normalise(x, weights.attentionNorm, normalisation);
    const layer = activationsOf(checkpoint, weights, normed, tables);
    visit(layer);
    const mixed = dense(x.rows, heads * headWidth);
    for (const [h, head] of layer.heads.entries()) setColumns(mixed, h * headWidth, attention(head, l, h));
    addTo(x, project(mixed, weights.output, width));
    addTo(x, feedForward(checkpoint, weights, normalise(x, weights.feedForwardNorm, normalisation)));
  }
  return normalise(x, checkpoint.finalNorm, normalisation);
}

function embed(checkpoint: Checkpoint, tokens: readonly number[]): Dense {
  const { width, vocabulary, context } = checkpoint.dimensions;
  if (tokens.length === 0 || tokens.length > context)
    throw new RangeError(`forward: expected 1 to ${context} tokens, received ${tokens.length}`);
  const x = dense(tokens.length, width);
  for (const [i, token] of tokens.entries()) {
    if (!Number.isInteger(token) || token < 0 || token >= vocabulary)
      throw new RangeError(
        `forward: expected token ids in [0, ${vocabulary - 1}], received ${token} at ${i}`,
      );
    x.data.set(checkpoint.embedding.subarray(token * width, (token + 1) * width), i * width);
  }
  const positions = checkpoint.positionEmbedding;
  if (positions !== null) for (let i = 0; i < x.data.length; i++) x.data[i] += positions[i];
  return x;
}

function activationsOf(
  checkpoint: Checkpoint,
  weights: LayerWeights,
  x: Dense,
  tables: RotaryTables | null,
): LayerActivations {
  const { heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const { variant, keyNormalisation } = checkpoint.attention;
  const { rotary } = checkpoint;
  const split = (projection: Projection, count: number): Dense[] => {
    const matrix = project(x, projection, count * headWidth);
    return Array.from({ length: count }, (_, h) => columns(matrix, h * headWidth, headWidth));
  };
  const turned = (projection: Projection, count: number): Dense[] => {
    const parts = split(projection, count);
    if (rotary !== null && tables !== null) for (const part of parts) rotate(part, rotary, tables);
    return parts;
  };
  const queries = turned(weights.query, heads);
  const keys = variant === "shared-qk" ? queries : turned(weights.key, keyValueHeads);
  const normalised = keyNormalisation === "rms" ? keys.map(unitRms) : keys;
  const values = split(weights.value, keyValueHeads);
  return {
    heads: queries.map((q, h) => {
      const keyValueHead = Math.floor((h * keyValueHeads) / heads);
      return { q, k: normalised[keyValueHead], v: values[keyValueHead], keyValueHead };
    }),
  };
}
