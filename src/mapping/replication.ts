// Several untuned arrays for one set of projections: what calibrating and replacing them takes.

import { cube } from "../base/power.ts";
import type { Design } from "../design/design.ts";
import type { ActionCount } from "./action-counts.ts";
import { crossbarHashCounts } from "./lsh.ts";
import type { Placement } from "./placement.ts";
import type { Sizes } from "./sizes.ts";

/** Vectors that calibrate the arrays of one set once. */
export const probesOf = ({ hashing: { replicas } }: Design): number => replicas.count * replicas.probes;

/** Sizes of a layer whose arrays hash so many vectors and nothing else; a code has a bit a projection. */
const sizesOfProbes = (s: Sizes, placement: Placement, vectors: number): Sizes => ({
  ...s,
  rounds: 1,
  columns: placement.pairsPerGroup,
  comparisons: 0,
  idBits: placement.pairsPerGroup,
  hashedVectors: vectors,
  hashInputBits: vectors * placement.rows * s.wordBits,
});

/** Actions that hash `vectors` vectors on the arrays, for a calibration. */
export const probeCounts = (s: Sizes, design: Design, placement: Placement, vectors: number): ActionCount[] =>
  crossbarHashCounts(sizesOfProbes(s, placement, vectors), design, placement);

/**
 * Arithmetic of one map by ridge least squares from `probes` signs and keys, n signs of d dimensions: B'B and B'K are sums of ±1
 * and of ±k, Cholesky's n³/6 multiplications, and two triangular solves of n² a dimension.
 */
export const fitOperations = (
  probes: number,
  n: number,
  d: number,
): { readonly additions: number; readonly products: number } => ({
  additions: probes * ((n * (n + 1)) / 2 + n * d),
  products: cube(n) / 6 + n * n * d,
});

/** Query maps that the keys of a sequence need: one for each array that hashed some of them. */
export const mapsOf = ({ hashing: { replicas } }: Design, length: number): number =>
  replicas.count * (replicas.epoch === 0 ? 1 : Math.ceil(length / replicas.epoch));

/** Multiplications of one query with all these maps. */
export const mapProducts = (design: Design, placement: Placement, length: number): number =>
  mapsOf(design, length) * placement.pairsPerGroup * placement.rows;
