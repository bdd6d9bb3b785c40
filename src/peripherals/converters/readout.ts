import type { Rng } from "../../base/rng.ts";
import type { Amperes, Ohms } from "../../base/units.ts";

/** What stands between differential currents and a bucket id, on whole arrays. */
export interface Readout {
  /** Hash family that it can read. */
  readonly reads: "signs" | "largest";
  /** What it does once for each pair of a read. */
  readonly action: "decide" | "compete";
  /** Input-referred offset currents of `count` inputs, A. Sampled once per chip. */
  offsets(count: number, rng: Rng): Float64Array;
  /** Standard deviation of the input-referred noise, A. Fresh at every read. */
  readonly noise: Amperes;
  /** Whether a current and its negative are two inputs, each with an offset of its own. */
  readonly comparesOpposites: boolean;
  readonly inputResistance: Ohms;
}
