import type { CellLaw } from "../devices/cells.ts";
import type { ArrayElectrics } from "./electrics.ts";
import { shareShorted } from "./line-faults.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import type { SolverKernel } from "./solver/line-system.ts";
import { solveCircuit } from "./solver/solve.ts";
import { tileCircuit, tileRegions } from "./tile-circuit.ts";

/** One read of an array as circuits: every tile solved with the cells' own law. */
export interface CircuitRead {
  /** Output currents, A. */
  readonly outputs: Float64Array;
  /** Power of the sources, W. */
  readonly power: number;
}

/**
 * The slow path: output currents and power for one vector of word-line voltages (V, driven lines), without noise.
 * What a response is to first order in the third-order coefficients, this is exactly. Throws UnconvergedError.
 */
export function circuitRead(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  voltages: Float64Array,
  law: CellLaw,
  kernel?: SolverKernel,
): CircuitRead {
  const columns = new Float64Array(array.geometry.columns);
  let power = 0;
  for (const region of tileRegions(array)) {
    if (region.top >= array.driven) continue;
    const circuit = tileCircuit(array, region, electrics, voltages, law);
    const solution = solveCircuit(circuit, kernel === undefined ? {} : { kernel });
    power += solution.power;
    for (const side of [solution.terminalCurrent.top, solution.terminalCurrent.bottom])
      side?.forEach((current, j) => {
        if (!Number.isNaN(current)) columns[region.left + j] += current;
      });
  }
  shareShorted(columns, 1, array.faults.shortedBit);
  return {
    outputs: Float64Array.from({ length: array.outputs }, (_, p) => {
      const minus = array.plan.minus(p);
      return columns[array.plan.plus(p)] - (minus === null ? 0 : columns[minus]);
    }),
    power,
  };
}
