import { type Dense, dense } from "../../base/dense.ts";
import { attentionLoss, type Examples, type HashWeights } from "../attention-loss.ts";
import { fitQueryMap } from "../selectors/query-map.ts";
import type { Draws } from "../selectors/selector.ts";

export interface Training {
  readonly bits: number;
  /** Steps of descent; 0 leaves the random rows that training starts from. */
  readonly steps: number;
  /** Standard deviation of each weight's error while training, relative to the largest of its row; drawn anew at every step. */
  readonly noise: number;
}

/** Queries of one step (assumed, as all that follows: chosen on texts that no verdict is about). */
const BATCH = 32;
/** Size of a step of the first half; it falls to a tenth of this by the end. */
const RATE = 0.05;
/** Sharpness of the relaxed signs, from the first step to the last, in geometric steps. */
const SHARPNESS = { from: 1, to: 6 } as const;
/** Decay of the mean gradient and of the mean square [kingma-2015]. */
const DECAY = { mean: 0.9, square: 0.999 } as const;

/** Multiplications of one step: codes and estimates of all keys and back, and logits, exact and estimated, of half of them on average. */
export const stepProducts = (bits: number, width: number, keys: number): number =>
  width * keys * (5 * bits + 1.5 * BATCH);

/**
 * Rows that a key's signs are written by, bits × width at unit length, trained so that attention by estimates from those signs is as close
 * as can be to exact attention (`attentionLoss`). Starts from random orthogonal rows and the least-squares map of their signs; the map is
 * trained along and then dropped, as whoever uses the rows fits one to the signs that arrays write. Adam [kingma-2015] on batches of
 * queries; rows go back to unit length after every step. Depends on nothing but its arguments.
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

/** Random rows, orthogonal within blocks of as many as there are columns (Gram and Schmidt on normal draws). */
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

/** Signs of keys by rows, ±1, keys × bits. */
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

/** Rows as devices would hold them: each weight off by a share of the largest of its row. */
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

/** Adam on `values` in place: gradient, rate, and the number of steps before. */
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
