import { type Dense, dense } from "../base/dense.ts";
import { type ProgrammedArray, shareShorted } from "./programmed-array.ts";
import type { SolverKernel } from "./solver/line-system.ts";
import { type ArrayElectrics, bitSides, readColumns, tileRegions, wordSides } from "./tile-circuit.ts";
import {
  type TileNoise,
  tileCubic,
  tileNoise,
  tilePower,
  tileResponse,
  tileTransfer,
} from "./tile-response.ts";

/** Noise of the outputs that a tile row adds on top of the diagonal form. */
export interface CoupledNoise {
  /** First word line of the tile. */
  readonly top: number;
  readonly rows: number;
  readonly outputs: Int32Array;
  /** One upper triangle an output, off-diagonal elements doubled, S². */
  readonly forms: Dense;
}

/** What one array does to word-line voltages v (V, the driven lines). */
export interface ArrayResponse {
  /** I = transfer·v, outputs × driven lines, S: conductances less what wires, switches and ends lose. */
  readonly transfer: Dense;
  /** What v³ adds, outputs × driven lines, S/V²; null for linear devices. */
  readonly cubic: Dense | null;
  /** Variance for a read noise of 1 relative to each device's current: diagonal·v² and the coupled forms, S². */
  readonly noise: { readonly diagonal: Dense; readonly coupled: readonly CoupledNoise[] };
  /** vᵀ·delivered·v is the power of the drivers, vᵀ·devices·v the devices' part, driven × driven, S. */
  readonly delivered: Dense;
  readonly devices: Dense;
  /** What Σ v⁴ adds to both, driven lines, S/V². */
  readonly cubicPower: Float64Array;
  /** Largest current of any tile's line for inputs of at most 1 V, whatever their signs, S. */
  readonly peakLineConductance: number;
}

/** Conductance that a cell's current is proportional to, averaged over inputs uniform on ±`readVoltage`, S. */
const secantConductance = (
  conductance: Float64Array,
  cubic: Float64Array | null,
  readVoltage: number,
): Float64Array =>
  cubic === null ? conductance : conductance.map((g, k) => g + 0.6 * cubic[k] * readVoltage ** 2);

/** Response over wires without resistance into virtual grounds, sneak paths through floating lines left out. */
export function idealResponse(array: ProgrammedArray, readVoltage: number): ArrayResponse {
  const { geometry, cells, driven, outputs, plan, faults } = array;
  const { columns } = geometry;
  const isRead = readColumns(array);
  const noiseConductance = secantConductance(cells.conductance, cells.cubic, readVoltage);
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
  // Lines that share their currents share the variances here too, which overstates their noise by √2 at most.
  const noise = byColumn((k) => noiseConductance[k] ** 2);
  for (const values of [linear, noise, ...(third === null ? [] : [third])])
    shareShorted(values, driven, faults.shortedBit);
  const combine = (values: Float64Array, sign: 1 | -1): Dense =>
    combineColumns(values, driven, outputs, plan, sign);
  return {
    transfer: combine(linear, -1),
    cubic: third === null ? null : combine(third, -1),
    noise: { diagonal: combine(noise, 1), coupled: [] },
    delivered: power,
    devices: power,
    cubicPower,
    peakLineConductance: idealPeak(
      array,
      byColumn((k) => cells.conductance[k]),
    ),
  };
}

/** Largest sum of conductances along a word or bit line of a tile, from columns × driven. */
function idealPeak(array: ProgrammedArray, byColumn: Float64Array): number {
  let peak = 0;
  for (const { top, left, rows, columns } of tileRegions(array)) {
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

/** Columns × driven → outputs × driven: plus column and `sign` × minus column. */
function combineColumns(
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

/**
 * Response of a semi-passive array, every tile solved as the circuit it is. The noise is that of 1 a device, or left out
 * where devices have none. Throws UnconvergedError.
 */
export function solvedResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel?: SolverKernel,
  isNoisy = true,
): ArrayResponse {
  const { geometry, cells, driven, outputs, plan, faults } = array;
  const { columns } = geometry;
  const linear = new Float64Array(columns * driven);
  const third = cells.cubic === null ? null : new Float64Array(columns * driven);
  const power = { delivered: dense(driven, driven), devices: dense(driven, driven) };
  const cubicPower = new Float64Array(driven);
  const diagonal = dense(outputs, driven);
  const coupled: CoupledNoise[] = [];
  let peak = 0;
  for (const region of tileRegions(array)) {
    const { top, left } = region;
    if (top >= driven) continue;
    const used = Math.min(region.rows, driven - top);
    const response = tileResponse(array, region, electrics, kernel);
    const addColumns = (into: Float64Array, from: Dense): void => {
      for (let j = 0; j < region.columns; j++)
        for (let i = 0; i < used; i++) into[(left + j) * driven + top + i] += from.data[j * region.rows + i];
    };
    const addPower = (into: Dense, from: Dense): void => {
      for (let i = 0; i < used; i++)
        for (let k = 0; k < used; k++)
          into.data[(top + i) * driven + top + k] += from.data[i * region.rows + k];
    };
    const transfer = tileTransfer(response);
    addColumns(linear, transfer);
    const { delivered, devices } = tilePower(response);
    // A line that is tied at both ends carries about half of its current at either.
    peak = Math.max(
      peak,
      largestRowSum(transfer) / bitSides(electrics.drive).length,
      largestRowSum(delivered) / wordSides(electrics.drive).length,
    );
    addPower(power.delivered, delivered);
    addPower(power.devices, devices);
    const beyond = tileCubic(response);
    if (beyond !== null && third !== null) {
      addColumns(third, beyond.currents);
      for (let i = 0; i < used; i++) cubicPower[top + i] += beyond.power[i];
    }
    if (!isNoisy) continue;
    const seen = secantConductance(response.conductance, response.cubic, readVoltage);
    addNoise(tileNoise(array, response, seen), top, used, diagonal, coupled);
  }
  for (const values of [linear, ...(third === null ? [] : [third])])
    shareShorted(values, driven, faults.shortedBit);
  return {
    transfer: combineColumns(linear, driven, outputs, plan, -1),
    cubic: third === null ? null : combineColumns(third, driven, outputs, plan, -1),
    noise: { diagonal, coupled },
    ...power,
    cubicPower,
    peakLineConductance: peak,
  };
}

/** Largest Σ |element| of a row. */
function largestRowSum({ rows, columns, data }: Dense): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += Math.abs(data[i * columns + k]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** Cells of different tiles are independent: their variances add. */
function addNoise(
  noise: TileNoise,
  top: number,
  used: number,
  diagonal: Dense,
  coupled: CoupledNoise[],
): void {
  const rows = noise.diagonal.columns;
  if (noise.coupled !== null) {
    coupled.push({
      top,
      rows,
      outputs: Int32Array.from(noise.outputs, ({ output }) => output),
      forms: noise.coupled,
    });
    return;
  }
  noise.outputs.forEach(({ output }, n) => {
    for (let i = 0; i < used; i++)
      diagonal.data[output * diagonal.columns + top + i] += noise.diagonal.data[n * rows + i];
  });
}
