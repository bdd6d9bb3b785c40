import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../base/component.ts";
import type { Rng } from "../base/rng.ts";
import type { Siemens } from "../base/units.ts";

/** State of the cells of one block after programming, one entry a cell: I = G·V + K·V³ about 0 V. */
export interface Cells {
  /** G, conductance at zero bias, S. */
  readonly conductance: Float64Array;
  /** K, third-order coefficient, S/V²; null where every cell is linear. */
  readonly cubic: Float64Array | null;
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
  write(targets: Float64Array, rng: Rng): Cells;
  /** Standard deviation of one device's current relative to its mean, fresh at every read. */
  readonly readNoise: number;
}

/** A memristor has no action of its own: the energy of a read depends on the array's voltages. */
export type MemristorModel = Model<never, Memristor>;

/** Cells that obey Ohm's law. */
export const linearCells = (conductance: Float64Array): Cells => ({ conductance, cubic: null });

/** A memristor model; its area is one cell. */
export const defineMemristor = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, never, Memristor, C>, "family">,
): MemristorModel => define({ ...definition, family: "memristor" });
