import { rootMeanSquare } from "../../base/dense.ts";
import { choice, real } from "../../base/fields.ts";
import { type Dac, largestMagnitude } from "./dac.ts";

/** Parameters of a converter that sets its own full scale. */
export const RANGE_PARAMS = {
  range: choice(["clip", "max-abs"], "full scale: a multiple of the rms, or the largest magnitude").prefault(
    "clip",
  ),
  clip: real({ min: 0.5, max: 10 }, "full scale in rms of the signal when range is clip").prefault(2.5),
};

/** Behaviour of 2^bits equidistant levels on [−1, 1], none of them zero; inputs beyond the full scale are clipped. */
export function bipolarDac(bits: number, range: "clip" | "max-abs", clip: number): Dac {
  const steps = 2 ** bits - 1;
  return {
    bits,
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
