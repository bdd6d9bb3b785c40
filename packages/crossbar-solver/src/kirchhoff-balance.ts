import { type Circuit, isPin, isSingleNode, type LineFamily, type Side } from "./circuit.ts";
import { linePotential, type Potentials } from "./device-law.ts";

/** Current each line receives from its two terminals (A); 0 where there is none. */
export interface LineInflow {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** Mismatch of Kirchhoff's current law on each line, measured with the node potentials themselves. */
export interface LineBalance {
  /**
   * Largest mismatch of a node over the largest current of its line's wires or of its own branches. Pinned
   * nodes have no mismatch: their terminals carry it.
   */
  readonly relative: Float64Array;
  /** Upper bound of the sum of |mismatch| over the line's nodes (A); NaN if any is. */
  readonly total: Float64Array;
}

/** Which lines have a pin at their first node, and which at their last; both where these are one node. */
interface HeldEnds {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
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
): LineBalance {
  const { lines } = family;
  const balance: LineBalance = { relative: new Float64Array(lines), total: new Float64Array(lines) };
  const held = heldEnds(circuit, family);
  if (family.segment === 0) balanceIdealLines(family, device, inflow, held, balance);
  else if (family.kind === "word") balanceWords(family, potentials, device, inflow, held, balance);
  else balanceBits(family, potentials, device, inflow, held, balance);
  return balance;
}

const share = (part: number, whole: number): number => (part === 0 ? 0 : part / whole);

function heldEnds(circuit: Circuit, family: LineFamily): HeldEnds {
  const pinned = (side: Side): Uint8Array => {
    const marks = new Uint8Array(family.lines);
    const terminals = circuit.terminals[side];
    if (terminals === null) return marks;
    for (let line = 0; line < family.lines; line++) {
      const terminal = terminals[line];
      if (terminal !== null && isPin(terminal)) marks[line] = 1;
    }
    return marks;
  };
  const first = pinned(family.firstSide);
  const last = pinned(family.lastSide);
  if (!isSingleNode(family)) return { first, last };
  const either = first.map((mark, line) => mark | last[line]);
  return { first: either, last: either };
}

function balanceIdealLines(
  family: LineFamily,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  { relative, total }: LineBalance,
): void {
  const sign = family.kind === "word" ? 1 : -1;
  const flow = inflow.first.slice();
  const largest = new Float64Array(family.lines);
  // Row-major for both families.
  const isWord = family.kind === "word";
  const [outer, inner] = isWord ? [family.lines, family.length] : [family.length, family.lines];
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < inner; j++) {
      const line = isWord ? i : j;
      const current = device[i * inner + j];
      flow[line] -= sign * current;
      const size = Math.abs(current);
      if (size > largest[line]) largest[line] = size;
    }
  for (let line = 0; line < family.lines; line++) {
    if (held.first[line] === 1) continue;
    const own = Math.max(largest[line], Math.abs(inflow.first[line]), Math.abs(inflow.last[line]));
    total[line] = Math.abs(flow[line] + inflow.last[line]);
    relative[line] = share(total[line], own);
  }
}

/** Word lines one after the other: their nodes follow each other in memory. */
function balanceWords(
  family: LineFamily,
  potentials: Potentials,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  { relative, total }: LineBalance,
): void {
  const { head, tail } = linePotential(potentials, family);
  const wire = 1 / family.segment;
  const last = family.length - 1;
  for (let line = 0; line < family.lines; line++) {
    const base = line * family.length;
    const [entering, leaving] = [inflow.first[line], -inflow.last[line]];
    let flow = entering;
    let first = 0;
    let largest = 0;
    let worst = 0;
    for (let k = base; k < base + last; k++) {
      let onward = wire * (head[k] - head[k + 1]);
      if (tail !== null) onward += wire * (tail[k] - tail[k + 1]);
      const left = Math.abs(flow - device[k] - onward);
      largest = Math.max(largest, Math.abs(onward));
      if (k > base) worst = Math.max(worst, left);
      else first = left;
      flow = onward;
    }
    const end = Math.abs(flow - device[base + last] - leaving);
    const own = Math.max(Math.abs(entering), Math.abs(device[base]));
    const endOwn = Math.max(Math.abs(leaving), Math.abs(device[base + last]), last === 0 ? own : 0);
    if (held.first[line] === 1) first = 0;
    const lasting = held.last[line] === 1 ? 0 : end;
    total[line] = last * worst + first + lasting;
    relative[line] = lineShare(largest, worst, first, own, lasting, endOwn);
  }
}

/** Worst of the inner nodes, over the wires' largest current, and of the ends, over their own if larger. */
const lineShare = (
  wires: number,
  inner: number,
  first: number,
  firstOwn: number,
  end: number,
  endOwn: number,
): number =>
  Math.max(share(inner, wires), share(first, Math.max(wires, firstOwn)), share(end, Math.max(wires, endOwn)));

/** Bit lines side by side: walking down the columns of a large array costs a cache miss per cell. */
function balanceBits(
  family: LineFamily,
  potentials: Potentials,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  { relative, total }: LineBalance,
): void {
  const { head, tail } = linePotential(potentials, family);
  const { lines } = family;
  const wire = 1 / family.segment;
  const last = family.length - 1;
  const flow = inflow.first.slice();
  const worst = new Float64Array(lines);
  const largest = new Float64Array(lines);
  const first = new Float64Array(lines);
  for (let n = 0; n < last; n++) {
    const base = n * lines;
    for (let j = 0; j < lines; j++) {
      const k = base + j;
      let onward = wire * (head[k] - head[k + lines]);
      if (tail !== null) onward += wire * (tail[k] - tail[k + lines]);
      worst[j] = Math.max(worst[j], Math.abs(flow[j] + device[k] - onward));
      largest[j] = Math.max(largest[j], Math.abs(onward));
      flow[j] = onward;
    }
    if (n > 0) continue;
    first.set(worst);
    worst.fill(0);
  }
  for (let j = 0; j < lines; j++) {
    const k = last * lines + j;
    const [entering, leaving] = [inflow.first[j], -inflow.last[j]];
    const own = Math.max(Math.abs(entering), Math.abs(device[j]));
    const endOwn = Math.max(Math.abs(leaving), Math.abs(device[k]), last === 0 ? own : 0);
    const starting = held.first[j] === 1 ? 0 : first[j];
    const lasting = held.last[j] === 1 ? 0 : Math.abs(flow[j] + device[k] - leaving);
    total[j] = last * worst[j] + starting + lasting;
    relative[j] = lineShare(largest[j], worst[j], starting, own, lasting, endOwn);
  }
}
