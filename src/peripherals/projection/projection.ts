import type { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import type { Dense } from "../../base/dense.ts";
import { normals, type Rng } from "../../base/rng.ts";
import { idealUnit } from "../ideal.ts";

/** `count` fixed random projections of a vector; vectors × width in, vectors × count out. */
export type Projector = (vectors: Dense) => Dense;

export interface Projection {
  /** Elements of the longest vector; shorter ones are padded. */
  readonly width: number;
  /** Draws the unit's random matrix. Queries and keys of a round pass through the same projector. */
  projector(width: number, count: number, rng: Rng): Projector;
  /** Projections that are computed together, wanted or not: counts of `project` are multiples of it. */
  together(width: number): number;
}

/** Action `project`: one projection of one vector of the unit's `width`. */
export type ProjectionModel = Model<"project", Projection>;

export const defineProjection = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "project", Projection, C>, "family">,
): ProjectionModel => define({ ...definition, family: "projection" });

/** Result of a function of one vector, for each row. Throws RangeError where the width is another. */
export function projectRows(
  vectors: Dense,
  width: number,
  count: number,
  project: (x: Float64Array, out: Float64Array) => void,
): Dense {
  if (vectors.columns !== width)
    throw new RangeError(`projection: expected vectors of ${width} elements, received ${vectors.columns}`);
  const data = new Float64Array(vectors.rows * count);
  for (let i = 0; i < vectors.rows; i++)
    project(vectors.data.subarray(i * width, (i + 1) * width), data.subarray(i * count, (i + 1) * count));
  return { rows: vectors.rows, columns: count, data };
}

/** `count` random signs, ±1. */
export const randomSigns = (count: number, rng: Rng): Int8Array =>
  Int8Array.from({ length: count }, () => (rng.integer(2) === 0 ? -1 : 1));

/** Projector on an explicit matrix: projection c of x is Σ weights[c · width + r] x_r. */
export const matrixProjector =
  (weights: ArrayLike<number>, width: number, count: number): Projector =>
  (vectors) =>
    projectRows(vectors, width, count, (x, out) => {
      for (let c = 0; c < count; c++) {
        let sum = 0;
        for (let r = 0; r < width; r++) sum += weights[c * width + r] * x[r];
        out[c] = sum;
      }
    });

/** Gaussian projections in float64. */
export const idealProjection = defineProjection({
  ...idealUnit,
  behave: () => ({
    width: Number.POSITIVE_INFINITY,
    together: () => 1,
    projector: (width, count, rng) => {
      const weights = normals(width * count, rng);
      return matrixProjector(weights, width, count);
    },
  }),
  cost: () => free(["project"]),
});
