// What the wires of an array of weights leave of each cell's current.

import { type Circuit, forEachUnitDrive, type SolverKernel } from "#crossbar-solver";
import { meanConductance, type WeightSettings } from "./settings.ts";

/**
 * Current out of a column for a voltage on one row, over what the cell there would give alone, rows × columns: from the solved
 * circuit of an array whose cells all have the mean conductance, word lines driven from the left, bit lines at 0 V at the
 * bottom. `segment`: resistance of a line along one cell, ohm. An array with other conductances differs in second order.
 */
export function weightWires(settings: WeightSettings, segment: number, kernel?: SolverKernel): Float32Array {
  const { rows, columns, onResistance } = settings;
  const mean = meanConductance(settings) / onResistance;
  return transferShares(
    {
      rows,
      columns,
      conductance: new Float64Array(rows * columns).fill(mean),
      wordSegment: segment,
      bitSegment: segment,
      device: { model: "linear" },
      terminals: {
        left: Array.from({ length: rows }, () => ({ voltage: 0, resistance: segment })),
        right: null,
        top: null,
        bottom: Array.from({ length: columns }, () => ({ voltage: 0, resistance: segment })),
      },
    },
    kernel,
  );
}

/**
 * Standard deviation of these shares over the rows of a column, relative to their mean, to first order: a bit line loses
 * r G (n² − i²) / 2 of row i, with 1 − u² of deviation √(4/45) for even u. Word lines take the same of all rows.
 */
export const wireSpread = (settings: WeightSettings, segment: number): number =>
  (Math.sqrt(4 / 45) * segment * settings.rows ** 2 * meanConductance(settings)) / settings.onResistance / 2;

/** The shares of a circuit whose lines have terminals on the left and at the bottom. */
export function transferShares(circuit: Circuit, kernel?: SolverKernel): Float32Array {
  const { rows, columns, conductance } = circuit;
  const shares = new Float32Array(rows * columns);
  forEachUnitDrive(circuit, { family: "word", sides: ["left"], kernel }, (line, voltages) => {
    for (let j = 0; j < columns; j++) {
      let current = 0;
      for (let c = j; c < rows * columns; c += columns) current += conductance[c] * voltages[c];
      shares[line * columns + j] = current / conductance[line * columns + j];
    }
  });
  return shares;
}
