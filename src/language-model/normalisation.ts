import { type Dense, dense, dot } from "../base/dense.ts";

/** RMSNorm of each row: x / √(mean x² + 1e-5) · gain. Rows × columns, a new matrix. */
export function rmsNorm(x: Dense, gain: Float64Array): Dense {
  const out = dense(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) {
    const from = i * x.columns;
    const factor = 1 / Math.sqrt(dot(x.data, from, x.data, from, x.columns) / x.columns + 1e-5);
    for (let j = 0; j < x.columns; j++) out.data[from + j] = x.data[from + j] * factor * gain[j];
  }
  return out;
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
