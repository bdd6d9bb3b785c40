import type { Rng } from "../../base/rng.ts";
import type { Ohms } from "../../base/units.ts";

/** What stands between output currents and a bucket id, on whole arrays. */
export interface Readout {
  /** Hash family that it can read; `values` are digitised, and serve any. */
  readonly reads: "signs" | "largest" | "values";
  /** What it does once for each output of a read. */
  readonly action: "decide" | "compete" | "convert";
  /** Whether offsets and noise are currents, or fractions of the full scale that the readout is set to. */
  readonly scale: "amperes" | "full-scale";
  /** Input-referred offsets of `count` inputs. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
  /** Standard deviation of the input-referred noise. Fresh at every read. */
  readonly noise: number;
  /** Whether a current and its negative are two inputs, each with an offset of its own. */
  readonly comparesOpposites: boolean;
  /** Resistance of the virtual ground that a bit line is read into, Ω. */
  readonly inputResistance: Ohms;
  /** The level that stands for a value, where values are digitised. */
  quantise?(value: number, fullScale: number): number;
}
