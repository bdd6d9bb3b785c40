// Bit lines combined into outputs, and what lines carry at most.

import { type Dense, dense } from "../base/dense.ts";
import type { Cells } from "../devices/memristor.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, bitSides, wordSides } from "./tile-circuit.ts";
import type { TileEnds } from "./tile-ports.ts";

/** Conductance that a cell's current is proportional to, averaged over inputs uniform on ±`readVoltage`, S. */
const secantConductance = (
  conductance: Float64Array,
  cubic: Float64Array | null,
  readVoltage: number,
): Float64Array =>
  cubic === null ? conductance : conductance.map((g, k) => g + 0.6 * cubic[k] * readVoltage ** 2);

/** What the noise current of each cell is proportional to at the read voltage, S: its secant conductance times its own noise. */
export function noiseConductance({ conductance, cubic, noise }: Cells, readVoltage: number): Float64Array {
  const secant = secantConductance(conductance, cubic, readVoltage);
  return noise === undefined ? secant : secant.map((g, k) => g * noise[k]);
}

/** Columns × driven → outputs × driven: plus column and `sign` × minus column. */
export function combineColumns(
  values: Float64Array,
  driven: number,
  outputs: number,
  plan: ProgrammedArray["plan"],
  sign: 1 | -1,
): Dense {
  const combined = dense(outputs, driven);
  for (let p = 0; p < outputs; p++) {
    const [plus, minus] = [plan.plus(p) * driven, plan.minus(p)];
    for (let i = 0; i < driven; i++)
      combined.data[p * driven + i] =
        values[plus + i] + (minus === null ? 0 : sign * values[minus * driven + i]);
  }
  return combined;
}

/** Largest Σ |element| of a row. */
export function largestRowSum({ rows, columns, data }: Dense): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += Math.abs(data[i * columns + k]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** Largest current of a tile's line for 1 V between its two global lines, over its ends, S: an upper bound. */
export function peakOfTile({ region, ports, admittance }: TileEnds, { drive }: ArrayElectrics): number {
  const count = ports.length;
  const isWord = Uint8Array.from(ports, ({ side }) => (side === "left" || side === "right" ? 1 : 0));
  const ends = [bitSides(drive).length, wordSides(drive).length];
  // Bit lines follow the word lines.
  const sums = new Float64Array(region.rows + region.columns);
  for (let p = 0; p < count; p++) {
    const line = isWord[p] === 1 ? ports[p].line : region.rows + ports[p].line;
    for (let q = 0; q < count; q++)
      if (isWord[q] !== isWord[p]) sums[line] += Math.abs(admittance.data[p * count + q]) / ends[isWord[p]];
  }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}
