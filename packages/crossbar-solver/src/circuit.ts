/** An ideal voltage source (V) behind a series resistance (Ω). Resistance 0 pins the node it attaches to. */
export interface Terminal {
  readonly voltage: number;
  readonly resistance: number;
}

/** One entry per line; null entries, and a null side, are open. */
export type TerminalSide = readonly (Terminal | null)[] | null;

export type Side = "left" | "right" | "top" | "bottom";

export const SIDES: readonly Side[] = ["left", "right", "top", "bottom"];

/**
 * I = G·V, I = (G/a)·sinh(a·V) with a in 1/V, or I = G·V + K·V³ with K in S/V², rows × columns. K may be below 0
 * as long as no cell's current falls with voltage within the sources' span.
 */
export type DeviceLaw =
  | { readonly model: "linear" }
  | { readonly model: "sinh"; readonly sharpness: number }
  | { readonly model: "cubic"; readonly cubic: Float64Array };

/**
 * A passive crossbar as a DC circuit. Cell (i, j) joins node W[i][j] of word line i to node B[i][j] of bit
 * line j. `left[i]` attaches to W[i][0], `right[i]` to W[i][columns−1], `top[j]` to B[0][j], `bottom[j]` to
 * B[rows−1][j].
 */
export interface Circuit {
  readonly rows: number;
  readonly columns: number;
  /** Ω between neighbouring nodes of a word line; 0 makes the whole line one node. */
  readonly wordSegment: number;
  /** Ω between neighbouring nodes of a bit line; 0 makes the whole line one node. */
  readonly bitSegment: number;
  readonly device: DeviceLaw;
  readonly terminals: Readonly<Record<Side, TerminalSide>>;
  /** S, rows × columns, row-major; 0 is an open cell. */
  readonly conductance: Float64Array;
}

/**
 * The lines of one direction, so that word and bit lines share every function: node `n` of line `l` has index
 * `l * lineStride + n * nodeStride` in a row-major rows × columns array.
 */
export interface LineFamily {
  readonly kind: "word" | "bit";
  readonly lines: number;
  readonly length: number;
  readonly lineStride: number;
  readonly nodeStride: number;
  /** Ω; 0 = ideal. */
  readonly segment: number;
  readonly firstSide: Side;
  readonly lastSide: Side;
}

/** A resistance whose inverse overflows counts as 0. */
const invertible = (resistance: number): number =>
  1 / resistance === Number.POSITIVE_INFINITY ? 0 : resistance;

export const wordLines = (circuit: Circuit): LineFamily => ({
  kind: "word",
  lines: circuit.rows,
  length: circuit.columns,
  lineStride: circuit.columns,
  nodeStride: 1,
  segment: invertible(circuit.wordSegment),
  firstSide: "left",
  lastSide: "right",
});

export const bitLines = (circuit: Circuit): LineFamily => ({
  kind: "bit",
  lines: circuit.columns,
  length: circuit.rows,
  lineStride: 1,
  nodeStride: circuit.columns,
  segment: invertible(circuit.bitSegment),
  firstSide: "top",
  lastSide: "bottom",
});

/** Index of the node a side's terminal attaches to. */
export function terminalNode(family: LineFamily, side: Side, line: number): number {
  const node = side === family.firstSide ? 0 : family.length - 1;
  return line * family.lineStride + node * family.nodeStride;
}

export const isPin = (terminal: Terminal): boolean => invertible(terminal.resistance) === 0;

/** Whether both ends of a line are one node. */
export const isSingleNode = (family: LineFamily): boolean => family.segment === 0 || family.length === 1;

export const terminalAt = (circuit: Circuit, side: Side, line: number): Terminal | null =>
  circuit.terminals[side]?.[line] ?? null;
