import { type Dense, dense, fourthPower, mapped, rootMeanSquare, rowProducts } from "#base";
import type { Masking } from "../../attention/plan.ts";
import type { Design } from "../../design/design.ts";
import { wordLineInputs } from "../hashers.ts";
import type { PreparedHead } from "../quality.ts";

/** Vectors as word-line levels, tokens × width, with the quantities that scale each hash. */
export interface Levels {
  readonly levels: Dense;
  /** Length of each vector. */
  readonly norms: Float64Array;
  /** Sum of each vector's levels. */
  readonly sums: Float64Array;
  /** rms length. */
  readonly scale: number;
}

/** One head as used by the hash and the exact softmax. */
export interface HeadSummary {
  /** null if queries and keys are the same vectors. */
  readonly query: Levels | null;
  readonly key: Levels;
  /** Exact softmax weight of each compared query on each position, queries × length; 0 where masked. */
  readonly weights: Float32Array;
  /** Weight of a compared query on its own position over its exact sum, at most 1, masked or not. */
  readonly own: Float64Array;
}

/** All heads of a sequence for one input converter. */
export interface SequenceSummary {
  readonly heads: readonly HeadSummary[];
  readonly queries: Int32Array;
  readonly length: number;
  readonly width: number;
  /** rms length over all heads and roles. */
  readonly scale: number;
  /** Mean of level_i · level_k over all vectors, width × width. */
  readonly second: Dense;
  /** Mean of level⁴ over mean of level², over all levels. */
  readonly fourthOverSecond: number;
  /** A few vectors of both roles, for averages over vectors. */
  readonly sample: Dense;
}

/** A head with its exact softmax weights, shared by designs with different converters. */
export interface WeighedHead extends Pick<HeadSummary, "weights" | "own"> {
  readonly q: Dense;
  readonly hashedKeys: Dense;
  readonly queries: Int32Array;
}

export const weighHeads = (heads: readonly PreparedHead[], plan: Masking): WeighedHead[] =>
  heads.map((prepared) => ({
    q: prepared.head.q,
    hashedKeys: prepared.hashedKeys,
    queries: prepared.queries,
    ...weightsOf(prepared, plan),
  }));

/** Vectors of the sample. */
const SAMPLE = 256;

export function summariseSequence(
  design: Design,
  heads: readonly WeighedHead[],
  sharedQK: boolean,
): SequenceSummary {
  const summaries = heads.map(({ q, hashedKeys, weights, own }): HeadSummary => {
    const key = levelsOf(design, hashedKeys);
    const query = sharedQK ? null : levelsOf(design, q);
    return { key, query, weights, own };
  });
  const signals = summaries.flatMap(({ key, query }) => (query === null ? [key] : [query, key]));
  const { rows: length, columns: width } = signals[0].levels;
  const moments = momentsOf(signals, width);
  return {
    heads: summaries,
    queries: heads[0].queries,
    length,
    width,
    scale: Math.sqrt(signals.reduce((sum, { scale }) => sum + scale ** 2, 0) / signals.length),
    ...moments,
    sample: sampleOf(signals, width),
  };
}

/** Levels at the full scale that the converters use for this matrix. */
function levelsOf(design: Design, vectors: Dense): Levels {
  const { fullScale, level } = design.hashing.dac.behaviour;
  const inputs = wordLineInputs(design, vectors);
  const whole = fullScale(inputs);
  const levels = mapped(inputs, (x) => level(x, whole));
  const norms = new Float64Array(levels.rows);
  const sums = new Float64Array(levels.rows);
  for (let t = 0; t < levels.rows; t++) {
    let square = 0;
    for (let i = t * levels.columns; i < (t + 1) * levels.columns; i++) {
      square += levels.data[i] ** 2;
      sums[t] += levels.data[i];
    }
    norms[t] = Math.sqrt(square);
  }
  return { levels, norms, sums, scale: Math.sqrt(levels.columns) * rootMeanSquare(levels) };
}

/** Exact softmax weights with the MAC array's operands. */
function weightsOf(
  { q, k, exact, queries }: PreparedHead,
  plan: Masking,
): Pick<HeadSummary, "weights" | "own"> {
  const length = k.rows;
  const weights = new Float32Array(queries.length * length);
  const own = new Float64Array(queries.length);
  const scores = new Float64Array(length);
  for (let n = 0; n < queries.length; n++) {
    const i = queries[n];
    const visible = plan.causal ? i + 1 : length;
    rowProducts(q.data, i * q.columns, k.data, visible, k.columns, plan.scale, scores, 0);
    own[n] = Math.min(1, Math.exp(scores[i] - exact.logSum[n]));
    if (plan.self === "last-resort") scores[i] = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let j = 0; j < visible; j++) {
      const weight = Math.exp(scores[j] - exact.logSum[n]);
      weights[n * length + j] = weight;
      sum += weight;
    }
    // Rounded operands may sum to more than the exact sum; attention recall is at most 1.
    if (sum > 1) for (let j = 0; j < visible; j++) weights[n * length + j] /= sum;
  }
  return { weights, own };
}

function momentsOf(
  signals: readonly Levels[],
  width: number,
): Pick<SequenceSummary, "second" | "fourthOverSecond"> {
  const second = dense(width, width);
  let [tokens, squares, fourths] = [0, 0, 0];
  for (const { levels } of signals) {
    const step = Math.max(1, Math.floor(levels.rows / SAMPLE));
    for (let t = 0; t < levels.rows; t += step) {
      const from = t * width;
      tokens++;
      for (let i = 0; i < width; i++) {
        const x = levels.data[from + i];
        squares += x ** 2;
        fourths += fourthPower(x);
        for (let k = 0; k < width; k++) second.data[i * width + k] += x * levels.data[from + k];
      }
    }
  }
  return {
    second: mapped(second, (x) => x / tokens),
    fourthOverSecond: squares === 0 ? 0 : fourths / squares,
  };
}

/** Vectors evenly spaced over all heads and roles. */
function sampleOf(signals: readonly Levels[], width: number): Dense {
  const each = Math.max(1, Math.floor(SAMPLE / signals.length));
  const sample = dense(each * signals.length, width);
  signals.forEach(({ levels }, n) => {
    for (let k = 0; k < each; k++) {
      const t = Math.floor(((k + 0.5) * levels.rows) / each);
      sample.data.set(levels.data.subarray(t * width, (t + 1) * width), (n * each + k) * width);
    }
  });
  return sample;
}
