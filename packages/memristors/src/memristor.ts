// Interface of a memristor for an array: cells, how they change, and the model that makes them.

import type { z } from "zod";
import { type Constant, type Definition, define, type Model, type Rng, type Siemens } from "#base";

/** Parts of the read noise; each is redrawn at every read and lasts for that read. */
export interface ReadNoise {
  /** Standard deviation of the Gaussian part relative to the device's current. */
  readonly gaussian: number;
  /** Share of cells with a trap that is in one of two levels, each with probability ½. */
  readonly telegraphShare: number;
  /** Distance of those two levels relative to the device's current. */
  readonly telegraphAmplitude: number;
}

/** Behaviour of a memristor, for whole arrays. */
export interface Memristor {
  /** Mean conductance of an untuned device, S. */
  readonly meanConductance: Siemens;
  /** Standard deviation of an untuned device's conductance, S. */
  readonly conductanceSpread: Siemens;
  /**
   * Cells after initialisation. `targets` (S) holds the conductances of a perfectly written device; an
   * untuned device ignores them, and its own spread is the random matrix. Sampled once per programming.
   * `block` says which cells of the design they are, for a model with individual cells.
   */
  initialise(targets: Float64Array, rng: Rng, block?: Block): Cells;
  /**
   * Cells after write-verify toward their targets (S), ≥ 0. Stuck cells are drawn from `rng.fork("stuck")`
   * and are permanent; the residual error is drawn from `rng.fork("error")` and lasts until the next
   * programming: a stream names a chip.
   */
  write(targets: Float64Array, rng: Rng): Cells;
  /**
   * Cells `elapsed` seconds and `reads` reads after they were programmed (not after they were last aged).
   * `rng` draws differences between devices. Returns the same object if nothing ages. Throws RangeError for
   * times and counts that are not finite and ≥ 0.
   */
  age(cells: Cells, elapsed: number, reads: number, rng: Rng): Cells;
  /**
   * The devices after wear of any cause: their noise and changed cells. `window` gives the conductances of
   * stuck cells. Throws RangeError for shares outside [0, 1] and factors below 0.
   */
  worn(wear: Wear): WornMemristor;
  /**
   * The same devices at another temperature, °C in [25, 85]: `initialise` draws them from the same stream.
   * Null if the model has no temperature law for conductances. Throws RangeError outside that range.
   */
  readonly atTemperature: ((celsius: number) => Memristor) | null;
  /** The cells' law in a circuit; its conductances are the cells'. */
  law(cells: Cells): CellLaw;
  /** Standard deviation of one device's current over its mean, all parts in quadrature, new at every read. */
  readonly readNoise: number;
  readonly readNoiseParts: ReadNoise;
  /** Effect of voltage pulses on the device; null if the model has none. */
  readonly dynamics: Dynamics | null;
  /** A required key; without it the model serves only component tables, and designs cannot use it. */
  readonly lacks?: string;
}

/** One array of a set: rows × columns cells, the `index`-th of the arrays that hold a set's projections. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly index: number;
}

/** Wear of an array since it was measured, of any cause. */
export interface Wear {
  /** Standard deviation of the change of each conductance, relative to the spread of untuned devices. */
  readonly drift: number;
  /** Share of cells that became stuck: half of them at `on`, half at `off`. */
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
  /** Cells after this wear; `rng` draws differences between devices. */
  cells(cells: Cells, rng: Rng): Cells;
}

/** A memristor has no priced actions: the energy of a read depends on the array's voltages. */
export type MemristorModel = Model<never, Memristor>;

/** Defines a memristor model; its area is one cell. */
export const defineMemristor = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, never, Memristor, C>, "family">,
): MemristorModel => define({ ...definition, family: "memristor" });

/** State of the cells of one block after programming, one entry per cell: I = G·V + K·V³ about 0 V. */
export interface Cells {
  /** G, conductance at zero bias, S. */
  readonly conductance: Float64Array;
  /** K, third-order coefficient, S/V²; null if all cells are linear. */
  readonly cubic: Float64Array | null;
  /** Relative read noise of each cell over the model's `readNoise`; absent if it is the same for all. */
  readonly noise?: Float64Array;
}

