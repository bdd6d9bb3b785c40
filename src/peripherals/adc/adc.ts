import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  fraction,
  free,
  integer,
  type Model,
  normals,
  power,
  type Rng,
  real,
} from "#base";
import type { Readout } from "../readout/readout.ts";

/** Behaviour of an analog-to-digital converter for successive values. */
export interface Adc extends Readout {
  readonly reads: "values";
  readonly action: "convert";
  readonly scale: "full-scale";
  /** Bits of a code. */
  readonly bits: number;
  /** Codes, 2^bits. */
  readonly levels: number;
  /**
   * The level nearest to a value, in the value's own unit: mid-rise, 2^bits equidistant levels on
   * [−fullScale, fullScale], none of them zero; values beyond are clipped. Throws RangeError for a full scale
   * that is not positive and for NaN.
   */
  quantise(value: number, fullScale: number): number;
  /** Standard deviation of noise and nonlinearity before quantisation, a fraction of full scale. */
  readonly noise: number;
  /** Offsets left after trimming, a fraction of full scale, one per converter. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
}

/** Action `convert`: one value. */
export type AdcModel = Model<"convert", Adc>;

export const defineAdc = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "convert", Adc, C>, "family">,
): AdcModel => define({ ...definition, family: "adc" });

/** Parameters of every real converter: its offset and the trim. The deviation is assumed. */
export const OFFSET_PARAMS = {
  offset: fraction("standard deviation of the offset before trimming, of full scale").prefault(0.01),
  trimBits: integer({ min: 0, max: 10 }, "bits of the trim that takes the offset out").prefault(4),
};

/** Parameter of converters specified by code bits: bits lost to noise and nonlinearity (assumed). */
export const ENOB_LOSS = {
  enobLoss: real({ min: 0, max: 3 }, "bits lost to noise and nonlinearity: bits − ENOB").prefault(0.5),
};

/**
 * Behaviour of a converter of `bits` code bits and `enob` effective bits. An ideal quantiser of B bits on
 * [−1, 1] errs by 2·2^−B/√12 rms; the difference between B = enob and B = bits is noise and nonlinearity.
 */
export function converter(bits: number, enob: number, offset: number, trimBits: number): Adc {
  const levels = 2 ** bits;
  const lost = Math.max(0, power(4, -enob) - power(4, -bits));
  return {
    reads: "values",
    action: "convert",
    scale: "full-scale",
    comparesOpposites: false,
    bits,
    levels,
    quantise: (value, fullScale) => midRise(value, fullScale, levels),
    noise: Math.sqrt(lost / 3),
    offsets: (count, rng) => trimmedOffsets(count, offset, trimBits, rng),
  };
}

/**
 * The nearest of `levels` equidistant levels on [−fullScale, fullScale], in the value's unit: the range is
 * divided into equal steps, each represented by its middle, so one level gives 0 and an even number never
 * does. Values beyond the range take its outermost level. Throws RangeError for a full scale ≤ 0 and for NaN.
 */
export function midRise(value: number, fullScale: number, levels: number): number {
  if (!(fullScale > 0 && fullScale < Infinity))
    throw new RangeError(`quantiser: expected a full scale above 0, received ${fullScale}`);
  if (Number.isNaN(value)) throw new RangeError("quantiser: expected a number, received NaN");
  const step = (2 * fullScale) / levels;
  const index = Math.min(levels - 1, Math.max(0, Math.floor(value / step + levels / 2)));
  return (index + 0.5 - levels / 2) * step;
}

/** Half range of the trim, in deviations of the offset. */
const TRIM_REACH = 3;

/**
 * `count` offsets of standard deviation `deviation` and mean 0, minus a trim of `trimBits` bits, in the unit
 * of the deviation. The trim covers ±3 deviations in 2^trimBits steps, so the rest is within half a step,
 * nearly uniform; an offset beyond the range keeps its excess. Without trim bits the offsets are unchanged.
 */
export function trimmedOffsets(count: number, deviation: number, trimBits: number, rng: Rng): Float64Array {
  if (deviation === 0) return new Float64Array(count);
  const levels = 2 ** trimBits;
  return normals(count, rng).map((z) => {
    const offset = z * deviation;
    return offset - midRise(offset, TRIM_REACH * deviation, levels);
  });
}

/** Quantises and clips, without noise or offset. */
export const idealAdc = defineAdc({
  model: "ideal",
  source: "assumed",
  params: z.object({ bits: integer({ min: 1, max: 16 }, "resolution").prefault(8) }),
  constants: {},
  behave: ({ bits }) => converter(bits, bits, 0, 0),
  cost: () => free(["convert"]),
});
