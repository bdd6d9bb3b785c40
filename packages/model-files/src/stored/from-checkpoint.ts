import type { Checkpoint, Projection } from "../decoder.ts";
import type { Dimensions } from "../dimensions.ts";
import type { RealModel, StoredMatrix, StoredProjection } from "./model.ts";

/** ε under the root when keys are scaled to unit root mean square. */
const KEY_EPSILON = 1e-6;
/** Alignment of each matrix's start, bytes. */
const ALIGNMENT = 64;
/** The kernel needs widths of heads and of the feed-forward layer to be multiples of these. */
const HEAD_MULTIPLE = 8;
const HIDDEN_MULTIPLE = 4;

const upTo = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** Positions of a head's dimensions in the kernel's padded width: of queries and keys, and of values. */
export interface HeadPlaces {
  readonly width: number;
  readonly rotated: Int32Array;
  readonly plain: Int32Array;
}

export function headPlaces({ dimensions: { headWidth }, rotary }: Checkpoint): HeadPlaces {
  const width = upTo(headWidth, HEAD_MULTIPLE);
  const plain = Int32Array.from({ length: headWidth }, (_, i) => i);
  // Pairs in halves stay half of the padded width apart.
  const gap = rotary?.layout === "halves" ? (width - headWidth) / 2 : 0;
  return { width, plain, rotated: plain.map((i) => (i < headWidth / 2 ? i : i + gap)) };
}

/** Placement of rows or columns in a padded dimension. */
interface Span {
  readonly count: number;
  readonly size: number;
  readonly at: (i: number) => number;
}

const spanOf = (count: number, size = count): Span => ({ count, size, at: (i) => i });

const headSpan = (heads: number, width: number, places: Int32Array): Span => ({
  count: heads * places.length,
  size: heads * width,
  at: (i) => Math.floor(i / places.length) * width + places[i % places.length],
});

/**
 * Converts a checkpoint for the engine: float32 weights, with heads and the feed-forward layer zero-padded
 * for the kernel. Throws RangeError for an unsupported rotation.
 */
export function modelOf(checkpoint: Checkpoint): RealModel {
  const { name, attention, normalisation, activation, finalNorm, classifier } = checkpoint;
  const { width, vocabulary, heads, keyValueHeads, headWidth, hidden } = checkpoint.dimensions;
  const isShared = attention.variant === "shared-qk";
  const places = headPlaces(checkpoint);
  const inner = spanOf(hidden, upTo(hidden, HIDDEN_MULTIPLE));
  const keyValueWidth = keyValueHeads * places.width;
  const dimensions = { ...checkpoint.dimensions, hidden: inner.size, headWidth: places.width, keyValueWidth };
  const { weights, matrix } = weightRoom(dimensions);
  const projection = (part: Projection, rows: Span, columns: Span): StoredProjection => ({
    matrix: matrix(part.weights, rows, columns),
    bias: spread(part.bias, rows),
  });
  const stream = spanOf(width);
  const rotated = (count: number): Span => headSpan(count, places.width, places.rotated);
  const plain = (count: number): Span => headSpan(count, places.width, places.plain);
  const embedding = matrix(checkpoint.embedding, spanOf(vocabulary), stream);
  // A rotation keeps lengths, so keys may be scaled before it; the mean is over the unpadded dimensions.
  const share = headWidth / places.width;
  const hasUnitKeys = attention.keyNormalisation === "rms";
  const keyNorm = hasUnitKeys ? new Float32Array(places.width).fill(Math.sqrt(share)) : null;
  return {
    ...{ name, family: "other", dimensions, epsilon: normalisation.epsilon, slidingWindow: null },
    isLayerNorm: normalisation.kind === "layer",
    isGelu: activation === "gelu-tanh",
    hidesSelf: attention.mask === "causal-no-self",
    scale: 1 / Math.sqrt(headWidth),
    ...(hasUnitKeys ? { headEpsilon: KEY_EPSILON * share } : {}),
    rotary: rotaryOf(checkpoint, places.width / 2),
    embedding,
    positionEmbedding: checkpoint.positionEmbedding,
    classifier:
      classifier === checkpoint.embedding ? embedding : matrix(classifier, spanOf(vocabulary), stream),
    finalNorm: finalNorm.gain,
    finalShift: finalNorm.bias,
    layers: checkpoint.layers.map((layer) => ({
      attentionNorm: layer.attentionNorm.gain,
      attentionShift: layer.attentionNorm.bias,
      query: projection(layer.query, rotated(heads), stream),
      key: projection(isShared ? layer.query : layer.key, rotated(keyValueHeads), stream),
      value: projection(layer.value, plain(keyValueHeads), stream),
      output: projection(layer.output, stream, plain(heads)),
      queryNorm: null,
      keyNorm,
      feedForwardNorm: layer.feedForwardNorm.gain,
      feedForwardShift: layer.feedForwardNorm.bias,
      gate: layer.gate === null ? null : projection(layer.gate, inner, stream),
      up: projection(layer.up, inner, stream),
      down: projection(layer.down, stream, inner),
    })),
    weights,
    fileBytes: weights.byteLength,
  };
}

