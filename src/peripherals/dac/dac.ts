import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { type Dense, rootMeanSquare } from "../../base/dense.ts";
import { choice, real } from "../../base/fields.ts";

export interface Dac {
  /**
   * Equal steps of |level| between 0 and 1, and of (1 + level) / 2: every level is a whole number of either. Null
   * where levels are continuous.
   */
  readonly steps: { readonly magnitude: number; readonly offset: number } | null;
  /** Full scale for a signal (tokens × rows): one calibration serves a sequence. */
  fullScale(signal: Dense): number;
  /** Word-line level of one input in [−1, 1], a fraction of the read voltage. */
  level(input: number, fullScale: number): number;
}

/** Action `drive`: one value held on one word line for one read. */
export type DacModel = Model<"drive", Dac>;

export const defineDac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "drive", Dac, C>, "family">,
): DacModel => define({ ...definition, family: "dac" });

/** Largest magnitude in a matrix; 1 for a matrix of zeros, so that it can be divided by. */
export function largestMagnitude(matrix: Dense): number {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  return largest === 0 ? 1 : largest;
}

/** Parameters of a converter of both signs that sets its own full scale. */
export const BIPOLAR_PARAMS = {
  code: choice(
    ["sign-magnitude", "offset-binary"],
    "a sign and a magnitude: 2^bits − 1 levels, zero among them; or 2^bits levels, none of them zero",
  ).prefault("sign-magnitude"),
  range: choice(["clip", "max-abs"], "full scale: a multiple of the rms, or the largest magnitude").prefault(
    "clip",
  ),
  clip: real({ min: 0.5, max: 10 }, "full scale in rms of the signal when range is clip").prefault(2.5),
};

export interface BipolarSettings {
  readonly bits: number;
  readonly code: "sign-magnitude" | "offset-binary";
  readonly range: "clip" | "max-abs";
  readonly clip: number;
}

/** Behaviour of equidistant levels on [−1, 1]; inputs beyond the full scale are clipped. One bit is a sign. */
export function bipolarDac({ bits, code, range, clip }: BipolarSettings): Dac {
  const hasZero = code === "sign-magnitude" && bits > 1;
  const steps = hasZero ? 2 ** bits - 2 : 2 ** bits - 1;
  return {
    steps: { magnitude: hasZero ? steps / 2 : steps, offset: steps },
    fullScale(signal) {
      const rms = rootMeanSquare(signal);
      return range === "clip" && rms > 0 ? clip * rms : largestMagnitude(signal);
    },
    level(input, fullScale) {
      const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
      return (2 * Math.round(unit * steps)) / steps - 1;
    },
  };
}

/** No quantisation and no clipping: the largest magnitude of the matrix is the full scale. */
export const idealDac = defineDac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    steps: null,
    fullScale: largestMagnitude,
    level: (input, fullScale) => input / fullScale,
  }),
  cost: () => free(["drive"]),
});
