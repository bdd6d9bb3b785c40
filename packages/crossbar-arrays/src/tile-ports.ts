// A tile as seen from the global lines: the admittance of its connected line ends, cells eliminated.

import { type Dense, dense } from "#base";
import {
  bitLines,
  type Circuit,
  endAdmittance,
  forEachUnitDrive,
  fours,
  hasFronts,
  type LineFamily,
  plainKernel,
  SIDES,
  type Side,
  type SolverKernel,
  wordLines,
} from "#crossbar-solver";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, bitSides, circuitOfTile, type TileRegion, wordSides } from "./tile-circuit.ts";

/** The end of a tile's line at which a switch connects it to a global line. */
export interface Port {
  readonly side: Side;
  /** Number of the line in the tile. */
  readonly line: number;
}

export interface TileEnds {
  readonly region: TileRegion;
  readonly ports: readonly Port[];
  /** Current into each port for 1 V at another, S, symmetric, switches included; rows sum to 0. */
  readonly admittance: Dense;
}

export interface TilePorts extends TileEnds {
  /** Voltage across each cell of a port's own line for 1 V at that port, V, positive; one list per port. */
  readonly own: readonly Float64Array[];
}

/** Resistance used for ideal switches, wires and sources on shared lines, Ω: error 1e-8 at 10 mA/V. */
export const LEAST_RESISTANCE = 1e-6;

/** Solver tolerance of the ports' unit drives: currents out of other ports are a small part of a drive. */
const TOLERANCE = 1e-12;

/** A tile between its switches, every global line at 0 V. */
export function portCircuit(array: ProgrammedArray, region: TileRegion, electrics: ArrayElectrics): Circuit {
  const tie = { voltage: 0, resistance: Math.max(electrics.tileSwitch, LEAST_RESISTANCE) };
  const ties = { left: () => tie, right: () => tie, top: () => tie, bottom: () => tie };
  return circuitOfTile(array, region, electrics, { model: "linear" }, ties);
}

/** The connected ends of a tile by side, word lines first. */
export function portsOf({ terminals }: Circuit): Port[] {
  const ports: Port[] = [];
  for (const side of SIDES)
    terminals[side]?.forEach((terminal, line) => {
      if (terminal !== null) ports.push({ side, line });
    });
  return ports;
}

/** Number of a tile's ports on word lines. */
export function wordPorts(ports: readonly Port[]): number {
  const first = ports.findIndex(({ side }) => side === "top" || side === "bottom");
  return first < 0 ? ports.length : first;
}

/** Solves a tile for one unit drive per port. Throws UnconvergedError. */
export const tilePorts = (
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): TilePorts => ({ region, ...solvedTile(portCircuit(array, region, electrics), kernel) });

/** A tile's ports only, with cells eliminated if its wires permit. Throws UnconvergedError. */
export function tileEnds(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
): TileEnds {
  const circuit = portCircuit(array, region, electrics);
  if (!hasFronts(circuit)) return { region, ...solvedTile(circuit, kernel) };
  return { region, ports: portsOf(circuit), admittance: endAdmittance(circuit, kernel) };
}

/** A tile with only some bit lines read: the others float, and their current flows only over word lines. */
export function readEnds(
  { region, ports, admittance }: TileEnds,
  isRead: (line: number) => boolean,
  kernel: SolverKernel = plainKernel,
): TileEnds {
  const isKept = ({ side, line }: Port): boolean => side === "left" || side === "right" || isRead(line);
  if (ports.every(isKept)) return { region, ports, admittance };
  const kept = ports.flatMap((port, p) => (isKept(port) ? [p] : []));
  const order = [...kept, ...ports.flatMap((port, p) => (isKept(port) ? [] : [p]))];
  const rest = dense(kept.length, kept.length);
  kernel.withSweep(order.length, (matrix) => {
    const { stride, data } = matrix;
    order.forEach((p, i) => {
      for (let j = 0; j <= i; j++) data[i * stride + j] = admittance.data[p * admittance.columns + order[j]];
    });
    matrix.sweep(fours(order.length), kept.length, order.length - kept.length);
    for (let i = 0; i < kept.length; i++)
      for (let j = 0; j <= i; j++)
        rest.data[i * kept.length + j] = rest.data[j * kept.length + i] = data[i * stride + j];
  });
  return { region, ports: kept.map((p) => ports[p]), admittance: closed(rest) };
}

function solvedTile(circuit: Circuit, kernel: SolverKernel | undefined): Omit<TilePorts, "region"> {
  const ports = portsOf(circuit);
  if (circuit.rows === 1 && circuit.columns === 1) return { ports, ...oneCell(circuit, ports) };
  const count = ports.length;
  const values = new Float64Array(count * count);
  const own: Float64Array[] = ports.map(() => new Float64Array());
  const numberOf = new Map(ports.map(({ side, line }, n) => [`${side} ${line}`, n]));
  const options = { tolerance: TOLERANCE, kernel };
  for (const side of SIDES) {
    if (circuit.terminals[side] === null) continue;
    const family = side === "left" || side === "right" ? "word" : "bit";
    forEachUnitDrive(circuit, { family, sides: [side], ...options }, (line, voltages) => {
      const from = numberOf.get(`${side} ${line}`)!;
      own[from] = alongLine(circuit, family, line, voltages);
      portCurrents(circuit, ports, { side, line }, voltages, values.subarray(from * count));
    });
  }
  return { ports, admittance: closed(dense(count, count, values)), own };
}

