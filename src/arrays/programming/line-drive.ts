import type { Circuit, Terminal } from "../solver/circuit.ts";

/**
 * Which ends of the lines are driven: word lines at the left and bit lines at the bottom; word lines at both
 * ends; or every line at both ends.
 */
export type DriveMode = "one-side" | "both-ends" | "four-sides";

/** Wires and drivers of an array while it is programmed, Ω. */
export interface DriveWires {
  readonly wordSegment: number;
  readonly bitSegment: number;
  /** Resistance of each driver with its connection. */
  readonly wordEnd: number;
  readonly bitEnd: number;
  readonly mode: DriveMode;
}

/** Voltage of every word and every bit line, V. */
export interface LineVoltages {
  readonly word: Float64Array;
  readonly bit: Float64Array;
}

/** Terminals that drive the lines. */
export function driveTerminals(wires: DriveWires, { word, bit }: LineVoltages): Circuit["terminals"] {
  const side = (voltages: Float64Array, resistance: number): Terminal[] =>
    Array.from(voltages, (voltage) => ({ voltage, resistance }));
  return {
    left: side(word, wires.wordEnd),
    right: wires.mode === "one-side" ? null : side(word, wires.wordEnd),
    top: wires.mode === "four-sides" ? side(bit, wires.bitEnd) : null,
    bottom: side(bit, wires.bitEnd),
  };
}

/** V/2: half-selected cells see V/2, the others nothing. V/3: every other cell sees a third of V, of either sign. */
export type BiasScheme = "half" | "third";

/**
 * Line voltages that put `voltage` (V) across cell (row, column) of a rows × columns array.
 * V/2: ±V/2 on the selected lines, 0 on the others. V/3: V and 0 on the selected, V/3 and 2V/3 on the others.
 */
export function selectCell(
  rows: number,
  columns: number,
  row: number,
  column: number,
  voltage: number,
  scheme: BiasScheme,
): LineVoltages {
  if (!(row >= 0 && row < rows && column >= 0 && column < columns))
    throw new RangeError(`selectCell: expected a cell of ${rows} × ${columns}, received (${row}, ${column})`);
  const isHalf = scheme === "half";
  const word = new Float64Array(rows).fill(isHalf ? 0 : voltage / 3);
  const bit = new Float64Array(columns).fill(isHalf ? 0 : (2 * voltage) / 3);
  word[row] = isHalf ? voltage / 2 : voltage;
  bit[column] = isHalf ? -voltage / 2 : 0;
  return { word, bit };
}
