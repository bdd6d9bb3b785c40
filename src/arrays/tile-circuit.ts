import type { CellLaw } from "../devices/cells.ts";
import { type ArrayElectrics, bitSides, wordSides } from "./electrics.ts";
import type { ArrayGeometry, ProgrammedArray } from "./programmed-array.ts";
import type { Circuit, TerminalSide } from "./solver/circuit.ts";

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
