import { createRng, cube, type Dense, dense, dot, memoised, normals, row, rowProductsOfTwo } from "#base";
import { type SolverKernel, unitCellVoltages } from "#crossbar-solver";
import type { ProgrammedArray } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  bitSides,
  regionOf,
  type TileRegion,
  tileCircuit,
  wordSides,
} from "./tile-circuit.ts";

/**
 * Linear response of one tile in a read. Cells are the region's, row-major.
 *
 *     V_c = Σ_i P_ic v_i         voltage of cell c for word-line voltages v
 *     I_j = Σ_c a_jc I_c         current out of bit line j for currents I_c through the cells
 */
export interface TileResponse {
  readonly region: TileRegion;
  /** Conductances of the region's cells at zero bias, S. */
  readonly conductance: Float64Array;
  /** S/V², or null for linear devices. */
  readonly cubic: Float64Array | null;
  /** P, driven rows × cells. */
  readonly cellVoltage: Dense;
  /** a, region columns × cells: adjoint sensitivity ∂I_j/∂I_c; 0 for columns that are not read. */
  readonly collection: Dense;
}

/** Solves one tile: one unit drive per word line, and one per bit line for the adjoint. */
export function tileResponse(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): TileResponse {
  const circuit = tileCircuit(array, region, electrics);
  const lines = Math.min(region.rows, array.driven - region.top);
  const cellVoltage = unitCellVoltages(circuit, {
    family: "word",
    sides: wordSides(electrics.drive),
    lines,
    kernel,
  });
  const collection = unitCellVoltages(circuit, {
    family: "bit",
    sides: bitSides(electrics.drive),
    kernel,
  });
  // A unit drive raises the bit line, so its cells see −1 V if they pass on all of their current.
  for (let k = 0; k < collection.data.length; k++) collection.data[k] = -collection.data[k];
  return {
    region,
    conductance: circuit.conductance,
    cubic: array.cells.cubic === null ? null : regionOf(array.cells.cubic, array.geometry.columns, region),
    cellVoltage,
    collection,
  };
}

/** Current out of each bit line for 1 V on each driven word line, columns × driven rows, S. */
export function tileTransfer({ region, conductance, cellVoltage }: TileResponse): Dense {
  const { columns } = region;
  const { rows } = cellVoltage;
  const transfer = dense(columns, rows);
  for (let k = 0; k < rows; k++) {
    const voltage = row(cellVoltage, k);
    for (let c = 0; c < conductance.length; c++)
      transfer.data[(c % columns) * rows + k] += conductance[c] * voltage[c];
  }
  return transfer;
}

/** vᵀ·Y·v is the power that the drivers deliver, driven × driven, S. */
export function tilePower({ region, conductance, cellVoltage }: TileResponse): Dense {
  const { columns } = region;
  const { rows } = cellVoltage;
  const delivered = dense(rows, rows);
  for (let k = 0; k < rows; k++) {
    const voltage = row(cellVoltage, k);
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let c = i * columns; c < (i + 1) * columns; c++) sum += conductance[c] * voltage[c];
      delivered.data[i * rows + k] = sum;
    }
  }
  return delivered;
}

/**
 * Third-order terms to first order in K: a cell in row k adds K·(P_kc·v_k)³, of which column j collects a_jc;
 * the effect of other rows' inputs on its voltage is neglected. Currents columns × rows (S/V²) and, for v_k⁴,
 * the devices' power (rows). Null for linear devices.
 */
export function tileCubic({ region, cubic, cellVoltage, collection }: TileResponse): {
  readonly currents: Dense;
  readonly power: Float64Array;
} | null {
  if (cubic === null) return null;
  const { columns } = region;
  const { rows } = cellVoltage;
  const currents = dense(columns, rows);
  const power = new Float64Array(rows);
  for (let k = 0; k < rows; k++)
    for (let c = k * columns; c < (k + 1) * columns; c++) {
      const voltage = cellVoltage.data[k * cubic.length + c];
      const term = cubic[c] * cube(voltage);
      power[k] += term * voltage;
      for (let j = 0; j < columns; j++)
        currents.data[j * rows + k] += collection.data[j * cubic.length + c] * term;
    }
  return { currents, power };
}

/** Outputs of an array in which a tile takes part, with the tile's numbers of their bit lines. */
export interface TileOutput {
  readonly output: number;
  readonly plus: number | null;
  readonly minus: number | null;
}

function tileOutputs(array: ProgrammedArray, { left, columns }: TileRegion): TileOutput[] {
  const local = (column: number | null): number | null =>
    column !== null && column >= left && column < left + columns ? column - left : null;
  return Array.from({ length: array.outputs }, (_, output) => ({
    output,
    plus: local(array.plan.plus(output)),
    minus: local(array.plan.minus(output)),
  })).filter(({ plus, minus }) => plus !== null || minus !== null);
}

/**
 * Variance of an output for read noise of 1 relative to each device's own current (S²), a quadratic form in
 * the tile's word-line voltages: Σ_c (V_c·G_c·∂I/∂I_c)² = vᵀ·Q·v. Q is nearly diagonal where wires are good.
 */
