import { z } from "zod";
import { choice, dense, flag, multiple } from "#base";
import { hashedField, seenAs } from "./before-positions.ts";
import { CALIBRATION_ERROR, calibrationField, isCalibrated, runningSignSelector } from "./running-map.ts";
import { type Draws, defineSelector } from "./selector.ts";
import { type SignProjection, signSelector, signWords } from "./sign-codes.ts";

/** Smallest power of two ≥ width. */
export const paddedWidth = (width: number): number => 2 ** Math.ceil(Math.log2(width));

/**
 * Structured random projections [ailon-2009]: random signs, then a Hadamard transform, in consecutive blocks
 * of `paddedWidth` projections. Entries are ±1, so a projection's deviation is the vector's length.
 */
export function hadamardProjections(
  width: number,
  count: number,
  draws: Draws,
): (vector: Float64Array) => Float64Array {
  const padded = paddedWidth(width);
  const blocks = Math.ceil(count / padded);
  const signs = Array.from({ length: blocks }, (_, b) => {
    const stream = draws.fork("rotation").fork(b);
    return Float64Array.from({ length: padded }, () => (stream.uniform() < 0.5 ? -1 : 1));
  });
  return (vector) => {
    const out = new Float64Array(blocks * padded);
    for (let b = 0; b < blocks; b++) {
      const part = out.subarray(b * padded, (b + 1) * padded);
      for (let n = 0; n < width; n++) part[n] = signs[b][n] * vector[n];
      transform(part);
    }
    return out.subarray(0, count);
  };
}

/** Walsh–Hadamard transform in place, unnormalised; the length is a power of two. */
export function transform(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2)
    for (let from = 0; from < values.length; from += 2 * half)
      for (let n = from; n < from + half; n++) {
        const [a, b] = [values[n], values[n + half]];
        values[n] = a + b;
        values[n + half] = a - b;
      }
}

/** Rival: signs of a fast Hadamard transform after random signs, d log₂ d additions in digital logic. */
export const hadamardSelector = defineSelector({
  name: "hadamard",
  title: "the keys of the best scores by signs of a randomised Hadamard transform",
  source: "ailon-2009",
  params: z
    .strictObject({
      bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
      query: choice(
        ["map", "values", "signs"],
        "queries through a map fitted on a calibration text, as transformed, or as signs",
      ).prefault("map"),
      norm: flag("multiply scores by the key's stored length").prefault(true),
      centreKeys: flag("subtract the calibrated mean from keys before they are transformed").prefault(true),
      calibration: calibrationField,
      hashed: hashedField,
    })
    .refine(isCalibrated, CALIBRATION_ERROR),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }) => signWords(bits),
  prepare({ bits, calibration, hashed, ...scoring }, tools) {
    const project = hadamardProjections(tools.width, bits, tools.draws);
    const projection: SignProjection = {
      bits,
      values({ rows, columns, data }) {
        const values = dense(rows, bits);
        for (let t = 0; t < rows; t++)
          values.data.set(project(data.subarray(t * columns, (t + 1) * columns)), t * bits);
        return values;
      },
      signs({ rows, columns, data }) {
        const signs = new Uint8Array((rows * bits) / 8);
        for (let t = 0; t < rows; t++) {
          const projected = project(data.subarray(t * columns, (t + 1) * columns));
          for (let b = 0; b < bits; b++)
            if (projected[b] >= 0) signs[(t * bits) / 8 + (b >> 3)] |= 1 << (b & 7);
        }
        return signs;
      },
    };
    return seenAs(hashed, tools, (seen) =>
      calibration === "cache"
        ? runningSignSelector(projection, scoring, seen)
        : signSelector(projection, scoring, seen),
    );
  },
});
