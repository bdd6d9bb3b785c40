import type { LineVoltages } from "./line-drive.ts";
import type { PulseTrain } from "./pulse-train.ts";

/** Conductance (S) that every device starts from [cai-crossbar-2023]. */
export const START_CONDUCTANCE = 65e-6;

/** RESET and SET trains of the published recipe: volts, s, pulses [cai-crossbar-2023]. */
const RESET = { voltage: 1.5, duration: 0.5e-3, pulses: 40 };
const SET = { voltage: 1.2, duration: 0.25e-3, pulses: 15 };

/** Lines far from a driver get up to this much more. */
const BOOST = 1.2;

/** `count` factors from `from` to `to`, both included. */
const ramp = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count }, (_, n) => (count === 1 ? to : from + ((to - from) * n) / (count - 1)));

/**
 * RESET of a whole array: word lines at 0 V, bit lines at 1.5 V × a profile that rises from 1 to 1.2 over the
 * first third of the lines, stays, and falls over the last: the drop along the word lines.
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

/** SET of a whole array: bit lines at 0 V, word lines at 1.2 V × 1.2, falling to × 1 over the last quarter. */
export function setTrain(rows: number, columns: number, pulses: number = SET.pulses): PulseTrain {
  const quarter = Math.floor(rows / 4);
  const profile = [...ramp(rows - quarter, BOOST, BOOST), ...ramp(quarter, BOOST, 1)];
  const lines: LineVoltages = {
    word: Float64Array.from(profile, (factor) => SET.voltage * factor),
    bit: new Float64Array(columns),
  };
  return { lines, duration: SET.duration, pulses };
}