export interface TileNoise {
  readonly outputs: readonly TileOutput[];
  /** Q_ii, outputs × rows. */
  readonly diagonal: Dense;
  /** Upper triangles of Q, off-diagonals doubled, outputs × rows (rows + 1) / 2; null if not needed. */
  readonly coupled: Dense | null;
}

/**
 * Largest relative deviation of the variance at which the diagonal suffices: rms over outputs and isotropic
 * inputs, whose couplings mostly cancel, and rms over outputs for equal inputs, whose couplings add.
 */
const DIAGONAL_TOLERANCE = 0.02;
const PROBES = 16;

/** `noiseConductance`: factor of each cell's noise current at the read voltage, S. */
export function tileNoise(
  array: ProgrammedArray,
  response: TileResponse,
  noiseConductance: Float64Array,
): TileNoise {
  const { region, cellVoltage } = response;
  const { rows } = cellVoltage;
  const cells = noiseConductance.length;
  const outputs = tileOutputs(array, region);
  const weights = dense(outputs.length, cells);
  outputs.forEach((output, n) => {
    const share = netCollection(response, output);
    for (let c = 0; c < cells; c++) weights.data[n * cells + c] = (noiseConductance[c] * share[c]) ** 2;
  });
  const diagonal = dense(outputs.length, rows);
  const squares = cellVoltage.data.map((v) => v * v);
  for (let n = 0; n < outputs.length; n++)
    for (let i = 0; i < rows; i++)
      diagonal.data[n * rows + i] = dot(weights.data, n * cells, squares, i * cells, cells);
  const coupled = isDiagonalEnough(weights, diagonal, cellVoltage)
    ? null
    : coupledForms(weights, cellVoltage);
  return { outputs, diagonal, coupled };
}

/** a_plus − a_minus: an output's sensitivity to each cell's current. */
function netCollection({ collection }: TileResponse, { plus, minus }: TileOutput): Float64Array {
  const share = plus === null ? new Float64Array(collection.columns) : row(collection, plus).slice();
  if (minus !== null) {
    const taken = row(collection, minus);
    for (let c = 0; c < share.length; c++) share[c] -= taken[c];
  }
  return share;
}

/** Whether both deviations are small; equal inputs, which fail sooner, come first. */
function isDiagonalEnough(weights: Dense, diagonal: Dense, cellVoltage: Dense): boolean {
  const { rows } = cellVoltage;
  const isClose = (inputs: readonly Float64Array[]): boolean => {
    const most = DIAGONAL_TOLERANCE ** 2 * inputs.length * weights.rows;
    let sum = 0;
    for (const probe of inputs) {
      sum += squaredDeviations(weights, diagonal, cellVoltage, probe);
      // Squares only add, so the sum cannot fall below the limit again.
      if (sum > most) return false;
    }
    return sum <= most;
  };
  return isClose([new Float64Array(rows).fill(1)]) && isClose(isotropicProbes(rows));
}

/** The same inputs for every tile with this number of word lines. */
const isotropicProbes = memoised((rows: number): readonly Float64Array[] => {
  const probes = createRng("noise probes");
  return Array.from({ length: PROBES }, () => normals(rows, probes));
}, String);

/** Σ over outputs of the squared relative deviation for one input. */
function squaredDeviations(
  weights: Dense,
  diagonal: Dense,
  cellVoltage: Dense,
  inputs: Float64Array,
): number {
  const { rows, columns: cells } = cellVoltage;
  const squares = new Float64Array(cells);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < cells; c++) squares[c] += inputs[i] * cellVoltage.data[i * cells + c];
  for (let c = 0; c < cells; c++) squares[c] *= squares[c];
  const power = inputs.map((v) => v * v);
  let sum = 0;
  for (let p = 0; p < weights.rows; p++) {
    const all = dot(weights.data, p * cells, squares, 0, cells);
    const own = dot(diagonal.data, p * rows, power, 0, rows);
    if (own > 0) sum += (all / own - 1) ** 2;
  }
  return sum;
}

function coupledForms(weights: Dense, cellVoltage: Dense): Dense {
  const { rows, columns: cells } = cellVoltage;
  const forms = dense(weights.rows, (rows * (rows + 1)) / 2);
  // Two outputs at a time share the loads of the voltages; an odd last one is computed twice.
  const weighted = new Float64Array(2 * cells);
  for (let p = 0; p < weights.rows; p += 2) {
    const both = [p, Math.min(p + 1, weights.rows - 1)];
    let at = 0;
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < cells; c++) {
        const voltage = cellVoltage.data[i * cells + c];
        weighted[c] = weights.data[both[0] * cells + c] * voltage;
        weighted[cells + c] = weights.data[both[1] * cells + c] * voltage;
      }
      const rest = cellVoltage.data.subarray(i * cells);
      const [first, second] = both.map((output) => output * forms.columns + at);
      rowProductsOfTwo(weighted, 0, cells, rest, rows - i, cells, forms.data, first, second);
      at += rows - i;
    }
  }
  return withDoubledCouplings(forms, rows);
}

/** Doubles off-diagonal elements, for the lower triangle that a form omits. */
function withDoubledCouplings(forms: Dense, rows: number): Dense {
  for (let p = 0, at = 0; p < forms.rows; p++)
    for (let i = 0; i < rows; i++, at++) for (let k = i + 1; k < rows; k++) forms.data[++at] *= 2;
  return forms;
}
