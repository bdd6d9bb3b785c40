import { type DecoderKernel, plainDecoderKernel } from "../attention/decoder-kernel.ts";
import type { Masking } from "../attention/plan.ts";
import { type Dense, dense } from "../base/dense.ts";
import {
  type Activation,
  type Checkpoint,
  type LayerWeights,
  normalise,
  type Projection,
  type Rotary,
  type RotaryTables,
  rotaryTables,
  rotate,
  unitRms,
} from "./decoder.ts";

/** What enters one head's dot products, after rotation and key normalisation: tokens × headWidth; k and v of a past come first. */
export interface HeadActivations {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Key-value head that k and v belong to; heads of one group hold the same matrices. */
  readonly keyValueHead: number;
  /** The layer's normalised input, L × width, which all heads are projected from. */
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

/** Activations of every layer and head under exact attention. What the last layer makes of its own is nobody's input. */
export const capture = (
  checkpoint: Checkpoint,
  tokens: readonly number[],
  kernel: DecoderKernel = plainDecoderKernel,
): Captured => {
  const layers: LayerActivations[] = [];
  const visit = (layer: LayerActivations): boolean => layers.push(layer) < checkpoint.layers.length;
  hiddenOf(checkpoint, tokens, exact(checkpoint, kernel), { kernel }, visit);
  return { layers };
};

/** How the checkpoint's heads attend: its mask, and logits over √d. */
export const maskingOf = (checkpoint: Checkpoint): Masking => ({
  causal: true,
  self: checkpoint.attention.mask === "causal" ? "allowed" : "last-resort",
  scale: 1 / Math.sqrt(checkpoint.dimensions.headWidth),
});

/** The checkpoint's own attention: its mask, all pairs. */
export const exact = (checkpoint: Checkpoint, kernel: DecoderKernel = plainDecoderKernel): Attention => {
  const masking = maskingOf(checkpoint);
  return ({ q, k, v }) => kernel.attend(q, k, v, masking).output;
};

/** Keys and values of a prefix, one matrix a key-value head, of each layer. */
export interface Past {
  readonly length: number;
  readonly layers: readonly { readonly keys: readonly Dense[]; readonly values: readonly Dense[] }[];
}

export interface ForwardOptions {
  /** What comes before the tokens: heads are then given the keys and values of both, and the queries of the tokens. */
  readonly past?: Past;
  readonly kernel?: DecoderKernel;
  /** Sees each layer's activations before its attention runs. */
  readonly visit?: (layer: LayerActivations) => void;
}

/**
 * Last hidden state after the final norm, L × width, with `attention` in place of every head's attention;
 * `likelihood.ts` turns it into log-probabilities. Throws RangeError for a token or a length that the model does not have.
 */
export function forward(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  attention?: Attention,
  options: ForwardOptions = {},
): Dense {
  const attend = attention ?? exact(checkpoint, options.kernel);
  const x = hiddenOf(checkpoint, tokens, attend, options, (layer) => {
    options.visit?.(layer);
    return true;
  });
  return normalise(x, checkpoint.finalNorm, checkpoint.normalisation);
}

/** Hidden state, L × width, after the layers until `visit`, which sees a layer's activations before its attention runs, wants no more. */
function hiddenOf(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  attend: Attention,
  { kernel = plainDecoderKernel, past }: Omit<ForwardOptions, "visit">,
  visit: (layer: LayerActivations) => boolean,
): Dense {
  const first = past?.length ?? 0;
  const { width, heads, headWidth } = checkpoint.dimensions;
  const { normalisation, rotary } = checkpoint;
  const x = embed(checkpoint, tokens, first);
  const tables = rotary === null ? null : tablesFrom(rotary, first, x.rows);
  for (const [l, weights] of checkpoint.layers.entries()) {
    const normed = normalise(x, weights.attentionNorm, normalisation);
    const layer = activationsOf(kernel, checkpoint, weights, normed, tables, past?.layers[l]);
    if (!visit(layer)) break;
    const mixed = dense(x.rows, heads * headWidth);
    for (const [h, head] of layer.heads.entries()) setColumns(mixed, h * headWidth, attend(head, l, h));
    addTo(x, project(kernel, mixed, weights.output, width));
    addTo(x, feedForward(kernel, checkpoint, weights, normalise(x, weights.feedForwardNorm, normalisation)));
  }
  return x;
}

/** Rotation tables whose first row is that of a position. */
function tablesFrom(rotary: Rotary, first: number, rows: number): RotaryTables {
  const { cos, sin } = rotaryTables(rotary, first + rows);
  return { cos: cos.subarray(first * rotary.pairs), sin: sin.subarray(first * rotary.pairs) };
}

function embed(checkpoint: Checkpoint, tokens: readonly number[], first: number): Dense {
  const { width, vocabulary, context } = checkpoint.dimensions;
  if (tokens.length === 0 || first + tokens.length > context)
    throw new RangeError(`forward: expected 1 to ${context} tokens, received ${first + tokens.length}`);
  const x = dense(tokens.length, width);
  for (const [i, token] of tokens.entries()) {
    if (!Number.isInteger(token) || token < 0 || token >= vocabulary)
      throw new RangeError(
        `forward: expected token ids in [0, ${vocabulary - 1}], received ${token} at ${i}`,
      );
    x.data.set(checkpoint.embedding.subarray(token * width, (token + 1) * width), i * width);
  }
  const positions = checkpoint.positionEmbedding;
  if (positions !== null) for (let i = 0; i < x.data.length; i++) x.data[i] += positions[first * width + i];
  return x;
}

function activationsOf(
  kernel: DecoderKernel,
  checkpoint: Checkpoint,
  weights: LayerWeights,
  x: Dense,
  tables: RotaryTables | null,
  past: Past["layers"][number] | undefined,
): LayerActivations {
  const { heads, keyValueHeads, headWidth } = checkpoint.dimensions;
  const { variant, keyNormalisation } = checkpoint.attention;
  const { rotary } = checkpoint;
  const split = (projection: Projection, count: number): Dense[] => {
    const matrix = project(kernel, x, projection, count * headWidth);
    return Array.from({ length: count }, (_, h) => columns(matrix, h * headWidth, headWidth));
  };
  const turned = (projection: Projection, count: number): Dense[] => {
    const parts = split(projection, count);
    if (rotary !== null && tables !== null) for (const part of parts) rotate(part, rotary, tables);
    return parts;
  };
  const queries = turned(weights.query, heads);
  const keys = variant === "shared-qk" ? queries : turned(weights.key, keyValueHeads);
  const normalised = after(past?.keys, keyNormalisation === "rms" ? keys.map(unitRms) : keys);
  const values = after(past?.values, split(weights.value, keyValueHeads));
  return {
    heads: queries.map((q, h) => {
      const keyValueHead = Math.floor((h * keyValueHeads) / heads);
      return { q, k: normalised[keyValueHead], v: values[keyValueHead], keyValueHead, input: x };
    }),
  };
}

/** Rows of each matrix after those of the past. */
const after = (past: readonly Dense[] | undefined, own: readonly Dense[]): readonly Dense[] =>
  past === undefined
    ? own
    : own.map((matrix, h) => {
        const joined = dense(past[h].rows + matrix.rows, matrix.columns);
        joined.data.set(past[h].data);
        joined.data.set(matrix.data, past[h].data.length);
        return joined;
      });

/** x / (1 + e^−x). */
const silu = (x: number): number => x / (1 + Math.exp(-x));

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), the form in which GPT-2 was trained. */
const geluTanh = (x: number): number =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

