import { type Dense, dense } from "#base";
import type { SolverKernel } from "#crossbar-solver";
import type { CoupledNoise } from "#vmm";
import { drivenLines, type KnownChains } from "./driven-lines.ts";
import { heldBitVoltages, type LineKind, ownVoltages } from "./own-voltage.ts";
import {
  combineColumns,
  largestRowSum,
  noiseConductance,
  type ProgrammedArray,
  shareShorted,
} from "./programmed-array.ts";
import { sharedResponse } from "./shared-response.ts";
import { eliminatedCurrents, type LineCurrents, streamedDrives } from "./streamed-drives.ts";
import {
  type ArrayElectrics,
  bitSides,
  driverSides,
  isTiled,
  readColumns,
  wordSides,
} from "./tile-circuit.ts";
import { peakOfTile } from "./tile-ports.ts";
import {
  type TileNoise,
  tileCubic,
  tileNoise,
  tilePower,
  tileResponse,
  tileTransfer,
} from "./tile-response.ts";

/** Response of one array to word-line voltages v (V, the driven lines). */
export interface ArrayResponse {
  /** I = transfer·v, outputs × driven lines, S: conductances minus losses in wires, switches and ends. */
  readonly transfer: Dense;
  /** Coefficients of v³, outputs × driven lines, S/V²; null for linear devices. */
  readonly cubic: Dense | null;
  /** Variance for unit read noise over each device's current: diagonal·v² and the coupled forms, S². */
  readonly noise: { readonly diagonal: Dense; readonly coupled: readonly CoupledNoise[] };
  /** vᵀ·delivered·v is the power of the drivers, driven × driven, S. */
  readonly delivered: Dense;
  /** Coefficients of v⁴ in that power, driven lines, S/V². */
  readonly cubicPower: Float64Array;
  /** Largest currents for inputs within ±1 V, S: tile line, global line (0 if single tile), driver. */
  readonly peakLineConductance: number;
  readonly peakGlobalConductance: number;
  readonly peakDriverConductance: number;
}

/**
 * Response of an array solved as a circuit: one passive tile, or tiles on common global lines. The noise is
 * for unit read noise per device, or omitted if `isNoisy` is false. Throws UnconvergedError.
 */
export function solvedResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel?: SolverKernel,
  isNoisy = true,
): ArrayResponse {
  if (isTiled(array)) return tiledResponse(array, electrics, readVoltage, kernel, isNoisy);
  if (!isNoisy && array.cells.cubic === null) {
    const currents = eliminatedCurrents(array, electrics, kernel);
    if (currents !== null) return quietResponse(array, electrics, currents);
  }
  return isStreamed(array)
    ? streamedResponse(array, electrics, readVoltage, kernel, isNoisy)
    : passiveResponse(array, electrics, readVoltage, kernel, isNoisy);
}

/** The load of an array on its drivers. */
export type DrivenResponse = Omit<ArrayResponse, "transfer" | "cubic" | "noise">;

/** Word lines up to which combining columns of tiles is faster than rows. */
const FEW_DRIVEN = 128;

/** `solvedResponse` without outputs; `chains` caches arrays of the same cells. Throws UnconvergedError. */
export function drivenResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel?: SolverKernel,
  chains?: KnownChains,
): DrivenResponse {
  const { cells, driven } = array;
  if (!isTiled(array) || cells.cubic !== null || driven > FEW_DRIVEN) {
    const { transfer, cubic, noise, ...response } = solvedResponse(
      array,
      electrics,
      readVoltage,
      kernel,
      false,
    );
    return response;
  }
  const { delivered, peakReadout, peakOfTiles } = drivenLines(array, electrics, kernel, chains);
  const peakDriverConductance = largestRowSum(delivered) / driverSides(electrics).length;
  return {
    delivered,
    cubicPower: new Float64Array(driven),
    peakLineConductance: peakOfTiles,
    peakGlobalConductance: Math.max(peakReadout / bitSides(electrics.drive).length, peakDriverConductance),
    peakDriverConductance,
  };
}

/** Limit of the response of one passive tile, bytes; a larger one is solved drive by drive. */
export const FULL_BYTES = 1.5e8;

/** Whether storing every cell's response to a drive of each line of one tile takes too much memory. */
export const isStreamed = (array: ProgrammedArray): boolean =>
  8 *
    array.geometry.rows *
    array.geometry.columns *
    (array.driven + readColumns(array).reduce((sum, mark) => sum + mark, 0)) >
  FULL_BYTES;

/** One passive tile with every cell's response to a drive of each line. */
function passiveResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel: SolverKernel | undefined,
  isNoisy: boolean,
): ArrayResponse {
  const { geometry, cells, driven, outputs } = array;
  const { rows, columns } = geometry;
  const response = tileResponse(array, { top: 0, left: 0, rows, columns }, electrics, kernel);
  const transfer = tileTransfer(response);
  const delivered = tilePower(response);
  const beyond = tileCubic(response);
  const noise: { diagonal: Dense; coupled: CoupledNoise[] } = {
    diagonal: dense(outputs, driven),
    coupled: [],
  };
  if (isNoisy) {
    const seen = noiseConductance({ ...cells, conductance: response.conductance }, readVoltage);
    addNoise(tileNoise(array, response, seen), 0, driven, noise.diagonal, noise.coupled);
  }
  return {
    ...passivePeaks(transfer, delivered, electrics),
    ...combined(array, transfer, beyond?.currents ?? null),
    noise,
    delivered,
    cubicPower: beyond?.power ?? new Float64Array(driven),
  };
}

