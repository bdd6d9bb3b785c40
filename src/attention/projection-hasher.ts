import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Projector } from "../peripherals/digital/projection.ts";
import type { HashCode } from "./hash-code.ts";
import type { Hasher } from "./hasher.ts";

export type Distribution = "gaussian" | "rademacher";

/**
 * Random projections, (rounds · columns) × width, column c of round r at row r · columns + c. Gaussian entries,
 * or ±1, which a digital unit projects on with additions alone.
 */
export function drawProjections(
  code: Pick<HashCode, "rounds" | "columns">,
  width: number,
  rng: Rng,
  distribution: Distribution = "gaussian",
): Dense {
  const draw = distribution === "gaussian" ? rng.normal : () => (rng.uniform() < 0.5 ? -1 : 1);
  const projections = dense(code.rounds * code.columns, width);
  for (let k = 0; k < projections.data.length; k++) projections.data[k] = draw();
  return projections;
}

/** Vectors that are projected at once: what bounds the memory of a long sequence. */
const BLOCK = 1024;

/** The hash by a unit of random projections: projection r · columns + c is column c of round r. */
export function projectorHasher(project: Projector, code: HashCode): Hasher {
  const { rounds, columns } = code;
  const values = new Float64Array(columns);
  const opposite = new Float64Array(columns);
  return (vectors) => {
    const { rows, columns: width, data } = vectors;
    const ids = new Int32Array(rounds * rows);
    for (let start = 0; start < rows; start += BLOCK) {
      const end = Math.min(start + BLOCK, rows);
      const projected = project(dense(end - start, width, data.subarray(start * width, end * width)));
      for (let t = start; t < end; t++)
        for (let round = 0; round < rounds; round++) {
          const from = (t - start) * projected.columns + round * columns;
          for (let c = 0; c < columns; c++) {
            values[c] = projected.data[from + c];
            opposite[c] = -values[c];
          }
          ids[round * rows + t] = code.encode(values, opposite, 0);
        }
    }
    return ids;
  };
}

/** The hash in software: exact projections, then the code. */
export function projectionHasher(projections: Dense, code: HashCode): Hasher {
  const { rounds, columns } = code;
  const values = new Float64Array(projections.rows);
  const opposite = new Float64Array(projections.rows);
  return (vectors) => {
    const ids = new Int32Array(rounds * vectors.rows);
    const { rows, columns: width, data } = vectors;
    for (let t = 0; t < rows; t++) {
      rowProducts(data, t * width, projections.data, projections.rows, width, 1, values, 0);
      for (let p = 0; p < values.length; p++) opposite[p] = -values[p];
      for (let round = 0; round < rounds; round++)
        ids[round * rows + t] = code.encode(values, opposite, round * columns);
    }
    return ids;
  };
}