function spread(values: Float32Array | null, { size, at }: Span): Float32Array | null {
  if (values === null) return null;
  const out = new Float32Array(size);
  for (let i = 0; i < values.length; i++) out[at(i)] = values[i];
  return out;
}

/** One buffer for all matrices of a decoder of these sizes; `matrix` appends a matrix to it. */
function weightRoom({ width, hidden, layers, heads, headWidth, keyValueWidth, vocabulary }: Dimensions) {
  const layer = width * (2 * heads * headWidth + 2 * keyValueWidth + 3 * hidden);
  const weights = new ArrayBuffer(
    4 * (2 * vocabulary * width + layers * layer) + ALIGNMENT * (2 + 7 * layers),
  );
  let next = 0;
  const matrix = (values: Float32Array, rows: Span, columns: Span): StoredMatrix => {
    const into = new Float32Array(weights, next, rows.size * columns.size);
    next += upTo(into.byteLength, ALIGNMENT);
    if (into.length === values.length) into.set(values);
    else
      for (let r = 0; r < rows.count; r++)
        for (let c = 0; c < columns.count; c++)
          into[rows.at(r) * columns.size + columns.at(c)] = values[r * columns.count + c];
    const bytes = new Uint8Array(weights, into.byteOffset, into.byteLength);
    return { name: "", type: "F32", rows: rows.size, columns: columns.size, bytes };
  };
  return { weights, matrix };
}

/** Rotation over whole heads; pairs that the checkpoint does not rotate get frequency 0. */
function rotaryOf(
  { rotary, dimensions: { headWidth, context } }: Checkpoint,
  pairs: number,
): RealModel["rotary"] {
  const frequencies = new Float64Array(pairs);
  if (rotary === null) return { pairs: "interleaved", frequencies };
  if (rotary.layout === "halves" && 2 * rotary.pairs < headWidth)
    throw new RangeError(
      `rotation: expected ${headWidth / 2} pairs in halves of a head, received ${rotary.pairs}`,
    );
  const { angles } = rotary;
  if (angles.kind === "frequencies") {
    frequencies.set(angles.values);
    return { pairs: rotary.layout, frequencies };
  }
  const [cos, sin] = [new Float32Array(context * pairs).fill(1), new Float32Array(context * pairs)];
  for (let p = 0; p < context; p++) {
    const from = p * rotary.pairs;
    cos.set(angles.cos.subarray(from, from + rotary.pairs), p * pairs);
    sin.set(angles.sin.subarray(from, from + rotary.pairs), p * pairs);
  }
  return { pairs: rotary.layout, frequencies, tables: { cos, sin } };
}
