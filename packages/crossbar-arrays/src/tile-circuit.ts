// Tiles as circuits, the connected tiles of an array, and the resistances around them.

import type { Circuit, Side, Terminal, TerminalSide } from "#crossbar-solver";
import type { CellLaw } from "#memristors";
import type { ArrayGeometry, ProgrammedArray } from "./programmed-array.ts";

/** Position and size of a tile in its array; the last ones of a row or column may be smaller. */
export interface TileRegion {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** End (exclusive) of the block that word line `top` belongs to. */
const blockEnd = ({ rows, blockRows = rows }: ArrayGeometry, top: number): number =>
  Math.min(rows, (Math.floor(top / blockRows) + 1) * blockRows);

/** First word line of the block that word line `top` belongs to. */
const blockStart = ({ rows, blockRows = rows }: ArrayGeometry, top: number): number =>
  Math.floor(top / blockRows) * blockRows;

/** First word line of the block whose bit lines are read with those at `top`: 0 if blocks are joined. */
export const readBlock = (geometry: ArrayGeometry, top: number): number =>
  geometry.readsBlocks === true ? blockStart(geometry, top) : 0;

/** Tiles of an array, row by row; none crosses the edge of a block. */
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

/**
 * Tiles that take part in a read: at least one word line is driven and one bit line read. The switches of all
 * others are open, so they are not part of the circuit.
 */
export function connectedTiles(array: ProgrammedArray): TileRegion[] {
  const isRead = readColumns(array);
  return tileRegions(array).filter(
    ({ top, left, columns }) =>
      top < array.driven && isRead.subarray(left, left + columns).some((mark) => mark === 1),
  );
}

/** Cached results of `readColumns`: arrays of one-cell tiles need them for every cell. */
const columnsInUse = new WeakMap<ProgrammedArray, Uint8Array>();

/** 1 for each bit line that is read because it belongs to an output in use. */
export function readColumns(array: ProgrammedArray): Uint8Array {
  const known = columnsInUse.get(array);
  if (known !== undefined) return known;
  const { geometry, plan, outputs } = array;
  const marks = new Uint8Array(geometry.columns);
  columnsInUse.set(array, marks);
  for (let p = 0; p < outputs; p++) {
    marks[plan.plus(p)] = 1;
    const minus = plan.minus(p);
    if (minus !== null) marks[minus] = 1;
  }
  return marks;
}

/** Reach of an array's global lines, in cells. */
export interface LineReach {
  readonly rows: number;
  readonly columns: number;
}

const reaches = new WeakMap<ProgrammedArray, LineReach>();

/**
 * End of an array's global lines: behind the last connected tile. The rest is cut off, and drivers and
 * readouts of the far ends connect there. The lines of a single-tile array cannot be cut.
 */
export function reachOfLines(array: ProgrammedArray): LineReach {
  const known = reaches.get(array);
  if (known !== undefined) return known;
  const { rows, columns } = array.geometry;
  const tiles = isTiled(array) ? connectedTiles(array) : [];
  const reach =
    tiles.length === 0
      ? { rows, columns }
      : {
          rows: tiles.reduce((most, tile) => Math.max(most, tile.top + tile.rows), 0),
          columns: tiles.reduce((most, tile) => Math.max(most, tile.left + tile.columns), 0),
        };
  reaches.set(array, reach);
  return reach;
}

/** End of the bit lines at word line `top`: behind the array's, or their block's, last connected tile. */
export const endOfBitLines = (array: ProgrammedArray, top: number): number => {
  const { rows } = reachOfLines(array);
  return array.geometry.readsBlocks === true ? Math.min(blockEnd(array.geometry, top), rows) : rows;
};

/** The cells of a region, row-major; `width` is the array's. */
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

/** Whether an array has several tiles, joined by switches and global lines. */
export const isTiled = ({ geometry }: Pick<ProgrammedArray, "geometry">): boolean =>
  geometry.tileRows < geometry.rows || geometry.tileColumns < geometry.columns;

/**
 * Circuit of one passive tile that reads with all other tiles' switches open: driven word lines at `voltages`
 * (V, one per driven line) behind driver, global line and tile switch; read bit lines in virtual ground
 * behind switch, global line and readout; other and open lines floating. Cells are linear by default.
 */
export function tileCircuit(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: ArrayElectrics,
  voltages: Float64Array | null = null,
  law: CellLaw = { model: "linear" },
): Circuit {
  const { top, left, rows, columns } = region;
  const { geometry } = array;
  const lastRow = endOfBitLines(array, top);
  const [firstRow, right] = [readBlock(geometry, top), left + columns];
  const { tileSwitch, globalSegment, driver, readout } = electrics;
  const join = (cells: number): number => (isTiled(array) ? tileSwitch + globalSegment * cells : 0);
  // A global line with one driver passes a tile's near end on its way to the far one.
  const reach = driverSides(electrics).includes("right") ? reachOfLines(array).columns - right : right;
  return circuitOfTile(array, region, electrics, law, {
    left: (i) => ({ voltage: voltages?.[i] ?? 0, resistance: driver + join(left) }),
    right: (i) => ({ voltage: voltages?.[i] ?? 0, resistance: driver + join(isTiled(array) ? reach : 0) }),
    top: () => ({ voltage: 0, resistance: readout + join(top - firstRow) }),
    bottom: () => ({ voltage: 0, resistance: readout + join(lastRow - top - rows) }),
  });
}

/** Connections of the lines on a tile's sides, by the line's number in the array. */
export type TileTies = Readonly<Record<Side, (line: number) => Terminal>>;

/** One passive tile with its driven word lines and read bit lines connected; other and open lines float. */
export function circuitOfTile(
  array: ProgrammedArray,
  region: TileRegion,
  electrics: Pick<ArrayElectrics, "wordSegment" | "bitSegment" | "drive">,
  law: CellLaw,
  ties: TileTies,
): Circuit {
  const { top, left, rows, columns } = region;
  const { columns: width } = array.geometry;
  const isRead = readColumns(array);
  const word = (tie: TileTies[Side]): TerminalSide =>
    Array.from({ length: rows }, (_, i) => (isDriven(array, top + i) ? tie(top + i) : null));
  const bit = (tie: TileTies[Side]): TerminalSide =>
    Array.from({ length: columns }, (_, j) => {
      const line = left + j;
      return isRead[line] === 1 && array.faults.openBit[line] === 0 ? tie(line) : null;
    });
  const [words, bits] = [wordSides(electrics.drive), bitSides(electrics.drive)];
  // A line of one cell has one end and one switch; a single-tile array has a driver at each end.
  const isShort = (cells: number): boolean => cells === 1 && isTiled(array);
  return {
    rows,
    columns,
    conductance: regionOf(array.cells.conductance, width, region),
    wordSegment: electrics.wordSegment,
    bitSegment: electrics.bitSegment,
    device: law.model === "cubic" ? { ...law, cubic: regionOf(law.cubic, width, region) } : law,
    terminals: {
      left: word(ties.left),
      right: words.includes("right") && !isShort(columns) ? word(ties.right) : null,
      top: bits.includes("top") && !isShort(rows) ? bit(ties.top) : null,
      bottom: bit(ties.bottom),
    },
  };
}

/** Whether a word line has a working driver. */
export const isDriven = ({ driven, faults }: ProgrammedArray, line: number): boolean =>
  line < driven && faults.openWord[line] === 0;

/** Driven ends of an array's word lines, or of the global ones if it is tiled. */
export const driverSides = ({
  drive,
  driverEnds,
}: Pick<ArrayElectrics, "drive" | "driverEnds">): readonly ("left" | "right")[] =>
  driverEnds === undefined ? wordSides(drive) : driverEnds === "both" ? ["left", "right"] : ["left"];

/** Which ends of a tile's lines are connected. */
export type Drive = (typeof DRIVES)[number];

/** `one`: word lines from the left, bit lines read at the bottom. `both`: word lines from both ends.
 * `four-sides`: and bit lines at both ends too. */
export const DRIVES = ["one", "both", "four-sides"] as const;

/** Every resistance between a driver and a readout, Ω: the same values for solver and cost. */
export interface ArrayElectrics {
  /** One cell's length of a word and of a bit line. */
  readonly wordSegment: number;
  readonly bitSegment: number;
  /** Output resistance of a row driver. */
  readonly driver: number;
  /** Input resistance of the readout's virtual ground. */
  readonly readout: number;
  /** On-resistance of a tile switch; used if the array has more than one tile. */
  readonly tileSwitch: number;
  /** One cell's length of the global lines between tiles; used likewise. */
  readonly globalSegment: number;
  readonly drive: Drive;
  /** Driven ends of the global word lines of a tiled array; by default those of `drive`. */
  readonly driverEnds?: "one" | "both";
}

export const wordSides = (drive: Drive): readonly ("left" | "right")[] =>
  drive === "one" ? ["left"] : ["left", "right"];

export const bitSides = (drive: Drive): readonly ("top" | "bottom")[] =>
  drive === "four-sides" ? ["top", "bottom"] : ["bottom"];
