// Properties of measured devices besides the conductance distribution: current–voltage law and noise.

import { choice, quantity, readOnly, real, type Siemens } from "#base";
import {
  type CellLaw,
  type Cells,
  effectiveNoise,
  linearCells,
  noiseOf,
  sinhCells,
  type Weighted,
} from "./memristor.ts";
import { type NonIdealities, nonIdealityFields } from "./non-idealities.ts";

/** Parameters of measured devices; properties that were not measured are zero, not assumed. */
export const measuredFields = () => {
  const flaws = nonIdealityFields({ on: "316 µS", off: "3.16 µS" });
  return {
    law: choice(["linear", "sinh", "cubic"], "I = G·V, (G/a)·sinh(a·V) or G·(V + k·V³)").prefault("linear"),
    sharpness: real({ min: 0, max: 100 }, "a of a sinh law, 1/V").prefault(0),
    curvature: real({ min: -10, max: 1e4 }, "k of a cubic law, 1/V²").prefault(0),
    ...flaws,
    readNoise: readOnly(
      real(
        { min: 0, max: 1 },
        "noise of one read relative to the current, of a device of noiseReference",
      ).prefault(0),
    ),
    noiseReference: readOnly(
      quantity("S", { min: 1e-12, max: 1 }, "conductance at which readNoise is stated").prefault("61.7 µS"),
    ),
    noiseExponent: readOnly(
      real({ min: -5, max: 5 }, "p of σ(G)/G = readNoise · (G / noiseReference)^p").prefault(0),
    ),
    stuckOn: flaws.stuckOn.unwrap().prefault(0),
    stuckOff: flaws.stuckOff.unwrap().prefault(0),
  };
};

export interface MeasuredLaw extends NonIdealities {
  readonly law: "linear" | "sinh" | "cubic";
  readonly sharpness: number;
  readonly curvature: number;
  readonly noiseReference: Siemens;
  readonly noiseExponent: number;
}

/** Least K/G of a cubic cell: its current still rises over ±0.8 V, the span of bipolar read sources. */
const LEAST_CURVATURE = -0.9 / (3 * 0.8 ** 2);

/** Law and noise for a distribution of devices, each with a conductance and a share. */
export function measuredDevice(own: MeasuredLaw, devices: readonly Weighted[]) {
  const { law, sharpness, noiseExponent, noiseReference, readNoise } = own;
  const curvature = Math.max(LEAST_CURVATURE, own.curvature);
  const cubicCells = (conductance: Float64Array): Cells => ({
    conductance,
    cubic: conductance.map((g) => g * curvature),
  });
  const isSinh = law === "sinh" && sharpness > 0;
  const isCubic = law === "cubic" && curvature !== 0;
  const cellsOf = isSinh ? sinhCells(sharpness) : isCubic ? cubicCells : linearCells;
  const noise = noiseOf({ amount: readNoise, reference: noiseReference, exponent: noiseExponent }, own);
  return {
    cellsOf: (conductance: Float64Array): Cells => cellsOf(conductance),
    law: ({ conductance, cubic }: Cells): CellLaw => {
      if (isSinh) return { model: "sinh", sharpness };
      return isCubic
        ? { model: "cubic", cubic: cubic ?? new Float64Array(conductance.length) }
        : { model: "linear" };
    },
    ...(noiseExponent === 0 ? {} : { stateNoise: { noise, effective: effectiveNoise(devices, noise) } }),
  };
}
