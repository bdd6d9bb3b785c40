import type { Checkpoint, Projection } from "../decoder.ts";
import type { RealModel, StoredMatrix, StoredProjection } from "./model.ts";

/** ε under the root of keys that are scaled to unit root mean square. */
const KEY_EPSILON = 1e-6;
/** Each matrix's start is a multiple of this, bytes. */
const ALIGNMENT = 64;

/** A checkpoint as the engine runs it, its weights in float32. Throws RangeError for a rotation that the engine lacks. */
export function modelOf(checkpoint: Checkpoint): RealModel {
  const { name, dimensions, attention, normalisation, activation, finalNorm, classifier } = checkpoint;
  const { width, vocabulary, heads, headWidth, keyValueWidth, hidden } = dimensions;
  const isShared = attention.variant === "shared-qk";
  const isTied = classifier === checkpoint.embedding;
  const { weights, matrix } = storedWeights([
    checkpoint.embedding,
    ...(isTied ? [] : [classifier]),
    ...checkpoint.layers.flatMap(({ query, key, value, output, gate, up, down }) =>
      [query, key, value, output, up, down, ...(gate === null ? [] : [gate])].map((part) => part.weights),
    ),
  ]);
  const projection = (part: Projection, rows: number, columns: number): StoredProjection => ({
    matrix: matrix(part.weights, rows, columns),
    bias: float32(part.bias),
  });
  const embedding = matrix(checkpoint.embedding, vocabulary, width);
  // A rotation changes no length, so keys may be scaled before it.
  const keyNorm = attention.keyNormalisation === "rms" ? new Float32Array(headWidth).fill(1) : null;
  return {
    ...{ name, family: "other", dimensions, epsilon: normalisation.epsilon, slidingWindow: null },
    isLayerNorm: normalisation.kind === "layer",
    isGelu: activation === "gelu-tanh",
    hidesSelf: attention.mask === "causal-no-self",
    ...(keyNorm === null ? {} : { headEpsilon: KEY_EPSILON }),
    rotary: rotaryOf(checkpoint),
    embedding,
    positionEmbedding: float32(checkpoint.positionEmbedding),
    classifier: isTied ? embedding : matrix(classifier, vocabulary, width),
    finalNorm: Float32Array.from(finalNorm.gain),
    finalShift: float32(finalNorm.bias),
    layers: checkpoint.layers.map((layer) => ({
      attentionNorm: Float32Array.from(layer.attentionNorm.gain),
      attentionShift: float32(layer.attentionNorm.bias),
      query: projection(layer.query, heads * headWidth, width),
      key: projection(isShared ? layer.query : layer.key, keyValueWidth, width),
      value: projection(layer.value, keyValueWidth, width),
      output: projection(layer.output, width, heads * headWidth),
      queryNorm: null,
      keyNorm,
      feedForwardNorm: Float32Array.from(layer.feedForwardNorm.gain),
      feedForwardShift: float32(layer.feedForwardNorm.bias),
      gate: layer.gate === null ? null : projection(layer.gate, hidden, width),
      up: projection(layer.up, hidden, width),
      down: projection(layer.down, width, hidden),
    })),
    weights,
    fileBytes: weights.byteLength,
  };
}

const float32 = (values: Float64Array | null): Float32Array | null =>
  values === null ? null : Float32Array.from(values);

/** Arrays as float32, one after another in one buffer; `matrix` finds an array's again. */
function storedWeights(arrays: readonly Float64Array[]) {
  const bytesOf = ({ length }: Float64Array): number => Math.ceil((4 * length) / ALIGNMENT) * ALIGNMENT;
  const weights = new ArrayBuffer(arrays.reduce((sum, values) => sum + bytesOf(values), 0));
  const places = new Map<Float64Array, number>();
  let at = 0;
  for (const values of arrays) {
    new Float32Array(weights, at, values.length).set(values);
    places.set(values, at);
    at += bytesOf(values);
  }
  const matrix = (values: Float64Array, rows: number, columns: number): StoredMatrix => ({
    ...{ name: "", type: "F32", rows, columns },
    bytes: new Uint8Array(weights, places.get(values), 4 * values.length),
  });
  return { weights, matrix };
}

/** The rotation over whole heads: pairs that a checkpoint leaves alone turn by nothing. */
function rotaryOf({ rotary, dimensions: { headWidth, context } }: Checkpoint): RealModel["rotary"] {
  const pairs = headWidth / 2;
  const frequencies = new Float64Array(pairs);
  if (rotary === null) return { pairs: "interleaved", frequencies };
  if (rotary.layout === "halves" && rotary.pairs < pairs)
    throw new RangeError(`rotation: expected ${pairs} pairs in halves of a head, received ${rotary.pairs}`);
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
