import { type Dense, dense, dot } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { type DifferentialPairs, pairDifference, pairPower } from "./differential-pairs.ts";

/** Voltages (reads × rows, V) → differential currents (reads × pairs, A); fresh noise from `rng` at every read. */
export type PairReader = (voltages: Dense, rng: Rng) => Dense;

/**
 * Reads pairs over wires without resistance into virtual grounds: I = Σ V (G⁺ − G⁻). Read noise is specified
 * per device, relative to its own current; independent Gaussian devices add to one Gaussian on the column
 * with variance σ² Σ V² ((G⁺)² + (G⁻)²), which is drawn directly. That sum is exact without wires only.
 */
export function idealWireReader(pairs: DifferentialPairs, readNoise: number): PairReader {
  const difference = pairDifference(pairs);
  const power = readNoise > 0 ? pairPower(pairs) : null;
  return (voltages, rng) => {
    const currents = dense(voltages.rows, difference.rows);
    const squares = new Float64Array(voltages.columns);
    for (let t = 0; t < voltages.rows; t++) {
      const read = t * voltages.columns;
      if (power !== null) for (let i = 0; i < squares.length; i++) squares[i] = voltages.data[read + i] ** 2;
      for (let p = 0; p < difference.rows; p++) {
        const line = p * difference.columns;
        let current = dot(difference.data, line, voltages.data, read, voltages.columns);
        if (power !== null)
          current += readNoise * Math.sqrt(dot(power.data, line, squares, 0, squares.length)) * rng.normal();
        currents.data[t * difference.rows + p] = current;
      }
    }
    return currents;
  };
}

/** Mean power drawn from the drivers by one pair, W: mean V² of a row times the conductance of its 2 · rows devices. */
export const meanPairPower = (rows: number, meanConductance: number, meanSquareVoltage: number): number =>
  2 * rows * meanConductance * meanSquareVoltage;
