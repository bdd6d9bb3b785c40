import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../base/component.ts";
import type { Rng } from "../base/rng.ts";
import type { Siemens } from "../base/units.ts";
import type { CellLaw, Cells } from "./cells.ts";
import type { Dynamics } from "./dynamics.ts";

export { type CellLaw, type Cells, linearCells } from "./cells.ts";

/** What read noise is made of; every part is fresh at each read and lasts that read. */
export interface ReadNoise {
  /** Standard deviation of the Gaussian part relative to the device's current. */
  readonly gaussian: number;
  /** Share of cells with a trap that takes one of two levels, each with probability ½. */
  readonly telegraphShare: number;
  /** Distance of those two levels relative to the device's current. */
  readonly telegraphAmplitude: number;
}

/** What a memristor does, on whole arrays. */
export interface Memristor {
  /** Mean conductance of an untuned device, S. */
  readonly meanConductance: Siemens;
  /** Standard deviation of an untuned device's conductance, S. */
  readonly conductanceSpread: Siemens;
  /**
   * Cells after initialisation. `targets` (S) holds what a perfectly written device would take; an
   * untuned device ignores them, and its own spread is the random matrix. Sampled once per programming.
   */
  initialise(targets: Float64Array, rng: Rng): Cells;
  /**
   * Cells after each was written and verified toward its target (S), ≥ 0. Which cells are stuck is drawn from
   * `rng.fork("stuck")` and lasts for ever, what verify leaves over from `rng.fork("error")`, and lasts until
   * the next programming: a stream names a chip.
   */
  write(targets: Float64Array, rng: Rng): Cells;
  /**
   * Cells `elapsed` seconds and `reads` reads after they were programmed (not after they were last aged).
   * `rng` draws what differs between devices. The cells themselves where nothing ages. Throws RangeError for
   * times and counts that are not finite and ≥ 0.
   */
  age(cells: Cells, elapsed: number, reads: number, rng: Rng): Cells;
  /**
   * The same devices at another temperature, °C in [25, 85]: `initialise` draws them from the same stream. Null where
   * the model does not say what temperature does to their conductances. Throws RangeError outside that range.
   */
  readonly atTemperature: ((celsius: number) => Memristor) | null;
  /** The cells' law in a circuit; its conductances are those of the cells. */
  law(cells: Cells): CellLaw;
  /** Standard deviation of one device's current relative to its mean, all parts in quadrature, fresh at every read. */
  readonly readNoise: number;
  readonly readNoiseParts: ReadNoise;
  /** What voltage pulses do to the device; null where the model does not say. */
  readonly dynamics: Dynamics | null;
}

/** A memristor has no action of its own: the energy of a read depends on the array's voltages. */
export type MemristorModel = Model<never, Memristor>;

/** A memristor model; its area is one cell. */
export const defineMemristor = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, never, Memristor, C>, "family">,
): MemristorModel => define({ ...definition, family: "memristor" });
