import {
  type Circuit,
  type LineFamily,
  type Side,
  type Terminal,
  terminalAt,
  terminalNode,
} from "./circuit.ts";
import { dropBelow, type LinePotential } from "./device-law.ts";

/** Currents that the cells take from each line of a family. */
export interface DrawnCurrents {
  /** Σ current (A). */
  readonly total: Float64Array;
  /** Σ n·current over the nodes n of the line (A). */
  readonly moment: Float64Array;
  /** Σ conductance (S). */
  readonly conductance: Float64Array;
}

const nothingDrawn = (lines: number): DrawnCurrents => ({
  total: new Float64Array(lines),
  moment: new Float64Array(lines),
  conductance: new Float64Array(lines),
});

/** For both families, each with its own cell currents (A), in one row-major pass: walking down the columns
 * of a large array costs a cache miss per cell. */
export function drawnCurrents(
  circuit: Circuit,
  fromWords: Float64Array,
  fromBits: Float64Array,
): { readonly word: DrawnCurrents; readonly bit: DrawnCurrents } {
  const { rows, columns, conductance } = circuit;
  const word = nothingDrawn(rows);
  const bit = nothingDrawn(columns);
  const [bitTotal, bitConductance] = [bit.total, bit.conductance];
  for (let i = 0; i < rows; i++) {
    const base = i * columns;
    let total = 0;
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const g = conductance[base + j];
      total += fromWords[base + j];
      sum += g;
      bitTotal[j] -= fromBits[base + j];
      bitConductance[j] += g;
    }
    word.total[i] = total;
    word.conductance[i] = sum;
  }
  // A moment divides a line's current between two terminals.
  const { left, right, top, bottom } = circuit.terminals;
  if (left !== null && right !== null) addMoments(circuit, fromWords, word.moment, null);
  if (top !== null && bottom !== null) addMoments(circuit, fromBits, null, bit.moment);
  return { word, bit };
}

function addMoments(
  { rows, columns }: Circuit,
  current: Float64Array,
  word: Float64Array | null,
  bit: Float64Array | null,
): void {
  for (let i = 0; i < rows; i++) {
    let moment = 0;
    for (let j = 0; j < columns; j++) {
      moment += j * current[i * columns + j];
      if (bit !== null) bit[j] -= i * current[i * columns + j];
    }
    if (word !== null) word[i] = moment;
  }
}

/**
 * Current from a terminal into the array (A). Through its resistance where that is large; a small one would
 * lose every digit in V − w, and 0 Ω gives no current, so there the line is solved as a current divider.
 */
export function terminalCurrent(
  circuit: Circuit,
  family: LineFamily,
  side: Side,
  line: number,
  drawn: DrawnCurrents,
  own: LinePotential,
  shift: number,
): number {
  const isFirst = side === family.firstSide;
  const terminal = terminalAt(circuit, side, line)!;
  const other = terminalAt(circuit, isFirst ? family.lastSide : family.firstSide, line);
  const { resistance } = terminal;
  if (resistance > 0 && 1 / resistance < drawn.conductance[line])
    return dropBelow(terminal.voltage - shift, own, terminalNode(family, side, line)) / resistance;
  if (other === null) return drawn.total[line];
  return dividedCurrent(family, isFirst, drawn.total[line], drawn.moment[line], terminal, other);
}

/** Kirchhoff's voltage law from one source along the line to the other, solved for the first's current. */
function dividedCurrent(
  family: LineFamily,
  isFirst: boolean,
  total: number,
  moment: number,
  terminal: Terminal,
  other: Terminal,
): number {
  const wire = family.segment * (family.length - 1);
  const loop = terminal.resistance + wire + other.resistance;
  // Two equal pins on one node: only their sum is defined, and symmetry halves it.
  if (loop === 0) return total / 2;
  const fromFirst = family.segment * moment;
  const towardsOther = isFirst ? wire * total - fromFirst : fromFirst;
  return (terminal.voltage - other.voltage + towardsOther + other.resistance * total) / loop;
}