const ACTIVATIONS: Record<Activation, (x: number) => number> = { silu, "gelu-tanh": geluTanh };

/** W_down (act(W_gate x) ⊙ W_up x), or W_down act(W_up x) without a gate. L × width. */
function feedForward(kernel: DecoderKernel, checkpoint: Checkpoint, weights: LayerWeights, x: Dense): Dense {
  const { width, hidden } = checkpoint.dimensions;
  const act = ACTIVATIONS[checkpoint.activation];
  const inner = project(kernel, x, weights.up, hidden);
  if (weights.gate === null) {
    for (let i = 0; i < inner.data.length; i++) inner.data[i] = act(inner.data[i]);
  } else {
    const gate = project(kernel, x, weights.gate, hidden);
    for (let i = 0; i < inner.data.length; i++) inner.data[i] *= act(gate.data[i]);
  }
  return project(kernel, inner, weights.down, width);
}

/** x Wᵀ + b, rows × outputs. */
function project(kernel: DecoderKernel, x: Dense, { weights, bias }: Projection, outputs: number): Dense {
  const y = kernel.product(x, weights, outputs);
  if (bias !== null)
    for (let i = 0; i < x.rows; i++) for (let o = 0; o < outputs; o++) y.data[i * outputs + o] += bias[o];
  return y;
}

/** a += b, element by element. */
function addTo(a: Dense, b: Dense): void {
  for (let i = 0; i < a.data.length; i++) a.data[i] += b.data[i];
}

/** Columns [from, from + count) as a matrix of its own. */
function columns(matrix: Dense, from: number, count: number): Dense {
  const out = dense(matrix.rows, count);
  for (let i = 0; i < matrix.rows; i++) {
    const start = i * matrix.columns + from;
    out.data.set(matrix.data.subarray(start, start + count), i * count);
  }
  return out;
}

/** Writes `part` over columns [from, from + part.columns) of `matrix`. */
function setColumns(matrix: Dense, from: number, part: Dense): void {
  for (let i = 0; i < part.rows; i++)
    matrix.data.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), i * matrix.columns + from);
}