/**
 * The current of a cell as a function of its voltage, for circuit solvers: I = G·V, I = (G/a)·sinh(a·V) with
 * `sharpness` a in 1/V, or I = G·V + K·V³ with K in S/V² per cell.
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

/** Devices during programming, one entry per cell. */
export interface DeviceState {
  /** The model's own state variable: a conductance (S), a gap (m), a resistance (Ω). */
  readonly variable: Float64Array;
  /** Permanent differences between devices, drawn once per device; standard normal scores. */
  readonly traits: readonly Float64Array[];
  /** 1 for stuck cells, which no pulse changes. */
  readonly stuck: Uint8Array;
}

/** Effect of voltage pulses on the devices of an array. Values are immutable: a pulse returns a new state. */
export interface Dynamics {
  /** Source of the published pulses that randomise a whole array of these devices, if any. */
  readonly recipe?: string;
  /** +1 if a positive voltage, from word to bit line, raises the conductance (SET), −1 if it lowers it. */
  readonly setPolarity: 1 | -1;
  /** Magnitudes (V) up to which a pulse of either kind changes no device. */
  readonly threshold: { readonly set: number; readonly reset: number };
  /** Devices at the given conductances (S), clipped to the model's window, none stuck. */
  fresh(conductance: Float64Array, rng: Rng): DeviceState;
  /** The devices after one rectangular pulse of `duration` s at the cells' voltages (V, word minus bit). */
  pulse(state: DeviceState, voltage: Float64Array, duration: number): DeviceState;
  /** The cells as read at small voltages. */
  cells(state: DeviceState): Cells;
  /** Their currents (A) at the cells' voltages (V). */
  current(state: DeviceState, voltage: Float64Array): Float64Array;
}

/** `count` flags without a stuck cell. */
export const noneStuck = (count: number): Uint8Array => new Uint8Array(count);

/** Throws RangeError unless the pulse has one voltage per cell and a finite duration ≥ 0. */
export function checkPulse(state: DeviceState, voltage: Float64Array, duration: number): void {
  if (voltage.length !== state.variable.length)
    throw new RangeError(`pulse: expected ${state.variable.length} voltages, received ${voltage.length}`);
  if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY))
    throw new RangeError(`pulse: expected a finite duration ≥ 0, received ${duration}`);
  const wrong = voltage.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) throw new RangeError(`pulse: expected finite voltages, received ${voltage[wrong]}`);
}

/** σ(G)/G = amount · (G / reference)^exponent: log σ is linear in log G. */
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

/** Relative noise of one read of a device of conductance G (S), including its two telegraph levels. */
export function noiseOf(law: NoiseLaw, { telegraphShare, telegraphAmplitude }: Omit<ReadNoise, "gaussian">) {
  const telegraph = telegraphShare * (telegraphAmplitude / 2) ** 2;
  return (conductance: number): number =>
    conductance <= 0
      ? 0
      : Math.sqrt((law.amount * (conductance / law.reference) ** law.exponent) ** 2 + telegraph);
}

/**
 * Equal relative noise per device with the same total effect: the currents of a bit line add, so it is √(Σ
 * σ(G)² / Σ G²), both sums over the devices' distribution.
 */
export function effectiveNoise(devices: readonly Weighted[], noise: (conductance: number) => number): number {
  let [variance, square] = [0, 0];
  for (const { conductance, share } of devices) {
    variance += share * (conductance * noise(conductance)) ** 2;
    square += share * conductance ** 2;
  }
  return square === 0 ? 0 : Math.sqrt(variance / square);
}

/** The cells with each one's relative noise over `effective`. */
export const withNoise = (cells: Cells, noise: (conductance: number) => number, effective: number): Cells =>
  effective === 0 ? cells : { ...cells, noise: cells.conductance.map((g) => noise(g) / effective) };
