import { exactAttention } from "../attention/exact-attention.ts";
import type { Masking } from "../attention/plan.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Checkpoint, LayerWeights } from "./checkpoint.ts";
import { addTo, columns, linear, setColumns } from "./linear.ts";
import { rmsNorm, unitRms } from "./normalisation.ts";
import { rotate } from "./rotary.ts";

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
  const { width, hidden } = checkpoint.dimensions;
  const x = embed(checkpoint, tokens);
  for (const [l, weights] of checkpoint.layers.entries()) {
    const layer = project(checkpoint, weights, rmsNorm(x, weights.attentionNorm));
    visit(layer);
    const mixed = dense(x.rows, width);
    for (const [h, head] of layer.heads.entries())
      setColumns(mixed, h * checkpoint.dimensions.headWidth, attention(head, l, h));
    addTo(x, linear(mixed, weights.output, width));
    const normed = rmsNorm(x, weights.feedForwardNorm);
    const gated = gate(linear(normed, weights.gate, hidden), linear(normed, weights.up, hidden));
    addTo(x, linear(gated, weights.down, width));
  }
  return rmsNorm(x, checkpoint.finalNorm);
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
  return x;
}

function project(checkpoint: Checkpoint, weights: LayerWeights, x: Dense): LayerActivations {
  const { heads, keyValueHeads, headWidth, width, keyValueWidth } = checkpoint.dimensions;
  const { variant, keyNormalisation } = checkpoint.attention;
  const split = (matrix: Dense, count: number): Dense[] =>
    Array.from({ length: count }, (_, h) => columns(matrix, h * headWidth, headWidth));
  const queries = split(linear(x, weights.query, width), heads);
  for (const q of queries) rotate(q, checkpoint.rotary);
  const keys =
    variant === "shared-qk" ? queries : split(linear(x, weights.key, keyValueWidth), keyValueHeads);
  if (variant === "separate") for (const k of keys) rotate(k, checkpoint.rotary);
  const normalised = keyNormalisation === "rms" ? keys.map(unitRms) : keys;
  const values = split(linear(x, weights.value, keyValueWidth), keyValueHeads);
  return {
    heads: queries.map((q, h) => {
      const keyValueHead = Math.floor((h * keyValueHeads) / heads);
      return { q, k: normalised[keyValueHead], v: values[keyValueHead], keyValueHead };
    }),
  };
}

/** SwiGLU: silu(a) · b, written over a. */
function gate(a: Dense, b: Dense): Dense {
  for (let i = 0; i < a.data.length; i++) a.data[i] *= b.data[i] / (1 + Math.exp(-a.data[i]));
  return a;
}
