// What a memristor is to an array: cells, how they change, and the model that makes them.

import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../base/component.ts";
import type { Rng } from "../base/rng.ts";
import type { Siemens } from "../base/units.ts";

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
   * untuned device ignores them, and its own spread is the random matrix. Sampled once per programming. `block` says
   * which cells of the design they are, for a model that knows each of them.
   */
  initialise(targets: Float64Array, rng: Rng, block?: Block): Cells;
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
   * The devices after wear whose cause is not asked: louder ones, and what becomes of their cells. `window` says where cells
   * that stick do. Throws RangeError for shares outside [0, 1] and factors below 0.
   */
  worn(wear: Wear): WornMemristor;
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
  /** A key without which the model is one for tables of components alone, and no design may be made of it. */
  readonly lacks?: string;
}

/** One array of a set: rows × columns cells, the `index`-th of the arrays that hold a set's projections. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly index: number;
}

/** What an array has been through since it was measured, whatever the cause. */
export interface Wear {
  /** Standard deviation of what is added to each conductance, relative to the spread of untuned devices. */
  readonly drift: number;
  /** Share of cells that stuck meanwhile: half of them at `on`, half at `off`. */
  readonly stuck: number;
  /** Factor on the read noise of every device. */
  readonly readNoise: number;
}

/** Spread of untuned devices and the conductances of stuck ones, S. */
export interface WearWindow {
  readonly spread: number;
  readonly on: number;
  readonly off: number;
}

/** A memristor after wear. */
export interface WornMemristor {
  readonly memristor: Memristor;
  readonly window: WearWindow;
  /** Cells after this wear; `rng` draws what differs between devices. */
  cells(cells: Cells, rng: Rng): Cells;
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

/** State of the cells of one block after programming, one entry a cell: I = G·V + K·V³ about 0 V. */
export interface Cells {
  /** G, conductance at zero bias, S. */
  readonly conductance: Float64Array;
  /** K, third-order coefficient, S/V²; null where every cell is linear. */
  readonly cubic: Float64Array | null;
  /** Relative read noise of each cell over the model's `readNoise`; left out where it is the same for all. */
  readonly noise?: Float64Array;
}

/**
 * How the current of a cell follows from its voltage, as a circuit solver takes it: I = G·V,
 * I = (G/a)·sinh(a·V) with `sharpness` a in 1/V, or I = G·V + K·V³ with K in S/V², one a cell.
 */
export type CellLaw =
  | { readonly model: "linear" }
  | { readonly model: "sinh"; readonly sharpness: number }
  | { readonly model: "cubic"; readonly cubic: Float64Array };

/** Cells that obey Ohm's law. */
export const linearCells = (conductance: Float64Array): Cells => ({ conductance, cubic: null });

/** Cells with I = (G/a)·sinh(a·V) of the given conductances; the third-order coefficient is G·a²/6. */
export const sinhCells =
  (sharpness: number) =>
  (conductance: Float64Array): Cells => ({
    conductance,
    cubic: conductance.map((g) => (g * sharpness ** 2) / 6),
  });

/** Devices while they are programmed, one entry a cell. */
export interface DeviceState {
  /** The model's own state variable: a conductance (S), a gap (m), a resistance (Ω). */
  readonly variable: Float64Array;
  /** What differs between devices and never changes, drawn once per device; standard normal scores. */
  readonly traits: readonly Float64Array[];
  /** 1 where no pulse moves the cell any more. */
  readonly stuck: Uint8Array;
}

/** What voltage pulses do to the devices of an array. Everything is a value: a pulse returns a new state. */
export interface Dynamics {
  /** Source of the published pulses that initialise a whole array of these devices at random, where there are any. */
  readonly recipe?: string;
  /** +1 where a positive voltage, from word to bit line, raises the conductance (SET), −1 where it lowers it. */
  readonly setPolarity: 1 | -1;
  /** Magnitudes (V) up to which a pulse of either kind leaves every device as it is. */
  readonly threshold: { readonly set: number; readonly reset: number };
  /** Devices brought to the given conductances (S, within the model's window, clipped to it), none stuck. */
  fresh(conductance: Float64Array, rng: Rng): DeviceState;
  /** The devices after one rectangular pulse of `duration` seconds at the cells' voltages (V, word minus bit). */
  pulse(state: DeviceState, voltage: Float64Array, duration: number): DeviceState;
  /** What a read at small voltages sees of them. */
  cells(state: DeviceState): Cells;
  /** Their currents (A) at the cells' voltages (V). */
  current(state: DeviceState, voltage: Float64Array): Float64Array;
}

/** `count` flags that say no cell is stuck. */
export const noneStuck = (count: number): Uint8Array => new Uint8Array(count);

/** Throws RangeError unless the pulse has one voltage a cell and a finite duration ≥ 0. */
export function checkPulse(state: DeviceState, voltage: Float64Array, duration: number): void {
  if (voltage.length !== state.variable.length)
    throw new RangeError(`pulse: expected ${state.variable.length} voltages, received ${voltage.length}`);
  if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY))
    throw new RangeError(`pulse: expected a finite duration ≥ 0, received ${duration}`);
  const wrong = voltage.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) throw new RangeError(`pulse: expected finite voltages, received ${voltage[wrong]}`);
}

/** σ(G)/G = amount · (G / reference)^exponent: a straight line of log σ against log G. */
export interface NoiseLaw {
  readonly amount: number;
  /** S. */
  readonly reference: number;
  readonly exponent: number;
}

/** A conductance (S) with its share of all devices. */
export interface Weighted {
  readonly conductance: number;
  readonly share: number;
}

/** Relative noise of one read of a device of conductance G (S), its two telegraph levels included. */
export function noiseOf(law: NoiseLaw, { telegraphShare, telegraphAmplitude }: Omit<ReadNoise, "gaussian">) {
  const telegraph = telegraphShare * (telegraphAmplitude / 2) ** 2;
  return (conductance: number): number =>
    conductance <= 0
      ? 0
      : Math.sqrt((law.amount * (conductance / law.reference) ** law.exponent) ** 2 + telegraph);
}

/**
 * Relative noise that all devices together act as if each had: the currents of a bit line add, so it is √(Σ σ(G)² / Σ G²),
 * both sums over the devices' distribution.
 */
export function effectiveNoise(devices: readonly Weighted[], noise: (conductance: number) => number): number {
  let [variance, square] = [0, 0];
  for (const { conductance, share } of devices) {
    variance += share * (conductance * noise(conductance)) ** 2;
    square += share * conductance ** 2;
  }
  return square === 0 ? 0 : Math.sqrt(variance / square);
}

/** The cells with the relative noise of each over `effective`. */
export const withNoise = (cells: Cells, noise: (conductance: number) => number, effective: number): Cells =>
  effective === 0 ? cells : { ...cells, noise: cells.conductance.map((g) => noise(g) / effective) };
