import type { Rng } from "#base";
import type { DeviceState } from "#memristors";
import {
  type DrivenArray,
  dynamicsOf,
  type LineVoltages,
  operatingPoint,
  type PowerSplit,
} from "./operating-point.ts";

/** An array during programming: its devices, and the cost so far. */
export interface Programmed {
  readonly state: DeviceState;
  /** J delivered by the sources: Σ solved power × pulse time. */
  readonly energy: number;
  /** s under pulses; the caller adds reads. */
  readonly time: number;
  /** Pulses applied to the array. */
  readonly pulses: number;
  /** Pulses above threshold that each cell received. */
  readonly wear: Float64Array;
}

/** `pulses` pulses of `duration` s at constant line voltages. */
export interface PulseTrain {
  readonly lines: LineVoltages;
  readonly duration: number;
  readonly pulses: number;
  /** Pulses above threshold that a cell endures; the next one leaves it stuck. Unlimited by default. */
  readonly endurance?: number;
}

/** An array of devices at the given conductances (S), without cost so far. */
export function freshArray(array: DrivenArray, conductance: Float64Array, rng: Rng): Programmed {
  const cells = array.rows * array.columns;
  if (conductance.length !== cells)
    throw new RangeError(
      `freshArray: expected ${array.rows} × ${array.columns} = ${cells} conductances, received ${conductance.length}`,
    );
  return {
    state: dynamicsOf(array.memristor).fresh(conductance, rng),
    energy: 0,
    time: 0,
    pulses: 0,
    wear: new Float64Array(cells),
  };
}

/** Applies a train; returns the array and each pulse's power split. Solves node voltages at every pulse. */
export function applyTrain(
  array: DrivenArray,
  before: Programmed,
  train: PulseTrain,
): { readonly programmed: Programmed; readonly power: readonly PowerSplit[] } {
  if (!(Number.isInteger(train.pulses) && train.pulses >= 0))
    throw new RangeError(`applyTrain: expected a whole number of pulses ≥ 0, received ${train.pulses}`);
  const power: PowerSplit[] = [];
  let programmed = before;
  for (let n = 0; n < train.pulses; n++) {
    const point = operatingPoint(array, programmed.state, train.lines);
    power.push(point.power);
    programmed = stress(array, programmed, point.voltage, point.power.total, train);
  }
  return { programmed, power };
}

/** The array after one pulse at solved cell voltages. */
function stress(
  { memristor }: DrivenArray,
  before: Programmed,
  voltage: Float64Array,
  power: number,
  { duration, endurance = Number.POSITIVE_INFINITY }: PulseTrain,
): Programmed {
  const dynamics = dynamicsOf(memristor);
  const { setPolarity, threshold } = dynamics;
  const isBeyond = (v: number): boolean =>
    v * setPolarity > threshold.set || -v * setPolarity > threshold.reset;
  const wear = before.wear.map((count, k) => count + Number(isBeyond(voltage[k])));
  const stuck = before.state.stuck.map((flag, k) => (wear[k] > endurance ? 1 : flag));
  return {
    state: dynamics.pulse({ ...before.state, stuck }, voltage, duration),
    energy: before.energy + power * duration,
    time: before.time + duration,
    pulses: before.pulses + 1,
    wear,
  };
}

/** Share of stuck cells. */
export const stuckShare = ({ state }: Programmed): number =>
  state.stuck.reduce((sum, flag) => sum + flag, 0) / state.stuck.length;

/** Initial conductance (S) of every device [cai-crossbar-2023]. */
export const START_CONDUCTANCE = 65e-6;

/** RESET and SET trains of the published recipe: volts, s, pulses [cai-crossbar-2023]. */
const RESET = { voltage: 1.5, duration: 0.5e-3, pulses: 40 };
const SET = { voltage: 1.2, duration: 0.25e-3, pulses: 15 };

/** Largest voltage factor for lines far from a driver. */
const BOOST = 1.2;

/** `count` factors from `from` to `to` inclusive. */
const ramp = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count }, (_, n) => (count === 1 ? to : from + ((to - from) * n) / (count - 1)));

/**
 * RESET of a whole array: word lines at 0 V, bit lines at 1.5 V × a profile that rises from 1 to 1.2 over the
 * first third, is constant, and falls over the last third, against the drop along the word lines.
 */
export function resetTrain(rows: number, columns: number, pulses: number = RESET.pulses): PulseTrain {
  const third = Math.floor(columns / 3);
  const profile = [
    ...ramp(third, 1, BOOST),
    ...ramp(columns - 2 * third, BOOST, BOOST),
    ...ramp(third, BOOST, 1),
  ];
  const bit = Float64Array.from(profile, (factor) => RESET.voltage * factor);
  return { lines: { word: new Float64Array(rows), bit }, duration: RESET.duration, pulses };
}

/** SET of a whole array: bit lines at 0 V, word lines at 1.2 V × 1.2, falling to × 1 in the last quarter. */
export function setTrain(rows: number, columns: number, pulses: number = SET.pulses): PulseTrain {
  const quarter = Math.floor(rows / 4);
  const profile = [...ramp(rows - quarter, BOOST, BOOST), ...ramp(quarter, BOOST, 1)];
  const lines: LineVoltages = {
    word: Float64Array.from(profile, (factor) => SET.voltage * factor),
    bit: new Float64Array(columns),
  };
  return { lines, duration: SET.duration, pulses };
}
