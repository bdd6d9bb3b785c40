import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { fraction, integer, real } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { normals, type Rng } from "../../base/rng.ts";
import type { Readout } from "../readout/readout.ts";

/** What an analog-to-digital converter does to one value after another. */
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
   * [−fullScale, fullScale], none of them zero; values beyond are clipped. Throws RangeError for a full scale that is
   * not above zero and for a value that is no number.
   */
  quantise(value: number, fullScale: number): number;
  /** Standard deviation of noise and nonlinearity together before quantisation, a fraction of full scale. */
  readonly noise: number;
  /** Offsets that are left after trimming, a fraction of full scale, one a converter. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
}

/** Action `convert`: one value. */
export type AdcModel = Model<"convert", Adc>;

export const defineAdc = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "convert", Adc, C>, "family">,
): AdcModel => define({ ...definition, family: "adc" });

/** Parameters of every real converter: its offset and how far it is trimmed. The deviation is assumed. */
export const OFFSET_PARAMS = {
  offset: fraction("standard deviation of the offset before trimming, of full scale").prefault(0.01),
  trimBits: integer({ min: 0, max: 10 }, "bits of the trim that takes the offset out").prefault(4),
};

/** Parameter of converters that state code bits: how many of them noise and nonlinearity take (assumed). */
export const ENOB_LOSS = {
  enobLoss: real({ min: 0, max: 3 }, "bits lost to noise and nonlinearity: bits − ENOB").prefault(0.5),
};

/**
 * Behaviour of a converter of `bits` codes and `enob` effective bits. An ideal quantiser of B bits on [−1, 1] errs by
 * 2·2^−B/√12 rms; what is missing between B = enob and B = bits is noise and nonlinearity.
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
 * The nearest of `levels` equidistant levels on [−fullScale, fullScale], in the unit of the value: the range is cut
 * into equal steps and each step is read as its middle, so one level reads as 0 and an even number never does.
 * Values beyond the range take its outermost level. Throws RangeError for a full scale that is not above zero and for a
 * value that is no number.
 */
export function midRise(value: number, fullScale: number, levels: number): number {
  if (!(fullScale > 0 && fullScale < Infinity))
    throw new RangeError(`quantiser: expected a full scale above 0, received ${fullScale}`);
  if (Number.isNaN(value)) throw new RangeError("quantiser: expected a number, received NaN");
  const step = (2 * fullScale) / levels;
  const index = Math.min(levels - 1, Math.max(0, Math.floor(value / step + levels / 2)));
  return (index + 0.5 - levels / 2) * step;
}

/** Deviations of the offset that the trim's range covers to either side. */
const TRIM_REACH = 3;

/**
 * `count` offsets of standard deviation `deviation` and mean 0, less what a trim of `trimBits` bits takes out, in the
 * unit of the deviation. The trim covers ±3 deviations in 2^trimBits steps, so the rest is within half a step,
 * nearly uniform; an offset beyond the range keeps its excess. No trim bits: the offsets as they are.
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
