import { type Dense, dense, dot, rootMeanSquare, rowProducts } from "#base";
import { fitQueryMap } from "../selectors/query-map.ts";
import type { Draws } from "../selectors/selector.ts";

/** A relaxed sign hash: rows that give a key's signs, and a map that estimates the key; both bits × width. */
export interface HashWeights {
  /** Rows of unit length; sign b of a key is that of its product with row b. */
  readonly rows: Dense;
  /** A key is estimated as Mᵀ b. */
  readonly map: Dense;
}

/** Keys of one head with their mean subtracted, and queries on them. */
export interface Examples {
  readonly keys: Dense;
  readonly queries: Dense;
  /** Query n attends keys [from[n], to[n]), at least two. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Query n is trained on the attention of query `teacher[n]` over its own keys; its own by default. */
  readonly teacher?: Int32Array;
}

/** Loss, and its gradients with respect to rows and map. */
export interface LossGradient {
  readonly loss: number;
  readonly rows: Dense;
  readonly map: Dense;
}

/**
 * Mean over queries of KL(p ‖ p̂), exact attention p = softmax(q · k / √d) against that by estimated keys,
 *
 *     b = tanh(β R k / s),   k̂ = ‖k‖ Mᵀb / ‖Mᵀb‖,   p̂ = softmax(q · k̂ / √d),   s the keys' rms coordinate,
 *
 * a listwise ranking loss, gradient p̂ − p per logit. For β → ∞ it uses a query map's scores of hard signs.
 * `batch`: indices of the queries.
 */
export function attentionLoss(
  { rows, map }: HashWeights,
  { keys, queries, from, to, teacher }: Examples,
  batch: ArrayLike<number>,
  sharpness: number,
): LossGradient {
  const width = keys.columns;
  const bits = rows.rows;
  const { codes, estimates, lengths, factors } = encoded({ rows, map }, keys, sharpness);
  const scale = 1 / Math.sqrt(width);
  const pull = new Float64Array(keys.rows * width);
  const [exact, own] = [new Float64Array(keys.rows), new Float64Array(keys.rows)];
  let loss = 0;
  for (let n = 0; n < batch.length; n++) {
    const query = batch[n];
    const [first, count] = [from[query], to[query] - from[query]];
    const at = query * width;
    const taught = (teacher?.[query] ?? query) * width;
    const part = (of: Float64Array): Float64Array => of.subarray(first * width, (first + count) * width);
    rowProducts(queries.data, taught, part(keys.data), count, width, scale, exact, 0);
    rowProducts(queries.data, at, part(estimates), count, width, scale, own, 0);
    loss += divergence(exact, own, count) / batch.length;
    // `own` now holds p̂ − p.
    for (let k = 0; k < count; k++)
      addTimes(pull, (first + k) * width, (own[k] * scale) / batch.length, queries.data, at, width);
  }
  const [byRows, byMap] = [dense(bits, width), dense(bits, width)];
  const down = new Float64Array(width);
  for (let j = 0; j < keys.rows; j++) {
    // The normalisation passes only the component orthogonal to the estimate.
    const [at, length] = [j * width, lengths[j]];
    if (length === 0) continue;
    const along = dot(pull, at, estimates, at, width) / length ** 2;
    const isIdle = along === 0 && dot(pull, at, pull, at, width) === 0;
    if (isIdle) continue;
    for (let c = 0; c < width; c++) down[c] = factors[j] * (pull[at + c] - along * estimates[at + c]);
    backThrough({ rows, map }, { codes, keys, down, j, sharpness }, byRows, byMap);
  }
  const size = sharpness / coordinateSize(keys);
  for (let n = 0; n < byRows.data.length; n++) byRows.data[n] *= size;
  return { loss, rows: byRows, map: byMap };
}

/** Adds the gradients of one key's estimate for rows and map; the rows' still lacks the factor β / s. */
function backThrough(
  { map }: HashWeights,
  key: {
    readonly codes: Float64Array;
    readonly keys: Dense;
    readonly down: Float64Array;
    readonly j: number;
    readonly sharpness: number;
  },
  byRows: Dense,
  byMap: Dense,
): void {
  const { codes, keys, down, j } = key;
  const width = keys.columns;
  for (let b = 0; b < map.rows; b++) {
    const code = codes[j * map.rows + b];
    const slope = (1 - code * code) * dot(map.data, b * width, down, 0, width);
    addTimes(byMap.data, b * width, code, down, 0, width);
    addTimes(byRows.data, b * width, slope, keys.data, j * width, width);
  }
}

