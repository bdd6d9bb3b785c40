import type { Rng } from "../../base/rng.ts";
import type { DeviceState } from "../../devices/dynamics.ts";
import type { LineVoltages } from "./line-drive.ts";
import { type DrivenArray, dynamicsOf, operatingPoint, type PowerSplit } from "./operating-point.ts";

/** An array on its way through programming: its devices, and what it has cost so far. */
export interface Programmed {
  readonly state: DeviceState;
  /** J delivered by the sources: Σ solved power × pulse time. */
  readonly energy: number;
  /** s under pulses; reads are the caller's to add. */
  readonly time: number;
  /** Pulses applied to the array. */
  readonly pulses: number;
  /** Pulses that stressed each cell, beyond its threshold. */
  readonly wear: Float64Array;
}

/** `pulses` pulses of `duration` s with the lines at the same voltages. */
export interface PulseTrain {
  readonly lines: LineVoltages;
  readonly duration: number;
  readonly pulses: number;
  /** Pulses beyond its threshold that a cell endures; the next one leaves it stuck. No limit by default. */
  readonly endurance?: number;
}

/** An array of devices at the given conductances (S), nothing spent. */
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

/** What a train does and where the power of each of its pulses goes. Node voltages are solved at every pulse. */
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

/** Share of cells that no pulse moves any more. */
export const stuckShare = ({ state }: Programmed): number =>
  state.stuck.reduce((sum, flag) => sum + flag, 0) / state.stuck.length;
