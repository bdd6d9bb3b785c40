import { type Dense, dense } from "#base";
import type { ArrayResponse } from "./array-response.ts";
import {
  combineColumns,
  largestRowSum,
  noiseConductance,
  type ProgrammedArray,
  shareShorted,
} from "./programmed-array.ts";
import { isTiled, readColumns, type TileRegion, tileRegions } from "./tile-circuit.ts";

/** Response with ideal wires and virtual grounds, without sneak paths through floating lines. */
export function idealResponse(array: ProgrammedArray, readVoltage: number): ArrayResponse {
  const { geometry, cells, driven, outputs, plan, faults } = array;
  const { columns } = geometry;
  const isRead = readColumns(array);
  const seen = noiseConductance(cells, readVoltage);
  const byColumn = (of: (cell: number) => number): Float64Array => {
    const values = new Float64Array(columns * driven);
    for (let i = 0; i < driven; i++)
      if (faults.openWord[i] === 0)
        for (let j = 0; j < columns; j++)
          if (isRead[j] === 1 && faults.openBit[j] === 0) values[j * driven + i] = of(i * columns + j);
    return values;
  };
  const linear = byColumn((k) => cells.conductance[k]);
  const cubic = cells.cubic;
  const third = cubic === null ? null : byColumn((k) => cubic[k]);
  const power = dense(driven, driven);
  const cubicPower = new Float64Array(driven);
  for (let j = 0; j < columns; j++)
    for (let i = 0; i < driven; i++) {
      power.data[i * driven + i] += linear[j * driven + i];
      cubicPower[i] += third?.[j * driven + i] ?? 0;
    }
  // Shorted lines share the variances here too, which overestimates their noise by at most √2.
  const noise = byColumn((k) => seen[k] ** 2);
  for (const values of [linear, noise, ...(third === null ? [] : [third])])
    shareShorted(values, driven, faults.shortedBit);
  const all = byColumn((k) => cells.conductance[k]);
  const whole = { top: 0, left: 0, rows: geometry.rows, columns };
  const combine = (values: Float64Array, sign: 1 | -1): Dense =>
    combineColumns(values, driven, outputs, plan, sign);
  return {
    transfer: combine(linear, -1),
    cubic: third === null ? null : combine(third, -1),
    noise: { diagonal: combine(noise, 1), coupled: [] },
    delivered: power,
    cubicPower,
    peakLineConductance: idealPeak(array, all, tileRegions(array)),
    peakGlobalConductance: isTiled(array) ? idealPeak(array, all, [whole]) : 0,
    peakDriverConductance: largestRowSum(power),
  };
}

/** Largest sum of conductances along a word or bit line of the regions, from columns × driven. */
function idealPeak(array: ProgrammedArray, byColumn: Float64Array, regions: readonly TileRegion[]): number {
  let peak = 0;
  for (const { top, left, rows, columns } of regions) {
    const used = Math.min(rows, array.driven - top);
    const perRow = new Float64Array(Math.max(0, used));
    for (let j = left; j < left + columns; j++) {
      let sum = 0;
      for (let i = 0; i < used; i++) {
        const g = byColumn[j * array.driven + top + i];
        sum += g;
        perRow[i] += g;
      }
      peak = Math.max(peak, sum);
    }
    peak = Math.max(peak, ...perRow);
  }
  return peak;
}
