import { type Circuit, isPin, isSingleNode, type LineFamily, type Side, terminalAt } from "./circuit.ts";
import { linePotential, type Potentials } from "./potentials.ts";

/** Current each line receives from its two terminals (A); 0 where there is none. */
export interface LineInflow {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** What Kirchhoff's current law leaves over on each line, measured with the node potentials themselves. */
export interface LineBalance {
  /** Largest mismatch of a node that no pin holds (A). */
  readonly mismatch: Float64Array;
  /** Σ |mismatch| of these nodes (A); NaN if any is. */
  readonly total: Float64Array;
  /** Largest current of a wire, or of a cell or terminal at such a node (A). */
  readonly largest: Float64Array;
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
  const balance: LineBalance = {
    mismatch: new Float64Array(lines),
    total: new Float64Array(lines),
    largest: new Float64Array(lines),
  };
  const held = heldEnds(circuit, family);
  if (family.segment === 0) balanceIdealLines(family, device, inflow, held, balance);
  else if (family.kind === "word") balanceWords(family, potentials, device, inflow, held, balance);
  else balanceBits(family, potentials, device, inflow, held, balance);
  for (let line = 0; line < lines; line++) {
    if (held.first[line] === 0) raise(balance.largest, line, inflow.first[line]);
    if (held.last[line] === 0) raise(balance.largest, line, inflow.last[line]);
  }
  return balance;
}

function heldEnds(circuit: Circuit, family: LineFamily): HeldEnds {
  const pinned = (side: Side): Uint8Array =>
    Uint8Array.from({ length: family.lines }, (_, line) => {
      const terminal = terminalAt(circuit, side, line);
      return terminal !== null && isPin(terminal) ? 1 : 0;
    });
  const first = pinned(family.firstSide);
  const last = pinned(family.lastSide);
  if (!isSingleNode(family)) return { first, last };
  const either = first.map((mark, line) => mark | last[line]);
  return { first: either, last: either };
}

function raise(largest: Float64Array, line: number, current: number): void {
  const size = Math.abs(current);
  if (size > largest[line]) largest[line] = size;
}

function balanceIdealLines(
  family: LineFamily,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  { mismatch, total, largest }: LineBalance,
): void {
  const sign = family.kind === "word" ? 1 : -1;
  const flow = inflow.first.slice();
  // Row-major for both families.
  const [outer, inner] =
    family.kind === "word" ? [family.lines, family.length] : [family.length, family.lines];
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < inner; j++) {
      const line = family.kind === "word" ? i : j;
      const current = device[i * inner + j];
      flow[line] -= sign * current;
      raise(largest, line, current);
    }
  for (let line = 0; line < family.lines; line++) {
    if (held.first[line] === 1) {
      largest[line] = 0;
      continue;
    }
    mismatch[line] = Math.abs(flow[line] + inflow.last[line]);
    total[line] = mismatch[line];
  }
}

/** Word lines one after the other: their nodes follow each other in memory. */
function balanceWords(
  family: LineFamily,
  potentials: Potentials,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  balance: LineBalance,
): void {
  const { head, tail } = linePotential(potentials, family);
  const wire = 1 / family.segment;
  const last = family.length - 1;
  for (let line = 0; line < family.lines; line++) {
    const base = line * family.length;
    let flow = inflow.first[line];
    let mismatch = 0;
    let total = 0;
    let largest = 0;
    for (let n = 0; n <= last; n++) {
      const k = base + n;
      let onward = -inflow.last[line];
      if (n < last) {
        onward = wire * (head[k] - head[k + 1]);
        if (tail !== null) onward += wire * (tail[k] - tail[k + 1]);
        const size = Math.abs(onward);
        if (size > largest) largest = size;
      }
      const left = Math.abs(flow - device[k] - onward);
      flow = onward;
      if (n === 0 && held.first[line] === 1) continue;
      if (n === last && held.last[line] === 1) continue;
      const cell = Math.abs(device[k]);
      if (cell > largest) largest = cell;
      if (left > mismatch) mismatch = left;
      total += left;
    }
    balance.mismatch[line] = mismatch;
    balance.total[line] = total;
    balance.largest[line] = largest;
  }
}

/** Bit lines abreast: walking down the columns of a large array costs a cache miss a cell. */
function balanceBits(
  family: LineFamily,
  potentials: Potentials,
  device: Float64Array,
  inflow: LineInflow,
  held: HeldEnds,
  { mismatch, total, largest }: LineBalance,
): void {
  const { head, tail } = linePotential(potentials, family);
  const { lines } = family;
  const wire = 1 / family.segment;
  const last = family.length - 1;
  const flow = inflow.first.slice();
  const unheld = new Uint8Array(lines);
  for (let n = 0; n <= last; n++) {
    const isHeld = n === 0 ? held.first : n === last ? held.last : unheld;
    const isBoth = last === 0;
    for (let j = 0; j < lines; j++) {
      const k = n * lines + j;
      let onward = -inflow.last[j];
      if (n < last) {
        onward = wire * (head[k] - head[k + lines]);
        if (tail !== null) onward += wire * (tail[k] - tail[k + lines]);
        const size = Math.abs(onward);
        if (size > largest[j]) largest[j] = size;
      }
      const left = Math.abs(flow[j] + device[k] - onward);
      flow[j] = onward;
      if (isHeld[j] === 1 || (isBoth && held.last[j] === 1)) continue;
      const cell = Math.abs(device[k]);
      if (cell > largest[j]) largest[j] = cell;
      if (left > mismatch[j]) mismatch[j] = left;
      total[j] += left;
    }
  }
}
