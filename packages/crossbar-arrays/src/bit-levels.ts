// Eliminates the bit lines of stacked tiles from the top down, leaving a network of drivers and readouts.

import { type Dense, dense } from "#base";
import { fours, type SolverKernel, type SymmetricSweep } from "#crossbar-solver";
import { linkConductance } from "./global-net.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, bitSides, endOfBitLines } from "./tile-circuit.ts";

export interface Context {
  readonly array: ProgrammedArray;
  readonly electrics: ArrayElectrics;
  readonly kernel: SolverKernel;
  /** First word line of the block. */
  readonly start: number;
}

/** Adds a conductance between two nodes of a Laplacian. */
export function link({ data, stride }: SymmetricSweep, a: number, b: number, conductance: number): void {
  data[a * stride + a] += conductance;
  data[b * stride + b] += conductance;
  data[Math.max(a, b) * stride + Math.min(a, b)] -= conductance;
}

/** Clears the rows and columns of swept nodes, leaving the rest of the network. */
export function clear({ data, stride }: SymmetricSweep, size: number, first: number, count: number): void {
  for (let i = first; i < first + count; i++) data.fill(0, i * stride, i * stride + i + 1);
  for (let i = first + count; i < size; i++)
    data.fill(0, i * stride + first, i * stride + Math.min(i + 1, first + count));
}

/** Loads a packed lower triangle, whose row i has i + 1 elements, into the head of a matrix. */
export function load({ data, stride }: SymmetricSweep, network: Float64Array, size: number): void {
  // Rows are too short for views of them to pay.
  for (let i = 0, at = 0; i < size; i++)
    for (let j = i * stride; j <= i * stride + i; j++) data[j] = network[at++];
}

/** The packed lower triangle of the drivers and as many word lines, the first at `from`. */
export function unload({ data, stride }: SymmetricSweep, words: number, from: number): Float64Array {
  const network = new Float64Array(words * (2 * words + 1));
  let at = 0;
  const copy = (first: number, count: number): void => {
    for (let k = first; k < first + count; k++) network[at++] = data[k];
  };
  for (let i = 0; i < words; i++) copy(i * stride, i + 1);
  for (let row = from * stride, i = 0; i < words; i++, row += stride) {
    copy(row, words);
    copy(row + from, i + 1);
  }
  return network;
}

/** Lower triangle of a row of tiles: first its drivers, then its bit lines' bottoms and tops. */
export interface RowNetwork {
  readonly drivers: number;
  readonly stride: number;
  readonly data: Float64Array;
}

/** Position of a row of tiles, and whether its bit lines are also connected at the top. */
export interface LevelRow {
  readonly top: number;
  readonly bottom: number;
  readonly hasTop: boolean;
}

/** A lower triangle in a larger matrix: element (i, j ≤ i) is at i · stride + j. */
export type Triangle = Pick<SymmetricSweep, "stride" | "data">;

/** Effect of drivers on their bit lines. */
export interface Levels {
  /** Current into each bit line's readouts for 1 V of each driver, S, bit lines × drivers. */
  readonly transfer: Dense;
  /** The Laplacian among the drivers, S, as a view that ends with its use. */
  readonly delivered: Triangle;
}

/** Eliminates the bit lines of a block level by level, leaving its drivers, in row order, and readouts. */
export function eliminateLevels<Row extends LevelRow, T>(
  context: Context,
  rows: readonly Row[],
  bits: number,
  drivers: number,
  networkOf: (row: Row) => RowNetwork,
  use: (levels: Levels) => T,
): T {
  const { electrics, kernel } = context;
  const transfer = dense(bits, drivers);
  // One level at a time; with readouts at both ends also the next one, with readouts as separate nodes.
  const isTwoSided = bitSides(electrics.drive).includes("top");
  const base = isTwoSided ? 3 * bits : bits;
  return kernel.withSweep(base + drivers, (matrix) => {
    const step = isTwoSided ? twoSidedStep(matrix, bits, context) : oneSidedStep(matrix, bits, electrics);
    let before: Row | null = null;
    let end = base;
    for (const row of rows) {
      const network = networkOf(row);
      step(row, before, network, end);
      end += network.drivers;
      before = row;
    }
    const beyond = endOfBitLines(context.array, context.start) - rows[rows.length - 1].bottom;
    const out = linkConductance(electrics, beyond, electrics.readout);
    const { stride, data } = matrix;
    for (let j = 0; j < bits; j++)
      if (isTwoSided) link(matrix, j, 2 * bits + j, out);
      else data[j * stride + j] += out;
    matrix.sweep(fours(base + drivers), 0, bits);
    for (let s = 0; s < drivers; s++) {
      const own = (base + s) * stride;
      for (let j = 0; j < bits; j++)
        transfer.data[j * drivers + s] =
          -data[own + (isTwoSided ? 2 * bits + j : j)] * (isTwoSided ? 1 : out);
    }
    return use({ transfer, delivered: { stride, data: data.subarray(base * stride + base) } });
  });
}