/** Largest currents of a single-tile array; a line connected at both ends carries about half at either. */
function passivePeaks(
  transfer: Dense,
  delivered: Dense,
  { drive }: ArrayElectrics,
): Pick<ArrayResponse, "peakLineConductance" | "peakGlobalConductance" | "peakDriverConductance"> {
  const peakDriverConductance = largestRowSum(delivered) / wordSides(drive).length;
  const collected = largestRowSum(transfer) / bitSides(drive).length;
  return {
    peakLineConductance: Math.max(collected, peakDriverConductance),
    peakGlobalConductance: 0,
    peakDriverConductance,
  };
}

/** Combines transfer and third order (columns × driven) into outputs; shorted bit lines share currents. */
function combined(
  { driven, outputs, plan, faults }: ProgrammedArray,
  transfer: Dense,
  cubic: Dense | null,
): Pick<ArrayResponse, "transfer" | "cubic"> {
  for (const matrix of [transfer, cubic])
    if (matrix !== null) shareShorted(matrix.data, driven, faults.shortedBit);
  const outputsOf = (matrix: Dense): Dense => combineColumns(matrix.data, driven, outputs, plan, -1);
  return { transfer: outputsOf(transfer), cubic: cubic === null ? null : outputsOf(cubic) };
}

/** A passive tile too large to store every cell's voltage under every drive. */
function streamedResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel: SolverKernel | undefined,
  isNoisy: boolean,
): ArrayResponse {
  const { transfer, delivered, own } = streamedDrives(array, electrics, kernel);
  return {
    ...passivePeaks(transfer, delivered, electrics),
    ...ownLineForms(array, transfer, own, heldBitVoltages(array, electrics), readVoltage, isNoisy),
    delivered,
  };
}

/** The response of linear cells without noise, which needs no cell voltages. */
function quietResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  { transfer, delivered }: LineCurrents,
): ArrayResponse {
  const { driven, outputs } = array;
  return {
    ...passivePeaks(transfer, delivered, electrics),
    ...combined(array, transfer, null),
    noise: { diagonal: dense(outputs, driven), coupled: [] },
    delivered,
    cubicPower: new Float64Array(driven),
  };
}

/** Tiles on their common global lines. */
function tiledResponse(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  readVoltage: number,
  kernel: SolverKernel | undefined,
  isNoisy: boolean,
): ArrayResponse {
  const { transfer, delivered, tiles } = sharedResponse(array, electrics, kernel);
  const isAsked = isNoisy || array.cells.cubic !== null;
  const own = (kind: LineKind): Dense | null => (isAsked ? ownVoltages(array, tiles, electrics, kind) : null);
  const peakDriverConductance = largestRowSum(delivered) / driverSides(electrics).length;
  return {
    peakLineConductance: tiles.reduce((most, tile) => Math.max(most, peakOfTile(tile, electrics)), 0),
    peakGlobalConductance: Math.max(
      largestRowSum(transfer) / bitSides(electrics.drive).length,
      peakDriverConductance,
    ),
    peakDriverConductance,
    delivered,
    ...ownLineForms(array, transfer, own("word"), own("bit"), readVoltage, isNoisy),
  };
}

/**
 * Noise and third order from only the cell where a word and a bit line cross. A drive of its word line puts
 * the voltage P_ij across it, and the share Q_ij of its current leaves by its bit line; by reciprocity Q_ij
 * is the voltage across it for 1 V at the readout. A relative fluctuation of G_ij appears as G_ij·P_ij·Q_ij,
 * and K_ij·P_ij³ as K_ij·P_ij³·Q_ij. The transfer T_ij also has currents over all other lines: it does not
 * measure a cell's noise. Other cells of the two lines and the loss of a cell's voltage by inputs of one sign
 * are neglected, which overestimates the noise of such inputs by the drop along the bit lines.
 */
function ownLineForms(
  array: ProgrammedArray,
  transfer: Dense,
  word: Dense | null,
  bit: Dense | null,
  readVoltage: number,
  isNoisy: boolean,
): Pick<ArrayResponse, "transfer" | "cubic" | "noise" | "cubicPower"> {
  const { cells, driven, outputs, plan } = array;
  const { columns } = array.geometry;
  const seen = noiseConductance(cells, readVoltage);
  const squares = dense(columns, driven);
  const third = cells.cubic === null ? null : dense(columns, driven);
  const cubicPower = new Float64Array(driven);
  if (word !== null && bit !== null)
    for (let j = 0; j < columns; j++)
      for (let i = 0; i < driven; i++) {
        const [at, k] = [j * driven + i, i * columns + j];
        const [volts, share] = [word.data[k], bit.data[k]];
        squares.data[at] = (seen[k] * volts * share) ** 2;
        if (third === null || cells.cubic === null) continue;
        third.data[at] = cells.cubic[k] * volts * volts * volts * share;
        cubicPower[i] += cells.cubic[k] * (volts ** 2) ** 2;
      }
  return {
    noise: {
      diagonal: isNoisy ? combineColumns(squares.data, driven, outputs, plan, 1) : dense(outputs, driven),
      coupled: [],
    },
    ...combined(array, transfer, third),
    cubicPower,
  };
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
