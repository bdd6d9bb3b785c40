import { rootMeanSquare } from "../../base/dense.ts";
import { choice, real } from "../../base/fields.ts";
import { type Dac, largestMagnitude } from "./dac.ts";

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
