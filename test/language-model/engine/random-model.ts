import { createRng } from "#base";
import type { RealModel, StoredMatrix } from "#model-files";

/** Sizes and options of a small model with random weights. */
export interface SmallShape {
  readonly family: RealModel["family"];
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly vocabulary: number;
  readonly context: number;
  readonly pairs: "interleaved" | "halves";
  readonly slidingWindow: number | null;
  readonly biases: boolean;
  readonly headNorms: boolean;
  readonly tied: boolean;
}

export const SMALL: SmallShape = {
  family: "llama",
  width: 48,
  hidden: 72,
  layers: 3,
  heads: 6,
  keyValueHeads: 2,
  headWidth: 8,
  vocabulary: 77,
  context: 1200,
  pairs: "interleaved",
  slidingWindow: null,
  biases: false,
  headNorms: false,
  tied: true,
};

/** One of each family that can be run. */
export const FAMILIES: readonly SmallShape[] = [
  SMALL,
  { ...SMALL, family: "mistral", slidingWindow: 21, tied: false },
  { ...SMALL, family: "qwen2", pairs: "halves", biases: true },
  // Heads that together are wider than the residual stream.
  { ...SMALL, family: "qwen3", pairs: "halves", headNorms: true, headWidth: 16, tied: false },
];

/** A model of random float32 weights, stored as such. */
export function randomModel(shape: SmallShape, seed = "weights"): RealModel {
  const { width, hidden, layers, heads, keyValueHeads, headWidth, vocabulary } = shape;
  const queryWidth = heads * headWidth;
  const keyValueWidth = keyValueHeads * headWidth;
  const rng = createRng(seed);
  const sizes: [string, number, number][] = [["embedding", vocabulary, width]];
  if (!shape.tied) sizes.push(["classifier", vocabulary, width]);
  for (let n = 0; n < layers; n++)
    sizes.push(
      [`query ${n}`, queryWidth, width],
      [`key ${n}`, keyValueWidth, width],
      [`value ${n}`, keyValueWidth, width],
      [`output ${n}`, width, queryWidth],
      [`gate ${n}`, hidden, width],
      [`up ${n}`, hidden, width],
      [`down ${n}`, width, hidden],
    );
  const bytesOf = (rows: number, columns: number): number => Math.ceil((4 * rows * columns) / 32) * 32;
  const weights = new SharedArrayBuffer(sizes.reduce((sum, [, r, c]) => sum + bytesOf(r, c), 0));
  let at = 0;
  const matrices = new Map(
    sizes.map(([name, rows, columns]): [string, StoredMatrix] => {
      const values = new Float32Array(weights, at, rows * columns);
      const scale = name === "embedding" ? 1 : 1.5 / Math.sqrt(columns);
      for (let k = 0; k < values.length; k++) values[k] = scale * rng.normal();
      const bytes = new Uint8Array(weights, at, 4 * rows * columns);
      at += bytesOf(rows, columns);
      return [name, { name, type: "F32", rows, columns, bytes }];
    }),
  );
  const matrix = (name: string): StoredMatrix => matrices.get(name) as StoredMatrix;
  const gain = (length: number): Float32Array => Float32Array.from({ length }, () => 1 + 0.2 * rng.normal());
  const projection = (name: string, biased: boolean) => ({
    matrix: matrix(name),
    bias: biased ? Float32Array.from({ length: matrix(name).rows }, () => 0.3 * rng.normal()) : null,
  });
  return {
    name: `small ${shape.family}`,
    family: shape.family,
    dimensions: {
      width,
      hidden,
      layers,
      heads,
      keyValueHeads,
      vocabulary,
      context: shape.context,
      tiedClassifier: shape.tied,
      headWidth,
      keyValueWidth,
    },
    epsilon: 1e-5,
    rotary: {
      pairs: shape.pairs,
      frequencies: Float64Array.from({ length: headWidth / 2 }, (_, i) => 10_000 ** ((-2 * i) / headWidth)),
    },
    slidingWindow: shape.slidingWindow,
    embedding: matrix("embedding"),
    classifier: matrix(shape.tied ? "embedding" : "classifier"),
    finalNorm: gain(width),
    layers: Array.from({ length: layers }, (_, n) => ({
      attentionNorm: gain(width),
      query: projection(`query ${n}`, shape.biases),
      key: projection(`key ${n}`, shape.biases),
      value: projection(`value ${n}`, shape.biases),
      output: projection(`output ${n}`, false),
      queryNorm: shape.headNorms ? gain(headWidth) : null,
      keyNorm: shape.headNorms ? gain(headWidth) : null,
      feedForwardNorm: gain(width),
      gate: projection(`gate ${n}`, false),
      up: projection(`up ${n}`, false),
      down: projection(`down ${n}`, false),
    })),
    weights,
    fileBytes: weights.byteLength,
  };
}

export const randomTokens = (count: number, vocabulary: number, seed: string): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => rng.integer(vocabulary));
};
