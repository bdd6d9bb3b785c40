import { z } from "zod";
import { dense } from "../../base/dense.ts";
import { choice, flag, multiple } from "../../base/fields.ts";
import { hashedField, seenAs } from "./before-positions.ts";
import { hadamardProjections } from "./rotation.ts";
import { CALIBRATION_ERROR, calibrationField, isCalibrated, runningSignSelector } from "./running-map.ts";
import { defineSelector } from "./selector.ts";
import { type SignProjection, signSelector, signWords } from "./sign-codes.ts";

/** Rival: signs of a fast Hadamard transform after random signs, which digital logic computes with d log₂ d additions. */
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
  budgets: ["fixed", "share", "mass"],
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
