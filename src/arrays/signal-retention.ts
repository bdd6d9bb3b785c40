import { type Dense, dense } from "../base/dense.ts";
import type { ArrayElectrics } from "./electrics.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import type { SolverKernel } from "./solver/line-system.ts";
import { readColumns, tileRegions } from "./tile-circuit.ts";
import { tileResponse, tileTransfer } from "./tile-response.ts";

/** What of each cell's contribution the wires, switches and ends leave over. */
export interface SignalRetention {
  /** Mean over read columns of Σ transfer / Σ conductance. */
  readonly mean: number;
  readonly worstCell: number;
  /** Transfer over conductance, driven rows × columns; NaN for columns that are not read. */
  readonly map: Dense;
}

/** The attenuation of every driven cell of an array. */
export function signalRetention(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): SignalRetention {
  const { driven, geometry } = array;
  const isRead = readColumns(array);
  const map = dense(driven, geometry.columns);
  const kept = new Float64Array(geometry.columns);
  const whole = new Float64Array(geometry.columns);
  let worstCell = Number.POSITIVE_INFINITY;
  for (const region of tileRegions(array)) {
    if (region.top >= driven) continue;
    const response = tileResponse(array, region, electrics, kernel);
    const transfer = tileTransfer(response);
    for (let i = 0; i < Math.min(region.rows, driven - region.top); i++)
      for (let j = 0; j < region.columns; j++) {
        const column = region.left + j;
        const passed = transfer.data[j * region.rows + i];
        const conductance = response.conductance[i * region.columns + j];
        const share = isRead[column] === 1 && conductance > 0 ? passed / conductance : Number.NaN;
        map.data[(region.top + i) * geometry.columns + column] = share;
        if (Number.isNaN(share)) continue;
        kept[column] += passed;
        whole[column] += conductance;
        worstCell = Math.min(worstCell, share);
      }
  }
  const shares = [...kept.keys()].filter((j) => whole[j] > 0).map((j) => kept[j] / whole[j]);
  return { mean: shares.reduce((sum, x) => sum + x, 0) / shares.length, worstCell, map };
}
