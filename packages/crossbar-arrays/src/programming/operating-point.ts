import {
  bitLines,
  type Circuit,
  type DeviceLaw,
  isPin,
  type LineFamily,
  SIDES,
  type Solution,
  type SolverKernel,
  solveCircuit,
  type Terminal,
  terminalAt,
  terminalNode,
  wordLines,
} from "#crossbar-solver";
import type { CellLaw, DeviceState, Dynamics, Memristor } from "#memristors";

/**
 * Method for node voltages. `exact`: Newton on the devices' own law. `published`: as in [cai-crossbar-2023],
 * conductances fitted by least squares over ±0.2 V, one linear solution, conductances I(V)/V at its voltages
 * (clamped to ±0.4 V), a second linear solution.
 */
export type SolveMethod = "exact" | "published";

/** Split of the power of a driven array, W. */
export interface PowerSplit {
  readonly cells: number;
  /** Wires of each family including their driver resistances. */
  readonly words: number;
  readonly bits: number;
  /** Power of the sources, the sum of the others. */
  readonly total: number;
}

export interface OperatingPoint {
  /** V from word to bit node, rows × columns. */
  readonly voltage: Float64Array;
  readonly power: PowerSplit;
}

/** A driven array. */
export interface DrivenArray {
  readonly rows: number;
  readonly columns: number;
  readonly memristor: Memristor;
  readonly wires: DriveWires;
  readonly method: SolveMethod;
  readonly kernel?: SolverKernel;
}

/** Cell voltages of an array in a state, its lines driven. Throws RangeError for devices without dynamics. */
export function operatingPoint(array: DrivenArray, state: DeviceState, lines: LineVoltages): OperatingPoint {
  const dynamics = dynamicsOf(array.memristor);
  const circuit = (conductance: Float64Array, device: DeviceLaw): Circuit => ({
    rows: array.rows,
    columns: array.columns,
    wordSegment: array.wires.wordSegment,
    bitSegment: array.wires.bitSegment,
    device,
    conductance,
    terminals: driveTerminals(array.wires, lines),
  });
  const options = { kernel: array.kernel };
  if (array.method === "exact") {
    const cells = dynamics.cells(state);
    const law = array.memristor.law(cells);
    const span = voltageSpan(lines);
    const exact = circuit(cells.conductance, risingLaw(law, cells.conductance, span));
    return pointOf(exact, solveCircuit(exact, options));
  }
  const fitted = circuit(fittedConductance(dynamics, state), { model: "linear" });
  const first = cellVoltages(solveCircuit(fitted, options)).map((v) =>
    Math.max(-CHORD_REACH, Math.min(CHORD_REACH, v)),
  );
  const current = dynamics.current(state, first);
  const chords = fitted.conductance.map((g, k) => (first[k] === 0 ? g : Math.max(0, current[k] / first[k])));
  const refined = { ...fitted, conductance: chords };
  return pointOf(refined, solveCircuit(refined, options));
}

export function dynamicsOf({ dynamics }: Memristor): Dynamics {
  if (dynamics === null)
    throw new RangeError("programming: expected a memristor whose model has dynamics, received one without");
  return dynamics;
}

/** Limit of chord voltages in the published scheme, V: the end of the read range. */
const CHORD_REACH = 0.4;
const FIT_REACH = 0.2;
const FIT_POINTS = 50;

/** Least-squares conductances (S) through the origin, Σ I·V / Σ V² over 50 voltages in ±0.2 V. */
export function fittedConductance(dynamics: Dynamics, state: DeviceState): Float64Array {
  const product = new Float64Array(state.variable.length);
  let square = 0;
  for (let n = 0; n < FIT_POINTS; n++) {
    const v = FIT_REACH * ((2 * n) / (FIT_POINTS - 1) - 1);
    square += v * v;
    dynamics.current(state, new Float64Array(product.length).fill(v)).forEach((current, k) => {
      product[k] += current * v;
    });
  }
  return product.map((sum) => Math.max(0, sum / square));
}

/**
 * The law with currents that rise over the sources' span. A third-order coefficient fitted at read voltages
 * may be negative and let a cell's current fall at programming voltages, where it was not measured: it is
 * limited so that the slope at the span is still 2 % of that at 0 V.
 */
function risingLaw(law: CellLaw, conductance: Float64Array, span: number): DeviceLaw {
  if (law.model !== "cubic" || span === 0) return law;
  return {
    model: "cubic",
    cubic: law.cubic.map((k, n) => Math.max(k, (-0.98 * conductance[n]) / (3 * span * span))),
  };
}

function voltageSpan({ word, bit }: LineVoltages): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const voltages of [word, bit])
    for (const v of voltages) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  return high - low;
}

const cellVoltages = ({ word, bit }: Solution): Float64Array => word.map((w, k) => w - bit[k]);

function pointOf(circuit: Circuit, solution: Solution): OperatingPoint {
  const voltage = cellVoltages(solution);
  const power = {
    cells: solution.deviceCurrent.reduce((sum, current, k) => sum + current * voltage[k], 0),
    words: linePower(circuit, wordLines(circuit), solution.word),
    bits: linePower(circuit, bitLines(circuit), solution.bit),
    total: solution.power,
  };
  return { voltage, power };
}

/** Power (W) in the wires and drivers of one family. */
function linePower(circuit: Circuit, family: LineFamily, potential: Float64Array): number {
  let power = 0;
  for (let line = 0; line < family.lines; line++) {
    for (let n = 1; n < family.length && family.segment > 0; n++) {
      const at = line * family.lineStride + n * family.nodeStride;
      power += (potential[at] - potential[at - family.nodeStride]) ** 2 / family.segment;
    }
    for (const side of SIDES) {
      if (side !== family.firstSide && side !== family.lastSide) continue;
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null || isPin(terminal)) continue;
      const drop = terminal.voltage - potential[terminalNode(family, side, line)];
      power += drop ** 2 / terminal.resistance;
    }
  }
  return power;
}

/**
 * Driven ends of the lines: word lines at the left and bit lines at the bottom; word lines at both ends; or
 * every line at both ends.
 */
export type DriveMode = "one-side" | "both-ends" | "four-sides";

/** Wires and drivers of an array during programming, Ω. */
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
function driveTerminals(wires: DriveWires, { word, bit }: LineVoltages): Circuit["terminals"] {
  const side = (voltages: Float64Array, resistance: number): Terminal[] =>
    Array.from(voltages, (voltage) => ({ voltage, resistance }));
  return {
    left: side(word, wires.wordEnd),
    right: wires.mode === "one-side" ? null : side(word, wires.wordEnd),
    top: wires.mode === "four-sides" ? side(bit, wires.bitEnd) : null,
    bottom: side(bit, wires.bitEnd),
  };
}

/** V/2: half-selected cells see V/2, the others 0. V/3: every other cell sees V/3, of either sign. */
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
