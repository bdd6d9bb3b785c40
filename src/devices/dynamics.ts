import type { Rng } from "../base/rng.ts";
import type { Cells } from "./cells.ts";

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
