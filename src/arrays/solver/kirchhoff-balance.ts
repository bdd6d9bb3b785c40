import {
  bitLines,
  type Circuit,
  type LineFamily,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { linePotential, type Potentials } from "./potentials.ts";

/** Current each line receives from its two terminals (A); 0 where there is none. */
export interface LineInflow {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** What Kirchhoff's current law leaves over, measured with the node potentials themselves. */
export interface Balance {
  /** Largest mismatch of a node (A); NaN if any is. */
  readonly mismatch: number;
  /** Largest current of a wire or terminal (A). */
  readonly largest: number;
}

/**
 * Balances every node of one family. A terminal is the flow that enters before the first node or leaves
 * after the last; the nodes of an ideal line are one, whose balance gathers until the line ends. On floating
 * lines everything is 0.
 */
export function balanceLines(
  circuit: Circuit,
  family: LineFamily,
  potentials: Potentials,
  device: Float64Array,
  inflow: LineInflow,
): Balance {
  const { columns } = circuit;
  const { head, tail } = linePotential(potentials, family);
  const isWord = family.kind === "word";
  const sign = isWord ? 1 : -1;
  const step = family.nodeStride;
  const wire = family.segment === 0 ? 0 : 1 / family.segment;
  const flow = inflow.first.slice();
  let mismatch = 0;
  let largest = Math.max(largestOf(inflow.first), largestOf(inflow.last));
  // Row-major for both families: node n of a word line is a column, of a bit line a row.
  const inner = isWord ? columns - 1 : columns;
  const outer = isWord ? circuit.rows : circuit.rows - 1;
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < inner; j++) {
      const k = i * columns + j;
      const line = isWord ? i : j;
      const balance = flow[line] - sign * device[k];
      if (wire === 0) {
        flow[line] = balance;
        continue;
      }
      let onward = wire * (head[k] - head[k + step]);
      if (tail !== null) onward += wire * (tail[k] - tail[k + step]);
      flow[line] = onward;
      const size = Math.abs(onward);
      if (size > largest) largest = size;
      mismatch = Math.max(mismatch, Math.abs(balance - onward));
    }
  for (let line = 0; line < family.lines; line++) {
    const k = line * family.lineStride + (family.length - 1) * step;
    mismatch = Math.max(mismatch, Math.abs(flow[line] - sign * device[k] + inflow.last[line]));
  }
  return { mismatch, largest };
}

export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let k = 0; k < values.length; k++) if (Math.abs(values[k]) > largest) largest = Math.abs(values[k]);
  return largest;
}

/**
 * Largest Σ |conductance·potential| over the nodes (A): the rounding of a node's balance is some ε of it.
 * Ideal lines count as a whole.
 */
export function largestMagnitude(circuit: Circuit, potentials: Potentials, device: Float64Array): number {
  let largest = 0;
  for (const family of [wordLines(circuit), bitLines(circuit)]) {
    const { head } = linePotential(potentials, family);
    const wire = family.segment === 0 ? 0 : 2 / family.segment;
    for (let line = 0; line < family.lines; line++) {
      const ends = endMagnitudes(circuit, family, line, head);
      let gathered = 0;
      for (let n = 0; n < family.length; n++) {
        const k = line * family.lineStride + n * family.nodeStride;
        gathered += Math.abs(device[k]) + wire * Math.abs(head[k]);
        if (n === 0) gathered += ends.first;
        if (n === family.length - 1) gathered += ends.last;
        largest = Math.max(largest, gathered);
        if (wire > 0) gathered = 0;
      }
    }
  }
  return largest;
}

function endMagnitudes(
  circuit: Circuit,
  family: LineFamily,
  line: number,
  head: Float64Array,
): { first: number; last: number } {
  const at = (side: Side): number => {
    const terminal = terminalAt(circuit, side, line);
    if (terminal === null || terminal.resistance === 0) return 0;
    return (2 * Math.abs(head[terminalNode(family, side, line)])) / terminal.resistance;
  };
  return { first: at(family.firstSide), last: at(family.lastSide) };
}