type Step = (row: LevelRow, before: LevelRow | null, network: RowNetwork, firstDriver: number) => void;

/** Adds a row of tiles: bit nodes j at `bottom` + j (and `top` + j), its drivers from `firstDriver`. */
function addRow(
  matrix: SymmetricSweep,
  network: RowNetwork,
  firstDriver: number,
  bit: (n: number) => number,
): void {
  const { drivers, stride: width } = network;
  const nodes = new Int32Array(width);
  for (let n = 0; n < width; n++) nodes[n] = n < drivers ? firstDriver + n : bit(n - drivers);
  addLaplacian(matrix, nodes, network);
}

/** Adds the lower triangle of a network to selected nodes of another. */
export function addLaplacian({ data, stride }: Triangle, nodes: Int32Array, own: Triangle): void {
  const count = nodes.length;
  for (let p = 0; p < count; p++) {
    const node = nodes[p];
    const from = p * own.stride;
    for (let q = 0; q <= p; q++) {
      const other = nodes[q];
      data[other < node ? node * stride + other : other * stride + node] += own.data[from + q];
    }
  }
}

/**
 * Readouts only at the bottom: the wire to the next level connects each bit line to itself, so that sweeping
 * a level of inverse P behind wires C leaves C − C·P·C at the next.
 */
function oneSidedStep(matrix: SymmetricSweep, bits: number, electrics: ArrayElectrics): Step {
  const { data, stride } = matrix;
  return (row, before, network, firstDriver) => {
    if (before !== null) {
      const wire = linkConductance(electrics, row.bottom - before.bottom);
      for (let j = 0; j < bits; j++) data[j * stride + j] += wire;
      matrix.sweep(fours(firstDriver), 0, bits);
      for (let i = 0; i < bits; i++) {
        for (let j = 0; j <= i; j++) data[i * stride + j] *= wire * wire;
        data[i * stride + i] += wire;
      }
      for (let s = bits; s < firstDriver; s++) for (let j = 0; j < bits; j++) data[s * stride + j] *= wire;
    }
    addRow(matrix, network, firstDriver, (n) => n);
  };
}

/** Readouts at both ends: levels above (0), below (bits) and readouts (2·bits). */
function twoSidedStep(matrix: SymmetricSweep, bits: number, { electrics, start }: Context): Step {
  return (row, before, network, firstDriver) => {
    const { data, stride } = matrix;
    if (before === null)
      for (let j = 0; j < bits; j++)
        link(matrix, j, 2 * bits + j, linkConductance(electrics, row.top - start, electrics.readout));
    for (let j = 0; j < bits; j++)
      link(matrix, j, bits + j, linkConductance(electrics, row.bottom - row.top));
    const bit = row.hasTop ? (n: number) => (n % 2 === 0 ? bits : 0) + (n >> 1) : (n: number) => bits + n;
    addRow(matrix, network, firstDriver, bit);
    const size = fours(firstDriver + network.drivers);
    matrix.sweep(size, 0, bits);
    clear(matrix, size, 0, bits);
    // The level below replaces the one above.
    for (let i = bits; i < size; i++)
      for (let j = bits; j < Math.min(i + 1, 2 * bits); j++) {
        const value = data[i * stride + j];
        if (value === 0) continue;
        data[i * stride + j] = 0;
        const a = i < 2 * bits ? i - bits : i;
        data[Math.max(a, j - bits) * stride + Math.min(a, j - bits)] = value;
      }
  };
}

/** Writes a matrix to selected rows and columns of another. */
export function scatter(
  { columns: width, data }: Dense,
  rows: readonly number[],
  columns: readonly number[],
  into: Dense,
): void {
  rows.forEach((row, i) => {
    for (let k = 0; k < width; k++) into.data[row * into.columns + columns[k]] = data[i * width + k];
  });
}
