// Interfaces of readouts: inputs, comparators, winner-take-all, and ideal models.

import { z } from "zod";
import { amperes, type Constant, type Definition, define, free, type Model, type Rng } from "#base";

/** Converts output currents to the input of a bucket id, for whole arrays. */
export interface Readout {
  /** Hash family that it can read; `values` are digitised and suit any. */
  readonly reads: "signs" | "largest" | "values";
  /** Its action per output of a read. */
  readonly action: "decide" | "compete" | "convert";
  /** Whether offsets and noise are currents, or fractions of the readout's full scale. */
  readonly scale: "amperes" | "full-scale";
  /** Input-referred offsets of `count` inputs. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
  /**
   * Standard deviation of the input-referred noise, new at every read: of currents for a read of 10 ns,
   * proportional to the square root of the bandwidth at others; of fractions of the full scale unchanged.
   */
  readonly noise: number;
  /** Whether a current and its negative are two inputs, each with its own offset. */
  readonly comparesOpposites: boolean;
  /** For digitised values: bits of a level's code, and the level of a value. */
  readonly bits?: number;
  quantise?(value: number, fullScale: number): number;
}

/** The sign of one differential current. */
export interface Comparator extends Readout {
  readonly reads: "signs";
  readonly action: "decide";
}

/** Action `decide`: one sign. */
export type ComparatorModel = Model<"decide", Comparator>;

/** Properties of all comparators. */
export const COMPARATOR = {
  reads: "signs",
  action: "decide",
  scale: "amperes",
  comparesOpposites: false,
} as const;

export const defineComparator = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, "decide", Comparator, C>, "family">,
): ComparatorModel => define({ ...definition, family: "comparator" });

/** The largest of a group of differential currents and their negatives. */
export interface Wta extends Readout {
  readonly reads: "largest";
  readonly action: "compete";
}

/** Action `compete`: the part of one pair in a selection. */
export type WtaModel = Model<"compete", Wta>;

export const defineWta = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "compete", Wta, C>, "family">,
): WtaModel => define({ ...definition, family: "wta" });

/** A comparator without offset and noise. */
export const idealComparator = defineComparator({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    ...COMPARATOR,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0),
  }),
  cost: () => free(["decide"]),
});

/** Finds the largest without offset or noise. */
export const idealWta = defineWta({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: false,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0),
  }),
  cost: () => free(["compete"]),
});
