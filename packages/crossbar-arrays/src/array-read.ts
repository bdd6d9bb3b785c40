// A read of an array solved as a circuit with the cells' own law: tile by tile between global lines, whose
// potentials are corrected until currents balance.

import {
  type Circuit,
  type Side,
  type Solution,
  type SolverKernel,
  solveCircuit,
  UnconvergedError,
} from "#crossbar-solver";
import type { CellLaw } from "#memristors";
import { type GlobalLine, type GlobalNet, globalNet } from "./global-net.ts";
import { type ProgrammedArray, shareShorted } from "./programmed-array.ts";
import {
  type ArrayElectrics,
  circuitOfTile,
  connectedTiles,
  isTiled,
  type TileRegion,
  tileCircuit,
} from "./tile-circuit.ts";
import { LEAST_RESISTANCE, type TilePorts, tilePorts } from "./tile-ports.ts";

/** Euclidean norm of the residual relative to that of the given currents. */
const TOLERANCE = 1e-13;

/** Solves for the potentials (V) of a net's nodes for currents (A) into them. Throws UnconvergedError. */
export type GlobalSolver = (current: Float64Array) => Float64Array;

/**
 * Solver of the linear network of global lines and tiles. Preconditioned by each line separately, which is
 * tridiagonal: its wires, its connections and the conductances of the tiles' ports on it.
 */
export function globalSolver(net: GlobalNet, tiles: readonly TilePorts[]): GlobalSolver {
  const count = net.nodes.length;
  const loads = nodeLoads(net, tiles);
  const chains = net.lines.map((line) => factored(line, loads));
  const most = 10 * count + 1000;
  return (current) => {
    const x = new Float64Array(count);
    const residual = current.slice();
    const z = new Float64Array(count);
    const image = new Float64Array(count);
    const goal = TOLERANCE * Math.sqrt(inner(current, current));
    precondition(chains, residual, z);
    const p = z.slice();
    let energy = inner(residual, z);
    for (let step = 0; step < most; step++) {
      if (Math.sqrt(inner(residual, residual)) <= goal) return x;
      multiply(net, tiles, p, image);
      const curvature = inner(p, image);
      // Rounding has consumed the residual: the caller checks the currents of the tiles.
      if (!(curvature > 0)) return x;
      const alpha = energy / curvature;
      for (let n = 0; n < count; n++) {
        x[n] += alpha * p[n];
        residual[n] -= alpha * image[n];
      }
      precondition(chains, residual, z);
      const next = inner(residual, z);
      const beta = next / energy;
      energy = next;
      for (let n = 0; n < count; n++) p[n] = z[n] + beta * p[n];
    }
    throw new UnconvergedError(`global lines: no potentials after ${most} conjugate-gradient steps`);
  };
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}

/** Currents (A) through wires and connections out of each node at the given potentials, without tiles. */
export function wireCurrents({ lines }: GlobalNet, potential: Float64Array, into: Float64Array): void {
  into.fill(0);
  for (const { nodes, links, ties } of lines) {
    for (let k = 0; k < links.length; k++) {
      const through = links[k] * (potential[nodes[k]] - potential[nodes[k + 1]]);
      into[nodes[k]] += through;
      into[nodes[k + 1]] -= through;
    }
    for (const { node, conductance } of ties) into[node] += conductance * potential[node];
  }
}

function multiply(
  net: GlobalNet,
  tiles: readonly TilePorts[],
  potential: Float64Array,
  into: Float64Array,
): void {
  wireCurrents(net, potential, into);
  tiles.forEach(({ admittance: { rows, data } }, t) => {
    const nodes = net.portNodes[t];
    for (let p = 0; p < rows; p++) {
      let sum = 0;
      for (let q = 0; q < rows; q++) sum += data[p * rows + q] * potential[nodes[q]];
      into[nodes[p]] += sum;
    }
  });
}

/** A line's tridiagonal matrix, factored. */
interface Chain {
  readonly nodes: readonly number[];
  readonly off: Float64Array;
  readonly inverse: Float64Array;
}

/** One line with every other line held at 0 V. */
function factored({ nodes, links, ties }: GlobalLine, loads: Float64Array): Chain {
  const diagonal = Float64Array.from(nodes, (node) => loads[node]);
  const off = new Float64Array(links.length);
  links.forEach((conductance, k) => {
    diagonal[k] += conductance;
    diagonal[k + 1] += conductance;
    off[k] -= conductance;
  });
  for (const { node, conductance } of ties) diagonal[nodes.indexOf(node)] += conductance;
  const inverse = new Float64Array(nodes.length);
  for (let k = 0; k < nodes.length; k++)
    inverse[k] = 1 / (diagonal[k] - (k === 0 ? 0 : off[k - 1] ** 2 * inverse[k - 1]));
  return { nodes, off, inverse };
}

/** Conductance from the tiles' ports at each node to all others, S. */
function nodeLoads(net: GlobalNet, tiles: readonly TilePorts[]): Float64Array {
  const loads = new Float64Array(net.nodes.length);
  tiles.forEach(({ admittance: { rows, data } }, t) => {
    for (let p = 0; p < rows; p++) loads[net.portNodes[t][p]] += data[p * rows + p];
  });
  return loads;
}

function precondition(chains: readonly Chain[], residual: Float64Array, into: Float64Array): void {
  for (const { nodes, off, inverse } of chains) {
    for (let k = 0; k < nodes.length; k++)
      into[nodes[k]] = residual[nodes[k]] - (k === 0 ? 0 : off[k - 1] * inverse[k - 1] * into[nodes[k - 1]]);
    for (let k = nodes.length - 1; k >= 0; k--)
      into[nodes[k]] =
        inverse[k] * (into[nodes[k]] - (k + 1 < nodes.length ? off[k] * into[nodes[k + 1]] : 0));
  }
}

/** One read of an array as a circuit. */
export interface CircuitRead {
  /** Output currents, A. */
  readonly outputs: Float64Array;
  /** Power of the sources, W. */
  readonly power: number;
  /** The part dissipated in the cells, W. */
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
  /** Global nodes and their potentials (V); null for a single tile. */
  readonly global: { readonly net: GlobalNet; readonly potential: Float64Array } | null;
}

/** Limit of corrections of the global lines. Linear tiles need one or two. */
const MOST_PASSES = 60;

/** Tolerated current imbalance of a node, relative to the largest port current. */
const LOST = 1e-9;

/**
 * The slow path: reads at any word-line voltages (V, driven lines), with the cells' law, noise-free. Exact
 * where responses are first-order in third-order coefficients. The reader throws UnconvergedError.
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
      // Currents of near-ideal connections are uncertain by rounding of their potentials; this is harmless.
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

/** Driver currents (A) into their nodes. */
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

/** Reader of one array that solves each read; see arraySolver. */
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

/** One read; for several reads of one array use `circuitReader`, which solves its global lines once. */
export const circuitRead = (
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  voltages: Float64Array,
  law: CellLaw,
  kernel?: SolverKernel,
): CircuitRead => circuitReader(array, electrics, law, kernel)(voltages);
