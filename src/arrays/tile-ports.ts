// A tile as seen from the global lines: the admittance of its tied line ends, its cells eliminated.

import {
  bitLines,
  type Circuit,
  forEachUnitDrive,
  type LineFamily,
  SIDES,
  type Side,
  type SolverKernel,
  wordLines,
} from "#crossbar-solver";
import { type Dense, dense } from "../base/dense.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { type ArrayElectrics, circuitOfTile, type TileRegion } from "./tile-circuit.ts";

/** A line of a tile at the end where a switch ties it to a global line. */
export interface Port {
  readonly side: Side;
  /** Number of the line in the tile. */
  readonly line: number;
}

export interface TilePorts {
  readonly region: TileRegion;
  readonly ports: readonly Port[];
  /** Current into each port for 1 V at another, S, symmetric, the switches included; rows sum to 0. */
  readonly admittance: Dense;
  /** Voltage across each cell of a port's own line for 1 V at that port, V, positive; one list a port. */
  readonly own: readonly Float64Array[];
}

/** What passes for an ideal switch, wire or source on shared lines, Ω: it takes 1e-8 of a current of 10 mA/V. */
export const LEAST_RESISTANCE = 1e-6;

/** Of the ports' unit drives: what leaves through other ports is a small part of a drive. */
const TOLERANCE = 1e-12;

/** A tile between its switches, every global line at 0 V. */
export function portCircuit(array: ProgrammedArray, region: TileRegion, electrics: ArrayElectrics): Circuit {
  const tie = { voltage: 0, resistance: Math.max(electrics.tileSwitch, LEAST_RESISTANCE) };
  const ties = { left: () => tie, right: () => tie, top: () => tie, bottom: () => tie };
  return circuitOfTile(array, region, electrics, { model: "linear" }, ties);
}

export const portsOf = ({ terminals }: Circuit): Port[] =>
  SIDES.flatMap((side) =>
    (terminals[side] ?? []).flatMap((terminal, line) => (terminal === null ? [] : [{ side, line }])),
  );

/** Tiles that were solved, by all that their circuit is made of: what is not known is solved and kept. */
export type SolvedTiles = (circuit: Circuit, solve: () => TileSolution) => TileSolution;

/** What a tile's circuit gives, wherever in an array it is. */
export type TileSolution = Omit<TilePorts, "region">;

/**
 * A memory of solved tiles, of so many bytes; beyond them all are forgotten. Arrays that differ in the columns that are read
 * share all tiles but those at the edge of what is read.
 */
export function rememberedTiles(mostBytes: number): SolvedTiles {
  const known = new Map<string, TileSolution>();
  let bytes = 0;
  return (circuit, solve) => {
    const text = textOf(circuit);
    const before = known.get(text);
    if (before !== undefined) return before;
    const solution = solve();
    const { admittance, own } = solution;
    bytes +=
      2 * text.length + 8 * (admittance.data.length + own.reduce((sum, { length }) => sum + length, 0));
    if (bytes > mostBytes) {
      known.clear();
      bytes = 0;
    }
    known.set(text, solution);
    return solution;
  };
}

/** Every number of a linear circuit, bit by bit. */
function textOf({ rows, columns, conductance, wordSegment, bitSegment, terminals }: Circuit): string {
  const ends = SIDES.map((side) => terminals[side]?.map((end) => end?.resistance ?? "-").join() ?? "none");
  const words = new Uint16Array(conductance.buffer, conductance.byteOffset, 4 * conductance.length);
  let text = `${rows} ${columns} ${wordSegment} ${bitSegment} ${ends.join(" ")} `;
  for (let from = 0; from < words.length; from += 4096)
    text += String.fromCharCode(...words.subarray(from, from + 4096));
  return text;
}

/** Solves a tile for one unit drive a port, or takes it from those that were. Throws UnconvergedError. */
export function tilePorts(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  kernel?: SolverKernel,
  solved?: SolvedTiles,
): TilePorts {
  const circuit = portCircuit(array, region, electrics);
  const solve = (): TileSolution => solvedTile(circuit, kernel);
  return { region, ...(solved === undefined ? solve() : solved(circuit, solve)) };
}

function solvedTile(circuit: Circuit, kernel: SolverKernel | undefined): TileSolution {
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

/** Voltages across the cells of one line, positive where the line is the one that is driven. */
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

/** Current into every port for the cells' voltages, which are used up, under one driven port. */
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

/** Kirchhoff's voltage law along a line that may be tied at both ends, solved for the current into one of them. */
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

/** The matrix made symmetric, its diagonal what the others leave: no current is lost in a tile. */
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