/** into[at + c] += factor · of[from + c] for `count` elements. */
function addTimes(
  into: Float64Array,
  at: number,
  factor: number,
  of: Float64Array,
  from: number,
  count: number,
): void {
  for (let c = 0; c < count; c++) into[at + c] += factor * of[from + c];
}

/** Relaxed codes, keys × bits; estimates of the keys' length, keys × width; key lengths; scale factors. */
function encoded({ rows, map }: HashWeights, keys: Dense, sharpness: number) {
  const [width, bits] = [keys.columns, rows.rows];
  const codes = new Float64Array(keys.rows * bits);
  const estimates = new Float64Array(keys.rows * width);
  const [lengths, factors] = [new Float64Array(keys.rows), new Float64Array(keys.rows)];
  const size = sharpness / coordinateSize(keys);
  for (let j = 0; j < keys.rows; j++) {
    rowProducts(keys.data, j * width, rows.data, bits, width, size, codes, j * bits);
    const estimate = estimates.subarray(j * width, (j + 1) * width);
    for (let b = 0; b < bits; b++) {
      const code = Math.tanh(codes[j * bits + b]);
      codes[j * bits + b] = code;
      addTimes(estimates, j * width, code, map.data, b * width, width);
    }
    lengths[j] = Math.sqrt(dot(keys.data, j * width, keys.data, j * width, width));
    factors[j] = lengths[j] / (Math.sqrt(dot(estimate, 0, estimate, 0, width)) || 1);
    for (let c = 0; c < width; c++) estimate[c] *= factors[j];
  }
  return { codes, estimates, lengths, factors };
}

/** KL of two softmaxes of `count` logits; writes p̂ − p over the second. */
function divergence(exact: Float64Array, own: Float64Array, count: number): number {
  const [exactSum, ownSum] = [logSum(exact, count), logSum(own, count)];
  let found = 0;
  for (let k = 0; k < count; k++) {
    const [p, q] = [exact[k] - exactSum, own[k] - ownSum];
    found += Math.exp(p) * (p - q);
    own[k] = Math.exp(q) - Math.exp(p);
  }
  return found;
}

function logSum(values: Float64Array, count: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) largest = Math.max(largest, values[k]);
  let sum = 0;
  for (let k = 0; k < count; k++) sum += Math.exp(values[k] - largest);
  return largest + Math.log(sum);
}

/** Root mean square of all coordinates; 1 where all are 0. */
const coordinateSize = (keys: Dense): number => rootMeanSquare(keys) || 1;

export interface Training {
  readonly bits: number;
  /** Gradient steps; 0 keeps the random initial rows. */
  readonly steps: number;
  /** Standard deviation of each weight's error in training, relative to its row's largest; drawn per step. */
  readonly noise: number;
}

/** Queries per step (assumed, as are all values below: chosen on texts that no verdict uses). */
const BATCH = 32;
/** Step size in the first half; it falls to a tenth by the end. */
const RATE = 0.05;
/** Sharpness of the relaxed signs at the first and last step, with geometric interpolation. */
const SHARPNESS = { from: 1, to: 6 } as const;
/** Decay of the mean gradient and of the mean square [kingma-2015]. */
const DECAY = { mean: 0.9, square: 0.999 } as const;

/** Multiplications per step: codes and estimates, forward and back; logits of half the keys on average. */
export const stepProducts = (bits: number, width: number, keys: number): number =>
  width * keys * (5 * bits + 1.5 * BATCH);

/**
 * Trains the rows that give a key's signs, bits × width at unit length, so that attention by estimates from
 * the signs is close to exact attention (`attentionLoss`). Starts from random orthogonal rows and the
 * least-squares map of their signs; the map is trained too, then dropped: users fit one to what arrays write.
 * Adam [kingma-2015] on batches of queries; rows are normalised each step. Depends only on its arguments.
 */
