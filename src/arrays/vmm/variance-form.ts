import { type Dense, dense } from "../../base/dense.ts";
import type { ArrayResponse } from "../array-response.ts";

/** Variance_p = Σ_f weights[p][f]·v[first[f]]·v[second[f]], S² times V². */
export interface VarianceForm {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Outputs × products, S². */
  readonly weights: Dense;
}

/**
 * Noise of a response as one list of products: the squares of the inputs, and for tiles whose wires couple their
 * cells the products of any two inputs of the tile row. Squares that no output weighs are left out.
 */
export function varianceForm({ transfer, noise }: ArrayResponse): VarianceForm {
  const { rows: outputs, columns: inputs } = transfer;
  const products = new Map<number, Float64Array>();
  const weightsOf = (i: number, k: number): Float64Array => {
    const pair = i * inputs + k;
    const weights = products.get(pair) ?? new Float64Array(outputs);
    products.set(pair, weights);
    return weights;
  };
  for (let i = 0; i < inputs; i++)
    for (let p = 0; p < outputs; p++) {
      const weight = noise.diagonal.data[p * inputs + i];
      if (weight !== 0) weightsOf(i, i)[p] += weight;
    }
  for (const { top, rows, outputs: ofTile, forms } of noise.coupled) {
    let at = 0;
    for (let i = 0; i < rows; i++)
      for (let k = i; k < rows; k++, at++) {
        // Lines of the last tile that nothing drives.
        if (top + k >= inputs) continue;
        const weights = weightsOf(top + i, top + k);
        for (let n = 0; n < ofTile.length; n++) weights[ofTile[n]] += forms.data[n * forms.columns + at];
      }
  }
  const pairs = [...products.keys()].sort((a, b) => a - b);
  const weights = dense(outputs, pairs.length);
  pairs.forEach((pair, f) => {
    const column = weightsOf(Math.floor(pair / inputs), pair % inputs);
    for (let p = 0; p < outputs; p++) weights.data[p * pairs.length + f] = column[p];
  });
  return {
    first: Int32Array.from(pairs, (pair) => Math.floor(pair / inputs)),
    second: Int32Array.from(pairs, (pair) => pair % inputs),
    weights,
  };
}
