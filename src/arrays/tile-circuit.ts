// A tile as a circuit: the resistances around it, its netlist, and a read solved with the cells' own law.

import type { CellLaw } from "../devices/memristor.ts";
import { type ArrayGeometry, type ProgrammedArray, shareShorted } from "./programmed-array.ts";
import type { Circuit, TerminalSide } from "./solver/circuit.ts";
import type { SolverKernel } from "./solver/line-system.ts";
import { solveCircuit } from "./solver/solve.ts";

/** Where a tile stands in its array; the last ones of a row or column may be smaller. */
export interface TileRegion {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Last word line, excluded, of the block that word line `top` belongs to. */
const blockEnd = ({ rows, blockRows = rows }: ArrayGeometry, top: number): number =>
  Math.min(rows, (Math.floor(top / blockRows) + 1) * blockRows);

/** Tiles of an array, row by row; none reaches over the edge of a block. */
export function tileRegions({ geometry }: Pick<ProgrammedArray, "geometry">): TileRegion[] {
  const { rows, columns, tileRows, tileColumns } = geometry;
  const regions: TileRegion[] = [];
  for (let top = 0; top < rows; top = Math.min(top + tileRows, blockEnd(geometry, top)))
    for (let left = 0; left < columns; left += tileColumns)
      regions.push({
        top,
        left,
        rows: Math.min(tileRows, blockEnd(geometry, top) - top),
        columns: Math.min(tileColumns, columns - left),
      });
  return regions;
}

/** 1 where a bit line is read: it belongs to an output in use. */
export function readColumns({ geometry, plan, outputs }: ProgrammedArray): Uint8Array {
  const marks = new Uint8Array(geometry.columns);
  for (let p = 0; p < outputs; p++) {
    marks[plan.plus(p)] = 1;
    const minus = plan.minus(p);
    if (minus !== null) marks[minus] = 1;
  }
  return marks;
}

/** A region's part of an array's cells, row-major; `width` is the array's. */
export function regionOf(
  values: Float64Array,
  width: number,
  { top, left, rows, columns }: TileRegion,
): Float64Array {
  const part = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = (top + i) * width + left;
    part.set(values.subarray(from, from + columns), i * columns);
  }
  return part;
}

/**
 * Circuit of one passive tile in a read: driven word lines at `voltages` (V, one a driven line) behind driver,
 * global line and tile switch, read bit lines in virtual ground behind switch, global line and readout, the rest
 * and open lines floating. What tiles share outside (driver, readout, global line) is lumped in series with each
 * of them: a tile does not see its neighbours' drop there. Cells are linear unless their law is given.
 */
export function tileCircuit(
  array: ProgrammedArray,
  { top, left, rows, columns }: TileRegion,
  electrics: ArrayElectrics,
  voltages: Float64Array | null = null,
  law: CellLaw = { model: "linear" },
): Circuit {
  const conductance = regionOf(array.cells.conductance, array.geometry.columns, { top, left, rows, columns });
  const isRead = readColumns(array);
  const { rows: allRows, columns: allColumns } = array.geometry;
  const lastRow = array.geometry.readsBlocks === true ? blockEnd(array.geometry, top) : allRows;
  const isTiled = rows < allRows || columns < allColumns;
  const join = (cells: number): number =>
    isTiled ? electrics.tileSwitch + electrics.globalSegment * cells : 0;
  const side = (
    count: number,
    isTied: (n: number) => boolean,
    resistance: number,
    of: (n: number) => number,
  ) => Array.from({ length: count }, (_, n) => (isTied(n) ? { voltage: of(n), resistance } : null));
  const word: TerminalSide = side(
    rows,
    (i) => top + i < array.driven && array.faults.openWord[top + i] === 0,
    electrics.driver + join(left),
    (i) => voltages?.[top + i] ?? 0,
  );
  const bit: TerminalSide = side(
    columns,
    (j) => isRead[left + j] === 1 && array.faults.openBit[left + j] === 0,
    electrics.readout + join(lastRow - top - rows),
    () => 0,
  );
  const [words, bits] = [
    wordSides(electrics.drive),
    bitSides(electrics.drive),
  ] as readonly (readonly string[])[];
  return {
    rows,
    columns,
    conductance,
    wordSegment: electrics.wordSegment,
    bitSegment: electrics.bitSegment,
    device:
      law.model === "cubic"
        ? { ...law, cubic: regionOf(law.cubic, allColumns, { top, left, rows, columns }) }
        : law,
    terminals: {
      left: word,
      right: words.includes("right") ? word : null,
      top: bits.includes("top") ? bit : null,
      bottom: bit,
    },
  };
}

/** One read of an array as circuits: every tile solved with the cells' own law. */
export interface CircuitRead {
  /** Output currents, A. */
  readonly outputs: Float64Array;
  /** Power of the sources, W. */
  readonly power: number;
}

/**
 * The slow path: output currents and power for one vector of word-line voltages (V, driven lines), without noise.
 * What a response is to first order in the third-order coefficients, this is exactly. Throws UnconvergedError.
 */
export function circuitRead(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  voltages: Float64Array,
  law: CellLaw,
  kernel?: SolverKernel,
): CircuitRead {
  const columns = new Float64Array(array.geometry.columns);
  let power = 0;
  for (const region of tileRegions(array)) {
    if (region.top >= array.driven) continue;
    const circuit = tileCircuit(array, region, electrics, voltages, law);
    const solution = solveCircuit(circuit, kernel === undefined ? {} : { kernel });
    power += solution.power;
    for (const side of [solution.terminalCurrent.top, solution.terminalCurrent.bottom])
      side?.forEach((current, j) => {
        if (!Number.isNaN(current)) columns[region.left + j] += current;
      });
  }
  shareShorted(columns, 1, array.faults.shortedBit);
  return {
    outputs: Float64Array.from({ length: array.outputs }, (_, p) => {
      const minus = array.plan.minus(p);
      return columns[array.plan.plus(p)] - (minus === null ? 0 : columns[minus]);
    }),
    power,
  };
}

/** Ends of a tile's lines that are tied to drivers and readouts. */
export type Drive = (typeof DRIVES)[number];

/** `one`: word lines from the left, bit lines read at the bottom. `both`: word lines from both ends.
 * `four-sides`: and bit lines at both ends too. */
export const DRIVES = ["one", "both", "four-sides"] as const;

/** Every resistance between a driver and a readout, Ω: what the solver sees is what the cost charges. */
export interface ArrayElectrics {
  /** One cell's length of a word and of a bit line. */
  readonly wordSegment: number;
  readonly bitSegment: number;
  /** Output resistance of a row driver. */
  readonly driver: number;
  /** Input resistance of the readout's virtual ground. */
  readonly readout: number;
  /** On-resistance of a tile switch; used where the array has more than one tile. */
  readonly tileSwitch: number;
  /** One cell's length of the global lines that join the tiles of an array; likewise. */
  readonly globalSegment: number;
  readonly drive: Drive;
}

export const wordSides = (drive: Drive): readonly ("left" | "right")[] =>
  drive === "one" ? ["left"] : ["left", "right"];

export const bitSides = (drive: Drive): readonly ("top" | "bottom")[] =>
  drive === "four-sides" ? ["top", "bottom"] : ["bottom"];
