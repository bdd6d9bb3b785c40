// A forward pass in float64 by plain loops, written from the equations of the families and sharing nothing with src but the
// types of a model whose weights are stored as float32.

import type {
  RealModel,
  StoredMatrix,
  StoredProjection,
} from "../../../packages/model-files/src/stored/model.ts";

type Row = number[];

const rowsOf = ({ rows, columns, bytes }: StoredMatrix): Row[] => {
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, rows * columns);
  return Array.from({ length: rows }, (_, r) => Array.from(values.subarray(r * columns, (r + 1) * columns)));
};

const inner = (a: Row, b: Row): number => a.reduce((sum, x, n) => sum + x * b[n], 0);
const apply = ({ matrix, bias }: StoredProjection, x: Row): Row =>
  rowsOf(matrix).map((row, n) => inner(row, x) + (bias === null ? 0 : bias[n]));
const norm = (x: Row, gain: Float32Array, epsilon: number): Row => {
  const rms = Math.sqrt(inner(x, x) / x.length + epsilon);
  return x.map((value, n) => (value / rms) * gain[n]);
};
/** The normalisation of a row before a block: LayerNorm is the RMSNorm of what is left without its mean, and a shift. */
function normed(
  x: Row,
  gain: Float32Array,
  shift: Float32Array | null | undefined,
  { epsilon, isLayerNorm }: RealModel,
): Row {
  const mean = isLayerNorm === true ? x.reduce((sum, value) => sum + value, 0) / x.length : 0;
  const centred = x.map((value) => value - mean);
  return norm(centred, gain, epsilon).map((value, n) => value + (shift?.[n] ?? 0));
}
const silu = (g: number): number => g / (1 + Math.exp(-g));
const gelu = (g: number): number =>
  (g / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (g + 0.044715 * g ** 3)));
const heads = (x: Row, width: number): Row[] =>
  Array.from({ length: x.length / width }, (_, h) => x.slice(h * width, (h + 1) * width));

function turned(x: Row, position: number, { rotary }: RealModel): Row {
  const y = [...x];
  rotary.frequencies.forEach((frequency, i) => {
    const [a, b] = rotary.pairs === "halves" ? [i, i + x.length / 2] : [2 * i, 2 * i + 1];
    const at = position * rotary.frequencies.length + i;
    const c = rotary.tables?.cos[at] ?? Math.cos(position * frequency);
    const s = rotary.tables?.sin[at] ?? Math.sin(position * frequency);
    y[a] = x[a] * c - x[b] * s;
    y[b] = x[a] * s + x[b] * c;
  });
  return y;
}

/** Vectors of a layer, tokens × heads × width: queries and keys after their rotation, and values. */
export type PlainVectors = Readonly<Record<"q" | "k" | "v", Row[][]>>;

/**
 * Final hidden states, one row a token; `sees(i, j)` says whether query i attends key j. `seen` gets each layer's vectors.
 */
export function plainStates(
  model: RealModel,
  tokens: readonly number[],
  sees: (i: number, j: number) => boolean = () => true,
  seen: (vectors: PlainVectors) => void = () => {},
): Row[] {
  const { headWidth, heads: count, keyValueHeads } = model.dimensions;
  const embedding = rowsOf(model.embedding);
  const { width } = model.dimensions;
  const { scale = 1 / Math.sqrt(headWidth) } = model;
  let x = tokens.map((token, i) =>
    embedding[token].map((value, n) => value + (model.positionEmbedding?.[i * width + n] ?? 0)),
  );
  const act = model.isGelu === true ? gelu : silu;
  for (const layer of model.layers) {
    const h = x.map((row) => normed(row, layer.attentionNorm, layer.attentionShift, model));
    const rotated = (p: StoredProjection, gain: Float32Array | null): Row[][] =>
      h.map((row, i) =>
        heads(apply(p, row), headWidth).map((head) =>
          turned(gain === null ? head : norm(head, gain, model.headEpsilon ?? model.epsilon), i, model),
        ),
      );
    const q = rotated(layer.query, layer.queryNorm);
    const k = rotated(layer.key, layer.keyNorm);
    const v = h.map((row) => heads(apply(layer.value, row), headWidth));
    seen({ q, k, v });
    x = x.map((row, i) => {
      const attended = Array.from({ length: count }, (_, head) => {
        const group = Math.floor(head / (count / keyValueHeads));
        const keys = tokens
          .map((_, j) => j)
          .filter(
            (j) =>
              j <= (model.hidesSelf === true ? Math.max(0, i - 1) : i) &&
              sees(i, j) &&
              (model.slidingWindow === null || i - j < model.slidingWindow),
          );
        const weights = keys.map((j) => Math.exp(scale * inner(q[i][head], k[j][group])));
        const total = weights.reduce((sum, w) => sum + w, 0);
        return Array.from({ length: headWidth }, (_, c) =>
          keys.reduce((sum, j, n) => sum + (weights[n] / total) * v[j][group][c], 0),
        );
      }).flat();
      const added = apply(layer.output, attended);
      return row.map((value, n) => value + added[n]);
    });
    x = x.map((row) => {
      const inside = normed(row, layer.feedForwardNorm, layer.feedForwardShift, model);
      const up = apply(layer.up, inside);
      const gated =
        layer.gate === null ? up.map(act) : apply(layer.gate, inside).map((g, n) => act(g) * up[n]);
      const added = apply(layer.down, gated);
      return row.map((value, n) => value + added[n]);
    });
  }
  return x.map((row) => normed(row, model.finalNorm, model.finalShift, model));
}

/** Logits of one state. */
export const plainLogits = (model: RealModel, state: Row): Row =>
  rowsOf(model.classifier).map((row) => inner(row, state));

export const logSum = (logits: Row): number => {
  const peak = Math.max(...logits);
  return peak + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - peak), 0));
};