export function trainHash(examples: Examples, { bits, steps, noise }: Training, draws: Draws): Dense {
  const { keys, queries } = examples;
  const rows = orthogonalRows(bits, keys.columns, draws.fork("rows"));
  if (steps === 0 || queries.rows === 0) return rows;
  const map = fitQueryMap(signsOf(rows, keys), keys);
  const [moveRows, moveMap] = [adam(rows.data), adam(map.data)];
  const picks = draws.fork("batches");
  const errors = draws.fork("errors");
  const mapRate = rms(map.data);
  for (let step = 0; step < steps; step++) {
    const done = steps === 1 ? 0 : step / (steps - 1);
    const sharpness = SHARPNESS.from * Math.exp(done * Math.log(SHARPNESS.to / SHARPNESS.from));
    const batch = Int32Array.from({ length: Math.min(BATCH, queries.rows) }, () =>
      picks.integer(queries.rows),
    );
    const seen: HashWeights = { rows: withErrors(rows, noise, errors), map };
    const gradient = attentionLoss(seen, examples, batch, sharpness);
    const rate = RATE * Math.min(1, 2 - 1.9 * done - 0.1);
    moveRows(gradient.rows.data, rate, step);
    moveMap(gradient.map.data, rate * Math.sqrt(keys.columns) * mapRate, step);
    unitRows(rows);
  }
  return rows;
}

/** Random rows, orthogonal within blocks of `width` rows (Gram–Schmidt on normal draws). */
export function orthogonalRows(bits: number, width: number, draws: Draws): Dense {
  const rows = dense(bits, width);
  for (let b = 0; b < bits; b++) {
    const own = rows.data.subarray(b * width, (b + 1) * width);
    const block = b - (b % width);
    for (let c = 0; c < width; c++) own[c] = draws.normal();
    // Twice, against rounding.
    for (let pass = 0; pass < 2; pass++)
      for (let a = block; a < b; a++) {
        const other = rows.data.subarray(a * width, (a + 1) * width);
        let along = 0;
        for (let c = 0; c < width; c++) along += own[c] * other[c];
        for (let c = 0; c < width; c++) own[c] -= along * other[c];
      }
    scaleTo(own, 1 / lengthOf(own));
  }
  return rows;
}

/** Signs of the keys' products with the rows, ±1, keys × bits. */
function signsOf(rows: Dense, keys: Dense): Dense {
  const signs = dense(keys.rows, rows.rows);
  for (let j = 0; j < keys.rows; j++)
    for (let b = 0; b < rows.rows; b++) {
      let sum = 0;
      for (let c = 0; c < rows.columns; c++)
        sum += rows.data[b * rows.columns + c] * keys.data[j * rows.columns + c];
      signs.data[j * rows.rows + b] = sum >= 0 ? 1 : -1;
    }
  return signs;
}

/** Rows with device errors: each weight is off by a share of its row's largest. */
function withErrors(rows: Dense, noise: number, errors: Draws): Dense {
  if (noise === 0) return rows;
  const seen = dense(rows.rows, rows.columns, rows.data.slice());
  for (let b = 0; b < rows.rows; b++) {
    const own = seen.data.subarray(b * rows.columns, (b + 1) * rows.columns);
    const size = noise * largestOf(own);
    for (let c = 0; c < own.length; c++) own[c] += size * errors.normal();
  }
  return seen;
}

function unitRows({ rows, columns, data }: Dense): void {
  for (let b = 0; b < rows; b++) {
    const own = data.subarray(b * columns, (b + 1) * columns);
    scaleTo(own, 1 / (lengthOf(own) || 1));
  }
}

/** Adam on `values` in place: takes gradient and rate. */
function adam(values: Float64Array): (gradient: Float64Array, rate: number, step: number) => void {
  const [mean, square] = [new Float64Array(values.length), new Float64Array(values.length)];
  let [meanLeft, squareLeft] = [1, 1];
  return (gradient, rate) => {
    meanLeft *= DECAY.mean;
    squareLeft *= DECAY.square;
    for (let n = 0; n < values.length; n++) {
      mean[n] += (1 - DECAY.mean) * (gradient[n] - mean[n]);
      square[n] += (1 - DECAY.square) * (gradient[n] ** 2 - square[n]);
      const size = Math.sqrt(square[n] / (1 - squareLeft));
      values[n] -= (rate * mean[n]) / (1 - meanLeft) / (size + 1e-12);
    }
  };
}

const scaleTo = (values: Float64Array, factor: number): void => {
  for (let n = 0; n < values.length; n++) values[n] *= factor;
};
const lengthOf = (values: Float64Array): number => Math.hypot(...values);
const rms = (values: Float64Array): number => Math.hypot(...values) / Math.sqrt(values.length);
const largestOf = (values: Float64Array): number =>
  values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
