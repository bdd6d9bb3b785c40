import { z } from "zod";
import {
  type Constant,
  type Definition,
  type Dense,
  define,
  free,
  integer,
  joules,
  type Model,
  normals,
  priceOnly,
  quantity,
  type Rng,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ADDERS, ARITHMETIC, idealUnit, leakingAt, logicAt, MULTIPLIERS, REGISTERS } from "#circuits";
import { clockedBits, int8Area, int8Energy, registerBits } from "../mac/mac.ts";

/** `count` fixed random projections of a vector; vectors × width in, vectors × count out. */
export type Projector = (vectors: Dense) => Dense;

export interface Projection {
  /** Elements of the longest vector; shorter ones are padded. */
  readonly width: number;
  /** Draws the unit's random matrix. Queries and keys of a round pass through the same projector. */
  projector(width: number, count: number, rng: Rng): Projector;
  /** Projections computed together, needed or not: counts of `project` are multiples of it. */
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

/** Applies a function of one vector to each row. Throws RangeError for another width. */
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

/** Constants of adders with a register for each sum. */
const REGISTERED_ADDERS = { ...ADDERS, ...REGISTERS } as const;

type Adders = { readonly [K in keyof typeof REGISTERED_ADDERS]: number };

/** Energy of a `bits`-bit addition into a register at the base node of `LOGIC`, J; and its area, m². */
const addEnergy = (k: Adders, bits: number): number => bits * (k.adderBit + k.registerBit);
const addArea = (k: Adders, bits: number): number => bits * (k.adderArea + k.registerArea);

/**
 * Projections on random int8 weights: `width` multiply-accumulates each. Weights are normal draws with three
 * standard deviations at ±127, clipped, so results are exact integers for integer inputs. Priced by `LOGIC`.
 */
export const denseInt8Projection = defineProjection({
  model: "dense-int8",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 1, max: 4096 }, "elements of a vector").prefault(64),
    units: priceOnly(integer({ min: 1, max: 1 << 20 }, "multiply-accumulates a cycle").prefault(1024)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: ARITHMETIC,
  constants: { ...MULTIPLIERS, ...REGISTERED_ADDERS },
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const weights = Int8Array.from({ length: width * count }, () =>
        Math.max(-127, Math.min(127, Math.round((rng.normal() * 127) / 3))),
      );
      return matrixProjector(weights, width, count);
    },
  }),
  cost: ({ width, units, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    const area = units * (int8Area(k) + registerBits(8, width) * k.registerArea) * factor.area;
    const energy = width * (int8Energy(k) + clockedBits(8, width) * k.registerBit) * factor.energy;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy),
          latency: seconds((3 + Math.ceil(width / units)) / clock),
          interval: seconds(width / (units * clock)),
        },
      },
    };
  },
});

/**
 * Projections on random ±1 weights: width − 1 additions in a tree, the sign selecting add or subtract. Level
 * l of the tree adds words of inputBits + l bits, so that nothing is rounded, and registers every sum.
 */
export const adderTreeProjection = defineProjection({
  model: "adder-tree",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "projections a cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: ARITHMETIC,
  constants: REGISTERED_ADDERS,
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const signs = randomSigns(width * count, rng);
      return matrixProjector(signs, width, count);
    },
  }),
  cost: ({ width, inputBits, units, clock }, technology, k) => {
    let energy = 0;
    let tree = 0;
    let level = 0;
    for (let left = width; left > 1; left = Math.ceil(left / 2)) {
      level++;
      const adders = Math.floor(left / 2);
      energy += adders * addEnergy(k, inputBits + level);
      tree += adders * addArea(k, inputBits + level);
    }
    const factor = logicAt(technology, k);
    const area = units * tree * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy * factor.energy),
          latency: seconds(level / clock),
          interval: seconds(1 / (units * clock)),
        },
      },
    };
  },
});

/** Length of the transform for vectors of `width` elements: the next power of two. */
const hadamardSize = (width: number): number => 2 ** Math.ceil(Math.log2(width));

/**
 * Projections H D x: a random flip of each element's sign, then the Hadamard matrix by log₂ n stages of
 * butterflies, n = width padded to a power of two. n projections cost n log₂ n additions, log₂ n each.
 * Projections beyond n come from another transform with its own signs. The rows of one transform are
 * orthogonal, not independent. Words grow by one bit per stage, so that nothing is rounded, with a register
 * per stage for every sum; the flip is part of the first stage.
 */
export const fastHadamardProjection = defineProjection({
  model: "fast-hadamard",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "butterfly additions a stage and cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: ARITHMETIC,
  constants: REGISTERED_ADDERS,
  behave: ({ width }) => ({ width, projector: hadamardProjector, together: hadamardSize }),
  cost: ({ width, inputBits, units, clock }, technology, k) => {
    const stages = Math.log2(hadamardSize(width));
    let energy = 0;
    let lane = 0;
    for (let stage = 1; stage <= stages; stage++) {
      energy += addEnergy(k, inputBits + stage);
      lane += addArea(k, inputBits + stage);
    }
    const factor = logicAt(technology, k);
    const area = units * lane * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy * factor.energy),
          latency: seconds(stages / clock),
          interval: seconds(1 / (units * clock)),
        },
      },
    };
  },
});

const hadamardProjector: Projection["projector"] = (width, count, rng) => {
  const size = hadamardSize(width);
  const transforms = Math.ceil(count / size);
  const signs = Array.from({ length: transforms }, () => randomSigns(width, rng));
  const work = new Float64Array(size);
  return (vectors) =>
    projectRows(vectors, width, count, (x, out) => {
      for (let t = 0; t < transforms; t++) {
        work.fill(0);
        for (let r = 0; r < width; r++) work[r] = signs[t][r] * x[r];
        hadamardTransform(work);
        out.set(work.subarray(0, Math.min(size, count - t * size)), t * size);
      }
    });
};

/** H x in place, H the Hadamard matrix in natural order: entry (i, j) is (−1)^(common ones of i and j). */
function hadamardTransform(x: Float64Array): void {
  for (let half = 1; half < x.length; half *= 2)
    for (let start = 0; start < x.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const [a, b] = [x[i], x[i + half]];
        x[i] = a + b;
        x[i + half] = a - b;
      }
}