/** Voltages across the cells of one line, positive if that line is driven. */
function alongLine(
  circuit: Circuit,
  kind: "word" | "bit",
  line: number,
  voltages: Float64Array,
): Float64Array {
  const { length, lineStride, nodeStride } = kind === "word" ? wordLines(circuit) : bitLines(circuit);
  const sign = kind === "word" ? 1 : -1;
  return Float64Array.from({ length }, (_, n) => sign * voltages[line * lineStride + n * nodeStride]);
}

/** Current into every port for one driven port, from the cells' voltages, which it overwrites. */
function portCurrents(
  circuit: Circuit,
  ports: readonly Port[],
  driven: Port,
  voltages: Float64Array,
  into: Float64Array,
): void {
  const { conductance } = circuit;
  for (let k = 0; k < voltages.length; k++) voltages[k] *= conductance[k];
  const [words, bits] = [wordLines(circuit), bitLines(circuit)];
  for (let n = 0; n < ports.length; n++) {
    const { side, line } = ports[n];
    const family = side === "left" || side === "right" ? words : bits;
    into[n] = intoEnd(circuit, family, side, line, voltages, driven);
  }
}

/** Current into one end of a line, possibly connected at both ends, by Kirchhoff's voltage law along it. */
function intoEnd(
  circuit: Circuit,
  family: LineFamily,
  side: Side,
  line: number,
  currents: Float64Array,
  driven: Port,
): number {
  const sign = family.kind === "word" ? 1 : -1;
  const isFirst = side === family.firstSide;
  const other = isFirst ? family.lastSide : family.firstSide;
  let total = 0;
  let moment = 0;
  for (let n = 0; n < family.length; n++) {
    const current = sign * currents[line * family.lineStride + n * family.nodeStride];
    total += current;
    moment += (isFirst ? family.length - 1 - n : n) * current;
  }
  const far = circuit.terminals[other]?.[line] ?? null;
  if (far === null) return total;
  const wire = family.segment * (family.length - 1);
  const loop = circuit.terminals[side]![line]!.resistance + wire + far.resistance;
  const lift = driven.line !== line ? 0 : driven.side === side ? 1 : driven.side === other ? -1 : 0;
  return (lift + family.segment * moment + far.resistance * total) / loop;
}

/** Symmetrises the matrix and sets its diagonal so that rows sum to 0: a tile loses no current. */
function closed(matrix: Dense): Dense {
  const { rows, data } = matrix;
  for (let p = 0; p < rows; p++)
    for (let q = 0; q < p; q++) {
      const both = (data[p * rows + q] + data[q * rows + p]) / 2;
      data[p * rows + q] = both;
      data[q * rows + p] = both;
    }
  for (let p = 0; p < rows; p++) {
    let others = 0;
    for (let q = 0; q < rows; q++) if (q !== p) others += data[p * rows + q];
    data[p * rows + p] = -others;
  }
  return matrix;
}

/** A cell between its two switches. */
function oneCell(
  { conductance, terminals }: Circuit,
  ports: readonly Port[],
): Pick<TilePorts, "admittance" | "own"> {
  const admittance = dense(ports.length, ports.length);
  const own = ports.map(() => new Float64Array(1));
  if (ports.length < 2 || conductance[0] === 0) return { admittance, own };
  const [word, bit] = [terminals.left?.[0]?.resistance ?? 0, terminals.bottom?.[0]?.resistance ?? 0];
  const through = 1 / (word + bit + 1 / conductance[0]);
  admittance.data.set([through, -through, -through, through]);
  for (const volts of own) volts[0] = through / conductance[0];
  return { admittance, own };
}

/** Upper bound of a tile line's current for 1 V between its two global lines, over its ends, S. */
export function peakOfTile({ region, ports, admittance }: TileEnds, { drive }: ArrayElectrics): number {
  const count = ports.length;
  const lines = new Int32Array(ports.map(({ line }) => line));
  const words = wordPorts(ports);
  const [ofWord, ofBit] = [1 / wordSides(drive).length, 1 / bitSides(drive).length];
  // Bit lines follow the word lines.
  const sums = new Float64Array(region.rows + region.columns);
  for (let p = 0; p < words; p++)
    for (let q = words; q < count; q++) {
      const current = Math.abs(admittance.data[p * count + q]);
      sums[lines[p]] += current * ofWord;
      sums[region.rows + lines[q]] += current * ofBit;
    }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}
