import { type Dense, dense, dot } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { grayRank } from "./gray-code.ts";
import type { Hasher } from "./hasher.ts";

/** Shape of a SimHash: `rounds` independent hashes of `bits` sign bits each. */
export interface SimHashShape {
  readonly rounds: number;
  readonly bits: number;
}

export type Distribution = "gaussian" | "rademacher";

/**
 * Random projections, (rounds · bits) × width, row b of round r at r · bits + b. Gaussian entries, or ±1,
 * which a digital unit projects on with additions alone.
 */
export function drawProjections(
  shape: SimHashShape,
  width: number,
  rng: Rng,
  distribution: Distribution = "gaussian",
): Dense {
  const draw = distribution === "gaussian" ? rng.normal : () => (rng.uniform() < 0.5 ? -1 : 1);
  const projections = dense(shape.rounds * shape.bits, width);
  for (let k = 0; k < projections.data.length; k++) projections.data[k] = draw();
  return projections;
}

/**
 * SimHash [charikar-2002] in software: the signs of `bits` random projections, read as a Gray code word, give
 * the bucket's rank. A projection of exactly zero counts as positive. P(bit equal) = 1 − θ/π.
 */
export function simHasher(projections: Dense, shape: SimHashShape): Hasher {
  return (vectors) => {
    const ids = new Int32Array(shape.rounds * vectors.rows);
    for (let round = 0; round < shape.rounds; round++)
      for (let t = 0; t < vectors.rows; t++) {
        let word = 0;
        for (let b = 0; b < shape.bits; b++) {
          const plane = (round * shape.bits + b) * projections.columns;
          const side = dot(projections.data, plane, vectors.data, t * vectors.columns, vectors.columns);
          word = (word << 1) | (side >= 0 ? 1 : 0);
        }
        ids[round * vectors.rows + t] = grayRank(word);
      }
    return ids;
  };
}
