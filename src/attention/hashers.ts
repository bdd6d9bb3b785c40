import { type Dense, dense, dot, rootMeanSquare, row } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { rowProducts } from "../base/row-products.ts";
import type { Projector } from "../peripherals/projection/projection.ts";
import { type HashCode, type Hasher, type Role, SCALED_ON, scaleFor } from "./hash-code.ts";

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

/** Vectors that set the scale of a hash that has one, by role; those that are hashed where it is left out. */
export type Calibration = Readonly<Record<Role, Dense>>;

/** The hash by a unit of random projections: projection r · columns + c is column c of round r. */
export function projectorHasher(project: Projector, code: HashCode, calibration?: Calibration): Hasher {
  const { rounds, columns } = code;
  const opposite = new Float64Array(rounds * columns);
  return (vectors, role) => {
    const { rows, columns: width, data } = vectors;
    const rms = scaleFor(code, () => rootMeanSquare(project(firstOf(calibration?.[role] ?? vectors))));
    const ids = new Int32Array(rounds * rows);
    for (let start = 0; start < rows; start += BLOCK) {
      const end = Math.min(start + BLOCK, rows);
      const projected = project(dense(end - start, width, data.subarray(start * width, end * width)));
      for (let t = start; t < end; t++) {
        const values = row(projected, t - start);
        for (let p = 0; p < opposite.length; p++) opposite[p] = -values[p];
        for (let round = 0; round < rounds; round++)
          ids[round * rows + t] = code.encode(values, opposite, round * columns, rms);
      }
    }
    return ids;
  };
}

/** The hash in software: exact projections, then the code. */
export function projectionHasher(projections: Dense, code: HashCode, calibration?: Calibration): Hasher {
  const { rounds, columns } = code;
  const values = new Float64Array(projections.rows);
  const opposite = new Float64Array(projections.rows);
  const project = ({ data, columns: width }: Dense, t: number): void =>
    rowProducts(data, t * width, projections.data, projections.rows, width, 1, values, 0);
  return (vectors, role) => {
    const ids = new Int32Array(rounds * vectors.rows);
    const rms = scaleFor(code, () => {
      const seen = firstOf(calibration?.[role] ?? vectors);
      let square = 0;
      for (let t = 0; t < seen.rows; t++) {
        project(seen, t);
        square += dot(values, 0, values, 0, values.length);
      }
      return Math.sqrt(square / (seen.rows * values.length));
    });
    for (let t = 0; t < vectors.rows; t++) {
      project(vectors, t);
      for (let p = 0; p < values.length; p++) opposite[p] = -values[p];
      for (let round = 0; round < rounds; round++)
        ids[round * vectors.rows + t] = code.encode(values, opposite, round * columns, rms);
    }
    return ids;
  };
}

/** The vectors that set a scale, of all. */
const firstOf = ({ rows, columns, data }: Dense): Dense => {
  const count = Math.min(rows, SCALED_ON);
  return dense(count, columns, data.subarray(0, count * columns));
};

/** Negative control: buckets at random, queries and keys independently, unless one id serves both (shared QK). */
export const randomBuckets =
  (code: Pick<HashCode, "rounds" | "buckets">, rng: Rng): Hasher =>
  (vectors, role) => {
    const draws = rng.fork(role);
    return Int32Array.from({ length: code.rounds * vectors.rows }, () => draws.integer(code.buckets));
  };

/** Negative control: queries through one array, keys through another. Untuned arrays are unrelated matrices. */
export const secondArray =
  (queries: Hasher, keys: Hasher): Hasher =>
  (vectors, role) =>
    (role === "query" ? queries : keys)(vectors, role);
