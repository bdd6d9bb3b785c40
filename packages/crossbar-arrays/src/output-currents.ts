// Output currents from an array's response: signal, noise, stacked arrays, and signal retention.

import { cube, type Dense, dense, dot, rowProducts } from "#base";
import type { SolverKernel } from "#crossbar-solver";
import type { ArrayResponse } from "./array-response.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { sharedResponse } from "./shared-response.ts";
import { streamedDrives } from "./streamed-drives.ts";
import { type ArrayElectrics, isTiled, readColumns } from "./tile-circuit.ts";

/** Noise-free currents (reads × outputs, A) for word-line voltages (reads × driven lines, V), float64. */
export function outputCurrents({ transfer, cubic }: ArrayResponse, voltages: Dense): Dense {
  const outputs = transfer.rows;
  const width = voltages.columns;
  const currents = dense(voltages.rows, outputs);
  const cubes = new Float64Array(width);
  const bent = new Float64Array(outputs);
  for (let t = 0; t < voltages.rows; t++) {
    rowProducts(voltages.data, t * width, transfer.data, outputs, width, 1, currents.data, t * outputs);
    if (cubic === null) continue;
    for (let i = 0; i < width; i++) cubes[i] = cube(voltages.data[t * width + i]);
    rowProducts(cubes, 0, cubic.data, outputs, width, 1, bent, 0);
    for (let p = 0; p < outputs; p++) currents.data[t * outputs + p] += bent[p];
  }
  return currents;
}

/**
 * Variance of every output of read `t` for unit read noise, A². Read noise is per device, relative to its own
 * current and new at every read; independent devices sum to one Gaussian per output, whose variance follows
 * from conductances and, with wires, adjoint sensitivities. Correlation of a tile's outputs is neglected.
 */
export function noiseVariance(
  { noise }: ArrayResponse,
  voltages: Dense,
  t: number,
  into: Float64Array,
): void {
  const width = voltages.columns;
  const { diagonal, coupled } = noise;
  const from = t * width;
  const squares = new Float64Array(width);
  for (let i = 0; i < width; i++) squares[i] = voltages.data[from + i] ** 2;
  rowProducts(squares, 0, diagonal.data, diagonal.rows, width, 1, into, 0);
  for (const { top, rows, outputs, forms } of coupled) {
    const products = new Float64Array(forms.columns);
    let at = 0;
    for (let i = 0; i < rows; i++)
      for (let k = i; k < rows; k++)
        products[at++] = top + k < width ? voltages.data[from + top + i] * voltages.data[from + top + k] : 0;
    for (let n = 0; n < outputs.length; n++)
      into[outputs[n]] += dot(forms.data, n * forms.columns, products, 0, products.length);
  }
}

/** Mean of `noiseVariance` over reads and outputs. */
export function meanNoiseVariance(response: ArrayResponse, voltages: Dense): number {
  const variance = new Float64Array(response.transfer.rows);
  let sum = 0;
  for (let t = 0; t < voltages.rows; t++) {
    noiseVariance(response, voltages, t, variance);
    for (const square of variance) sum += square;
  }
  return sum / (voltages.rows * variance.length);
}

/** Combines arrays driven by the same vector into one: outputs are concatenated, powers added. */
export function stackResponses(responses: readonly ArrayResponse[]): ArrayResponse {
  if (responses.length === 1) return responses[0];
  let first = 0;
  const coupled = responses.flatMap(({ transfer, noise }) => {
    const shifted = noise.coupled.map((entry) => ({
      ...entry,
      outputs: entry.outputs.map((p) => first + p),
    }));
    first += transfer.rows;
    return shifted;
  });
  const hasCubic = responses.some(({ cubic }) => cubic !== null);
  return {
    transfer: stack(responses.map(({ transfer }) => transfer)),
    cubic: hasCubic
      ? stack(responses.map(({ cubic, transfer }) => cubic ?? dense(transfer.rows, transfer.columns)))
      : null,
    noise: { diagonal: stack(responses.map(({ noise }) => noise.diagonal)), coupled },
    delivered: sum(responses.map(({ delivered }) => delivered)),
    cubicPower: sum(responses.map(({ cubicPower }) => dense(1, cubicPower.length, cubicPower))).data,
    peakLineConductance: Math.max(...responses.map(({ peakLineConductance }) => peakLineConductance)),
    peakGlobalConductance: Math.max(...responses.map(({ peakGlobalConductance }) => peakGlobalConductance)),
    peakDriverConductance: Math.max(...responses.map(({ peakDriverConductance }) => peakDriverConductance)),
  };
}

function stack(parts: readonly Dense[]): Dense {
  const { columns } = parts[0];
  const all = dense(
    parts.reduce((rows, part) => rows + part.rows, 0),
    columns,
  );
  let at = 0;
  for (const { data } of parts) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

function sum(parts: readonly Dense[]): Dense {
  const total = dense(parts[0].rows, parts[0].columns);
  for (const { data } of parts) for (let k = 0; k < data.length; k++) total.data[k] += data[k];
  return total;
}

/**
 * The response to full-voltage pulses whose widths encode the inputs: every current flows at ±`readVoltage`,
 * so the third order is a constant factor and the response is linear.
 */
export function timedResponse(response: ArrayResponse, readVoltage: number): ArrayResponse {
  const { transfer, cubic } = response;
  if (cubic === null) return response;
  return {
    ...response,
    transfer: dense(
      transfer.rows,
      transfer.columns,
      transfer.data.map((g, k) => g + cubic.data[k] * readVoltage ** 2),
    ),
    cubic: null,
  };
}

/** Share of each cell's contribution that wires, switches and ends leave. */
export interface SignalRetention {
  /** Mean over read columns of Σ transfer / Σ conductance. */
  readonly mean: number;
  readonly worstCell: number;
  /** Transfer over conductance, driven rows × columns; NaN for unread columns. */
  readonly map: Dense;
}

/** The attenuation of every driven cell of an array. */
export function signalRetention(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): SignalRetention {
  const { driven, geometry, cells } = array;
  const { columns } = geometry;
  const { transfer } = isTiled(array)
    ? sharedResponse(array, electrics, kernel)
    : streamedDrives(array, electrics, kernel);
  const isRead = readColumns(array);
  const map = dense(driven, columns);
  const shares: number[] = [];
  let worstCell = Number.POSITIVE_INFINITY;
  for (let j = 0; j < columns; j++) {
    let kept = 0;
    let whole = 0;
    for (let i = 0; i < driven; i++) {
      const conductance = cells.conductance[i * columns + j];
      const passed = transfer.data[j * driven + i];
      const share = isRead[j] === 1 && conductance > 0 ? passed / conductance : Number.NaN;
      map.data[i * columns + j] = share;
      if (Number.isNaN(share)) continue;
      kept += passed;
      whole += conductance;
      worstCell = Math.min(worstCell, share);
    }
    if (whole > 0) shares.push(kept / whole);
  }
  return { mean: shares.reduce((sum, x) => sum + x, 0) / shares.length, worstCell, map };
}
