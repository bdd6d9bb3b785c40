import type { Dense } from "../../base/dense.ts";
import type { NoiseKey } from "./gaussian.ts";
import type { VarianceForm } from "./variance-form.ts";

/** One array with the converters around it; nothing in it changes from read to read. */
export interface VmmPlan {
  /** Outputs × rows, S. */
  readonly transfer: Dense;
  /** What v³ adds, outputs × rows, S/V²; null for linear devices. */
  readonly cubic: Dense | null;
  /** Variance of the outputs for a read noise of 1, S²; null for reads without noise. */
  readonly noise: VarianceForm | null;
  /** Standard deviation of a device's current relative to the current. */
  readonly readNoise: number;
  /** Word-line voltage of level 1, V. */
  readonly readVoltage: number;
  /** Resolution of the DAC: 2^bits equidistant levels on [−1, 1]; null where the inputs are levels already. */
  readonly dacBits: number | null;
  /** Mid-rise converter of 2^bits steps on ±fullScale (A), clipping beyond; null for currents as they are. */
  readonly adc: { readonly bits: number; readonly fullScale: number } | null;
}

/** Vectors to read, one read each. */
export interface VmmBatch {
  /** Vectors × rows: signals for the DAC, or levels (fractions of the read voltage) without one. */
  readonly inputs: Float64Array;
  /** Signal that the DAC turns into level 1; unused without a DAC. */
  readonly dacFullScale: number;
  /** Stream of the read noise, null for reads without noise. */
  readonly key: NoiseKey | null;
  /**
   * Place of the first vector in that stream. The noise of a read depends on key, place and output alone: a
   * sequence gives the same numbers however it is cut into batches and whoever reads them.
   */
  readonly firstVector: number;
}

/**
 * x → DAC → level ℓ; v = ℓ·readVoltage; I = T·v + T₃·v³ + readNoise·√(variance(v))·ξ, ξ ~ N(0, 1) fresh for each
 * vector and output; → ADC. In single precision but for the converters, whose thresholds are those of doubles.
 */
export interface Vmm {
  /** Output currents, vectors × outputs, A: with an ADC the middles of its steps. Throws RangeError. */
  currents(batch: VmmBatch): Float32Array;
  /** Codes of the ADC from 0 for the most negative step, vectors × outputs. Throws RangeError, also without an ADC. */
  codes(batch: VmmBatch): Uint16Array;
}

/** A way to compute these products. All kernels give the same bits. */
export interface VmmKernel {
  readonly name: string;
  /** Throws RangeError for a plan that has no meaning. */
  prepare(plan: VmmPlan): Vmm;
}
