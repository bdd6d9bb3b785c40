import {
  bitLines,
  type Circuit,
  type LineFamily,
  SIDES,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { deviceCurrent } from "./device-law.ts";
import type { FloatingLines } from "./islands.ts";
import { dropBelow, dropBetween, type LinePotential, linePotential, type Potentials } from "./potentials.ts";

export interface BranchCurrents {
  /** A from word to bit line, rows × columns; 0 on floating lines. */
  readonly device: Float64Array;
  /** A out of the array into each source; NaN where there is none, null where the side is. */
  readonly terminal: Readonly<Record<Side, Float64Array | null>>;
  /** Largest KCL mismatch over the largest branch current. */
  readonly residual: number;
  /** The same over the nodes whose mismatch exceeds the rounding of their own currents. */
  readonly significantResidual: number;
}

/** Rounding of the currents at a node, as a share of Σ |conductance·potential|. */
const NODE_ROUNDING = 64 * Number.EPSILON;

/** All branch currents of a solved circuit. `shift` (V) was taken off every source before solving. */
export function branchCurrents(
  circuit: Circuit,
  floating: FloatingLines,
  potentials: Potentials,
  shift: number,
): BranchCurrents {
  const device = deviceCurrent(circuit, potentials);
  for (let i = 0; i < circuit.rows; i++)
    if (floating.word[i] === 1) device.fill(0, i * circuit.columns, (i + 1) * circuit.columns);
  const families = [wordLines(circuit), bitLines(circuit)];
  const terminal: Record<Side, Float64Array | null> = { left: null, right: null, top: null, bottom: null };
  for (const side of SIDES) {
    const count = circuit.terminals[side]?.length;
    if (count !== undefined) terminal[side] = new Float64Array(count).fill(Number.NaN);
  }
  const balance = new KirchhoffBalance();
  for (const family of families) {
    const isWord = family.kind === "word";
    const own = linePotential(potentials, family);
    for (let line = 0; line < family.lines; line++) {
      if ((isWord ? floating.word : floating.bit)[line] === 1) continue;
      const ends = lineEnds(circuit, family, line, own, device, shift);
      for (const end of [ends.first, ends.last]) if (end !== null) terminal[end.side]![line] = -end.currentIn;
      balance.addLine(family, line, own, device, ends);
    }
  }
  return { device, terminal, ...balance.result() };
}

interface LineEnd {
  readonly side: Side;
  /** V, shifted. */
  readonly voltage: number;
  readonly resistance: number;
  /** A into the array. */
  readonly currentIn: number;
}

interface LineEnds {
  readonly first: LineEnd | null;
  readonly last: LineEnd | null;
}

/** The line's two terminals and their currents. */
function lineEnds(
  circuit: Circuit,
  family: LineFamily,
  line: number,
  own: LinePotential,
  device: Float64Array,
  shift: number,
): LineEnds {
  const firstTerminal = terminalAt(circuit, family.firstSide, line);
  const lastTerminal = terminalAt(circuit, family.lastSide, line);
  const drawn = drawnCurrents(circuit, family, line, device);
  const end = (side: Side): LineEnd | null => {
    const terminal = side === family.firstSide ? firstTerminal : lastTerminal;
    if (terminal === null) return null;
    const other = side === family.firstSide ? lastTerminal : firstTerminal;
    const voltage = terminal.voltage - shift;
    const { resistance } = terminal;
    const currentIn =
      resistance > 0 && 1 / resistance < drawn.conductance
        ? dropBelow(voltage, own, terminalNode(family, side, line)) / resistance
        : dividedCurrent(family, side === family.firstSide, drawn, terminal, other);
    return { side, voltage, resistance, currentIn };
  };
  return { first: end(family.firstSide), last: end(family.lastSide) };
}

interface DrawnCurrents {
  /** Σ of the currents the cells draw from the line (A). */
  readonly total: number;
  /** Σ n·current over the nodes n (A). */
  readonly moment: number;
  /** Σ of the cell conductances (S). */
  readonly conductance: number;
}

function drawnCurrents(
  circuit: Circuit,
  family: LineFamily,
  line: number,
  device: Float64Array,
): DrawnCurrents {
  const sign = family.kind === "word" ? 1 : -1;
  let total = 0;
  let moment = 0;
  let conductance = 0;
  for (let n = 0; n < family.length; n++) {
    const k = line * family.lineStride + n * family.nodeStride;
    total += device[k];
    moment += n * device[k];
    conductance += circuit.conductance[k];
  }
  return { total: sign * total, moment: sign * moment, conductance };
}

/**
 * Terminal current from the cells' currents, by the current divider the line is. (V − w)/r would lose every
 * digit for a small r, and says nothing for r = 0; this one is best exactly there.
 */
function dividedCurrent(
  family: LineFamily,
  isFirst: boolean,
  drawn: DrawnCurrents,
  terminal: { readonly voltage: number; readonly resistance: number },
  other: { readonly voltage: number; readonly resistance: number } | null,
): number {
  if (other === null) return drawn.total;
  const wire = family.segment * (family.length - 1);
  const loop = terminal.resistance + wire + other.resistance;
  // Two equal pins on one node: only their sum is defined, and symmetry halves it.
  if (loop === 0) return drawn.total / 2;
  const fromFirst = family.segment * drawn.moment;
  const towardsOther = isFirst ? wire * drawn.total - fromFirst : fromFirst;
  return (terminal.voltage - other.voltage + towardsOther + other.resistance * drawn.total) / loop;
}

/** Kirchhoff's current law at every node, measured with the node potentials themselves. */
class KirchhoffBalance {
  #worst = 0;
  #worstSignificant = 0;
  #largest = 0;
  #largestMagnitude = 0;

  addLine(family: LineFamily, line: number, own: LinePotential, device: Float64Array, ends: LineEnds): void {
    const { length, lineStride, nodeStride, segment } = family;
    const sign = family.kind === "word" ? 1 : -1;
    const wire = segment === 0 ? 0 : 1 / segment;
    let mismatch = 0;
    let magnitude = 0;
    let flow = 0;
    for (let n = 0; n < length; n++) {
      const k = line * lineStride + n * nodeStride;
      const current = device[k];
      this.#branch(current);
      mismatch += flow - sign * current;
      magnitude += Math.abs(current);
      if (n === 0 && ends.first !== null) {
        mismatch += ends.first.currentIn;
        magnitude += this.#terminal(ends.first, own.head[k]);
      }
      if (n === length - 1 && ends.last !== null) {
        mismatch += ends.last.currentIn;
        magnitude += this.#terminal(ends.last, own.head[k]);
      }
      // The nodes of an ideal line are one: its mismatch gathers until the line ends.
      if (segment === 0 && n < length - 1) continue;
      flow = n < length - 1 ? wire * dropBetween(own, k, k + nodeStride) : 0;
      this.#branch(flow);
      mismatch -= flow;
      magnitude += 2 * wire * Math.abs(own.head[k]);
      this.#node(mismatch, magnitude);
      mismatch = 0;
      magnitude = 0;
    }
  }

  #branch(current: number): void {
    const size = Math.abs(current);
    if (size > this.#largest) this.#largest = size;
  }

  #terminal(end: LineEnd, node: number): number {
    this.#branch(end.currentIn);
    const scale = end.resistance > 0 ? (Math.abs(end.voltage) + Math.abs(node)) / end.resistance : 0;
    return Math.abs(end.currentIn) + scale;
  }

  #node(mismatch: number, magnitude: number): void {
    const size = Math.abs(mismatch);
    if (magnitude > this.#largestMagnitude) this.#largestMagnitude = magnitude;
    if (!(size <= this.#worst)) this.#worst = size;
    if (!(size <= NODE_ROUNDING * magnitude || size <= this.#worstSignificant)) this.#worstSignificant = size;
  }

  result(): { residual: number; significantResidual: number } {
    // Where every current is rounding (each source feeds an island of its own), so is their mismatch.
    const isIdle = this.#largest <= NODE_ROUNDING * this.#largestMagnitude;
    const relative = (size: number): number => (size === 0 || isIdle ? 0 : size / this.#largest);
    return { residual: relative(this.#worst), significantResidual: relative(this.#worstSignificant) };
  }
}
