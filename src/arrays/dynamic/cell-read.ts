import type { TechnologyNode } from "../../base/component.ts";
import {
  type Amperes,
  type Kelvin,
  nanometres,
  type Seconds,
  seconds,
  type Volts,
} from "../../base/units.ts";

/** What a cell of an analog array puts on its bit line in a read, and how exactly. */
export interface CellRead {
  /** Of a cell at its highest level, whose line is driven for the whole of `time`. */
  readonly current: Amperes;
  /** Swing of the node that integrates the charge of a column. */
  readonly voltage: Volts;
  readonly time: Seconds;
  /** Standard deviation of a cell's own gain, frozen when it is written. */
  readonly variation: number;
  /** Current of a level over that of the highest one; levels are in [−1, 1]. */
  response(level: number): number;
}

/** Boltzmann's constant, J/K, and the charge of an electron, C. */
const BOLTZMANN = 1.380649e-23;
const ELECTRON = 1.602176634e-19;

/**
 * Variance of a column's charge in one read, in squared full charges Q = I·t of a cell: shot noise of `charge` full cells,
 * charge · q/Q, and what is left on an integrating capacitor that `rows` full cells swing by V when it is reset,
 * kT·C/Q² = rows · kT/(V·Q).
 */
export function readVariance(
  { current, voltage, time }: CellRead,
  rows: number,
  charge: number,
  temperature: Kelvin,
): number {
  const full = current * time;
  return (charge * ELECTRON + (rows * BOLTZMANN * temperature) / voltage) / full;
}

/** What of an array a read's time depends on. */
export interface ReadArray {
  readonly rows: number;
  readonly columns: number;
  readonly inputBits: number;
  readonly outputBits: number;
  readonly readout: "adc" | "charge-to-pulse";
  readonly readTime: Seconds | null;
  readonly cell: CellRead | null;
}

/** Time of a read below which no such array works, s, and what takes it. */
export interface LeastRead {
  readonly least: Seconds;
  /** Both lines to half a level; shortest steps of the longest pulse; charge enough for half a level of the output. */
  readonly lines: Seconds;
  readonly steps: Seconds;
  readonly charge: Seconds;
}

/** Shortest step of a pulse, s at 28 nm: one edge after another (assumed: four delays of a loaded inverter). */
const EDGE = 50e-12;

/**
 * Least time of one read of an array whose cells are `pitch` apart. A pulse of b bits has 2^b − 1 steps, an amplitude one. A
 * line of resistance R and capacitance C settles to half of 2^b levels in ln 2 · (b + 1) · RC/2. A column's noise has to
 * stay below half a level of its converter: I·t ≥ 4^b (q + kT/V) / rows. Null where reads take no time.
 */
export function leastRead(array: ReadArray, pitch: number, technology: TechnologyNode): LeastRead | null {
  const { rows, columns, inputBits, outputBits, readout, readTime, cell } = array;
  if (readTime === null) return null;
  const ofLine = (cells: number, bits: number): number =>
    (Math.LN2 *
      (bits + 1) *
      (technology.lineResistance / technology.pitch) *
      technology.wireCapacitance *
      (cells * pitch) ** 2) /
    2;
  const lines = ofLine(columns, inputBits) + ofLine(rows, outputBits);
  const pulses = readout === "charge-to-pulse" ? 2 ** inputBits - 1 : 1;
  const steps = pulses * EDGE * technology.delayFactor("logic", nanometres(28));
  const charge =
    cell === null
      ? 0
      : (4 ** outputBits * cell.time * readVariance(cell, rows, rows, technology.temperature)) / rows ** 2;
  return {
    least: seconds(Math.max(steps + lines, charge)),
    lines: seconds(lines),
    steps: seconds(steps),
    charge: seconds(charge),
  };
}
