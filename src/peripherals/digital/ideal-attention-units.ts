import { z } from "zod";
import { free } from "../../base/free.ts";
import { normals } from "../../base/rng.ts";
import { combineWith, defineCombine } from "./combine.ts";
import { defineGather, MOVES } from "./gather.ts";
import { defineProjection, matrixProjector } from "./projection.ts";

const ideal = { model: "ideal", source: "assumed", constants: {}, params: z.object({}) } as const;

/** The merge in float64. */
export const idealCombine = defineCombine({
  ...ideal,
  behave: () => combineWith({ log: (x) => x, weight: (x) => x, element: (x) => x }),
  cost: () => free(["merge"]),
});

export const idealGather = defineGather({ ...ideal, behave: () => MOVES, cost: () => free(["move"]) });

/** Gaussian projections in float64. */
export const idealProjection = defineProjection({
  ...ideal,
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
