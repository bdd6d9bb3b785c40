import { type Dense, dense, dot } from "../base/dense.ts";

/** Learned scale and shift of a normalisation, one value a column. */
export interface Norm {
  readonly gain: Float64Array;
  readonly bias: Float64Array | null;
}

/** `rms`: x / √(mean x² + ε). `layer`: (x − mean x) / √(mean (x − mean x)² + ε). */
export interface Normalisation {
  readonly kind: "rms" | "layer";
  readonly epsilon: number;
}

/** Each row normalised, times gain, plus bias. Rows × columns, a new matrix. */
export function normalise(x: Dense, { gain, bias }: Norm, { kind, epsilon }: Normalisation): Dense {
  const n = x.columns;
  const out = dense(x.rows, n);
  for (let i = 0; i < x.rows; i++) {
    const from = i * n;
    const mean = kind === "layer" ? meanOf(x.data, from, n) : 0;
    for (let j = 0; j < n; j++) out.data[from + j] = x.data[from + j] - mean;
    const factor = 1 / Math.sqrt(dot(out.data, from, out.data, from, n) / n + epsilon);
    for (let j = 0; j < n; j++) out.data[from + j] = out.data[from + j] * factor * gain[j];
    if (bias !== null) for (let j = 0; j < n; j++) out.data[from + j] += bias[j];
  }
  return out;
}

function meanOf(data: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += data[from + j];
  return sum / count;
}

/** Keys at unit root mean square, so that |k| = √columns: x / √(mean x² + 1e-6). A new matrix. */
export function unitRms(keys: Dense): Dense {
  const out = dense(keys.rows, keys.columns);
  for (let i = 0; i < keys.rows; i++) {
    const from = i * keys.columns;
    const factor = 1 / Math.sqrt(dot(keys.data, from, keys.data, from, keys.columns) / keys.columns + 1e-6);
    for (let j = 0; j < keys.columns; j++) out.data[from + j] = keys.data[from + j] * factor;
  }
  return out;
}
