import { type Dense, dense, dot, type Rng, rootMeanSquare, row, rowProducts } from "#base";
import type { Projector } from "../peripherals/projection/projection.ts";

/** Turns the projections of one round into a bucket id. */
export interface HashCode {
  readonly rounds: number;
  /** Projections of a round; each takes one differential pair. */
  readonly columns: number;
  /** Ids lie in [0, buckets). */
  readonly buckets: number;
  /** Buckets of each digit of an id, lowest first; their product is `buckets`. */
  readonly factors: readonly number[];
  /** Whether ids change when all projections are scaled; `encode` then needs their rms. */
  readonly isScaled: boolean;
  /**
   * Id from a round's projections, which begin at `offset` = round × columns. `opposite` holds their
   * negatives as read: a circuit that compares 2n candidates disturbs a projection and its negative
   * separately. `rms` is that of the projections, in their own unit, over the vectors that set the scale.
   */
  encode(values: Float64Array, opposite: Float64Array, offset: number, rms: number): number;
  /** Signs of a round from its id, as bits of a word, the first projection highest; only for sign hashes. */
  word?(id: number): number;
}

/** Number of leading vectors that set a hash's scale; a converter's range is set on as many. */
export const SCALED_ON = 1024;

/** The rms of the projections for a scaled code; 1, without computing it, for an unscaled code. */
export const scaleFor = (code: Pick<HashCode, "isScaled">, rms: () => number): number =>
  code.isScaled ? rms() || 1 : 1;

/**
 * Rank of a Gray code word. Words of consecutive ranks differ in one bit, and so do those of the last rank
 * and the first: neighbours in sorted order are neighbours in angle.
 */
export function grayRank(word: number): number {
  let rank = word;
  for (let shift = word >>> 1; shift !== 0; shift >>>= 1) rank ^= shift;
  return rank;
}

/** Gray code word of a rank: the inverse of grayRank. */
export const grayWord = (rank: number): number => rank ^ (rank >>> 1);

/** Queries and keys share one projection, but a circuit scales and disturbs each read separately. */
export type Role = "query" | "key";

/**
 * Computes the bucket ids of one head, rounds × tokens, round-major, each in [0, buckets). `vectors` is
 * tokens × head width. The software hash and the crossbar hash are two values of this type.
 */
export type Hasher = (vectors: Dense, role: Role) => Int32Array;

export type Distribution = "gaussian" | "rademacher";

/**
 * Random projections, (rounds · columns) × width, column c of round r in row r · columns + c. Gaussian
 * entries, or ±1, for which a digital unit needs only additions.
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

/** Vectors projected at once, which bounds the memory of a long sequence. */
const BLOCK = 1024;

/** Vectors that set a hash's scale, by role; by default those that are hashed. */
export type Calibration = Readonly<Record<Role, Dense>>;

/** Hasher on a projection unit: projection r · columns + c is column c of round r. */
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

/** Hasher in software: exact projections, then the code. */
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

/** The leading vectors, which set the scale. */
const firstOf = ({ rows, columns, data }: Dense): Dense => {
  const count = Math.min(rows, SCALED_ON);
  return dense(count, columns, data.subarray(0, count * columns));
};

/** Negative control: random buckets, independent for queries and keys, unless shared (shared QK). */
export const randomBuckets =
  (code: Pick<HashCode, "rounds" | "buckets">, rng: Rng): Hasher =>
  (vectors, role) => {
    const draws = rng.fork(role);
    return Int32Array.from({ length: code.rounds * vectors.rows }, () => draws.integer(code.buckets));
  };

/** Negative control: queries and keys on different arrays; untuned arrays are unrelated matrices. */
export const secondArray =
  (queries: Hasher, keys: Hasher): Hasher =>
  (vectors, role) =>
    (role === "query" ? queries : keys)(vectors, role);
