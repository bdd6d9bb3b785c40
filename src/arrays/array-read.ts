// A read of an array solved as the circuit it is, with the cells' own law: tile by tile between global lines at their
// potentials, which are corrected until no current is lost.

import {
  type Circuit,
  type Side,
  type Solution,
  type SolverKernel,
  solveCircuit,
  UnconvergedError,
} from "#crossbar-solver";
import type { CellLaw } from "../devices/memristor.ts";
import { type GlobalNet, globalNet } from "./global-net.ts";
import { globalSolver, wireCurrents } from "./global-solve.ts";
import { type ProgrammedArray, shareShorted } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  circuitOfTile,
  connectedTiles,
  isTiled,
  type TileRegion,
  tileCircuit,
} from "./tile-circuit.ts";
import { LEAST_RESISTANCE, tilePorts } from "./tile-ports.ts";

/** One read of an array as a circuit. */
export interface CircuitRead {
  /** Output currents, A. */
  readonly outputs: Float64Array;
  /** Power of the sources, W. */
  readonly power: number;
  /** The part of it that the cells turn to heat, W. */
  readonly devices: number;
}

/** The operating point behind a read. */
export interface ArraySolution {
  /** Current out of each bit line, A. */
  readonly columns: Float64Array;
  /** Current of each word line's drivers, A. */
  readonly drivers: Float64Array;
  readonly power: number;
  readonly tiles: readonly { readonly region: TileRegion; readonly solution: Solution }[];
  /** Global nodes and their potentials (V); null where the array is one tile. */
  readonly global: { readonly net: GlobalNet; readonly potential: Float64Array } | null;
}

/** Corrections of the global lines. Linear tiles take one or two. */
const MOST_PASSES = 60;

/** Current that a node may lose, over the largest current of a port. */
const LOST = 1e-9;

/**
 * The slow path: an array that can be read at any word-line voltages (V, driven lines), cells by their law, without noise.
 * What a response is to first order in the third-order coefficients, this is exactly. The reader throws UnconvergedError.
 */
export function arraySolver(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  law: CellLaw,
  kernel?: SolverKernel,
): (voltages: Float64Array) => ArraySolution {
  const options = { kernel };
  const regions = connectedTiles(array);
  if (!isTiled(array))
    return (voltages) => {
      const tiles = regions.map((region) => ({
        region,
        solution: solveCircuit(tileCircuit(array, region, electrics, voltages, law), options),
      }));
      return solutionOf(array, voltages, tiles, null);
    };
  const tiles = regions.map((region) => tilePorts(array, region, electrics, kernel));
  const net = globalNet(array, tiles, electrics);
  const solve = globalSolver(net, tiles);
  return (voltages) => {
    const given = driverCurrents(net, voltages);
    const potential = solve(given);
    const wires = new Float64Array(given.length);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const solved = regions.map((region, t) => {
        const circuit = tileBetween(array, region, electrics, law, net, t, potential, tiles[t].ports);
        return { region, solution: solveCircuit(circuit, options) };
      });
      wireCurrents(net, potential, wires);
      const missing = given.map((current, n) => current - wires[n]);
      let largest = 0;
      solved.forEach(({ solution }, t) => {
        tiles[t].ports.forEach(({ side, line }, p) => {
          const out = solution.terminalCurrent[side]![line];
          missing[net.portNodes[t][p]] += out;
          largest = Math.max(largest, Math.abs(out));
        });
      });
      // Near-ideal ties carry currents that rounding of their potentials leaves uncertain, and nothing follows from.
      const lost = missing.reduce((most, current) => Math.max(most, Math.abs(current)), 0);
      const correction = solve(missing);
      const moved = correction.reduce((most, volts) => Math.max(most, Math.abs(volts)), 0);
      const span = potential.reduce((most, volts) => Math.max(most, Math.abs(volts)), 0);
      if (lost <= LOST * largest || moved <= LOST * span)
        return solutionOf(array, voltages, solved, { net, potential });
      for (let n = 0; n < potential.length; n++) potential[n] += correction[n];
    }
    throw new UnconvergedError(
      `array read: tiles and global lines did not agree within ${MOST_PASSES} corrections`,
    );
  };
}

/** Currents (A) that the drivers push into the nodes that they are tied to. */
function driverCurrents(net: GlobalNet, voltages: Float64Array): Float64Array {
  const current = new Float64Array(net.nodes.length);
  for (const { kind, line, ties } of net.lines)
    if (kind === "word")
      for (const { node, conductance } of ties) current[node] += conductance * voltages[line];
  return current;
}

function tileBetween(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  law: CellLaw,
  net: GlobalNet,
  tile: number,
  potential: Float64Array,
  ports: readonly { readonly side: Side; readonly line: number }[],
): Circuit {
  const resistance = Math.max(electrics.tileSwitch, LEAST_RESISTANCE);
  const nodes = new Map(ports.map(({ side, line }, p) => [`${side} ${line}`, net.portNodes[tile][p]]));
  const tie = (side: Side, first: number) => (line: number) => ({
    voltage: potential[nodes.get(`${side} ${line - first}`)!],
    resistance,
  });
  const { top, left } = region;
  return circuitOfTile(array, region, electrics, law, {
    left: tie("left", top),
    right: tie("right", top),
    top: tie("top", left),
    bottom: tie("bottom", left),
  });
}

function solutionOf(
  array: ProgrammedArray,
  voltages: Float64Array,
  tiles: ArraySolution["tiles"],
  global: ArraySolution["global"],
): ArraySolution {
  const columns = new Float64Array(array.geometry.columns);
  const drivers = new Float64Array(array.driven);
  for (const { region, solution } of tiles) {
    const { left, right, top, bottom } = solution.terminalCurrent;
    for (const side of [top, bottom])
      side?.forEach((current, j) => {
        if (!Number.isNaN(current)) columns[region.left + j] += current;
      });
    for (const side of [left, right])
      side?.forEach((current, i) => {
        if (!Number.isNaN(current)) drivers[region.top + i] -= current;
      });
  }
  const power = drivers.reduce((sum, current, i) => sum + voltages[i] * current, 0);
  return { columns, drivers, power, tiles, global };
}

/** Reads of one array, solved one by one; see arraySolver. */
export function circuitReader(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  law: CellLaw,
  kernel?: SolverKernel,
): (voltages: Float64Array) => CircuitRead {
  const solve = arraySolver(array, electrics, law, kernel);
  return (voltages) => {
    const { columns, power, tiles } = solve(voltages);
    let devices = 0;
    for (const { solution } of tiles)
      solution.deviceCurrent.forEach((current, k) => {
        if (current !== 0) devices += current * (solution.word[k] - solution.bit[k]);
      });
    shareShorted(columns, 1, array.faults.shortedBit);
    const outputs = Float64Array.from({ length: array.outputs }, (_, p) => {
      const minus = array.plan.minus(p);
      return columns[array.plan.plus(p)] - (minus === null ? 0 : columns[minus]);
    });
    return { outputs, power, devices };
  };
}

/** One read; `circuitReader` for several of one array, whose global lines it then solves once. */
export const circuitRead = (
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  voltages: Float64Array,
  law: CellLaw,
  kernel?: SolverKernel,
): CircuitRead => circuitReader(array, electrics, law, kernel)(voltages);
