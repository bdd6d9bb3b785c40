import {
  bitLines,
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  SIDES,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import type { FloatingLines } from "./islands.ts";
import type { LineSystem, Wire } from "./line-system.ts";

/**
 * Factors both line families for the given small-signal cell conductances (S, rows × columns) and fills the
 * couplings. Pinned nodes and floating lines are held at 0 V; `inject` adds what the pins drive.
 */
export function factorLines(
  system: LineSystem,
  circuit: Circuit,
  floating: FloatingLines,
  cells: Float64Array,
): void {
  const { coupling, wordPivot, bitPivot } = system;
  const words = wordLines(circuit);
  const bits = bitLines(circuit);
  system.setWires(wireOf(words), wireOf(bits));
  factorFamily(system, words, circuit, floating.word, cells);
  factorFamily(system, bits, circuit, floating.bit, cells);
  coupling.set(cells);
  if (!holdsNodes(circuit, floating)) return;
  for (let k = 0; k < cells.length; k++) {
    if (wordPivot[k] === 0) system.wordExcess[k] = 0;
    if (wordPivot[k] === 0 || bitPivot[k] === 0) coupling[k] = 0;
  }
}

const holdsNodes = (circuit: Circuit, floating: FloatingLines): boolean =>
  floating.word.includes(1) ||
  floating.bit.includes(1) ||
  SIDES.some((side) => circuit.terminals[side]?.some((terminal) => terminal !== null && isPin(terminal)));

const wireOf = (family: LineFamily): Wire =>
  family.segment > 0 ? { conductance: 1 / family.segment, retained: 1 } : { conductance: 1, retained: 0 };

/**
 * Inverse pivots of every line. The pivot of a node is its wire plus its *excess*: the conductance to the
 * outside of the line seen from there, own cells and terminals plus what lies behind, in series with the
 * wire. Carrying the excess instead of the diagonal subtracts nothing, so a line tied to its sources by 1 nS
 * through wires of 1 kS keeps all its digits.
 */
function factorFamily(
  system: LineSystem,
  family: LineFamily,
  circuit: Circuit,
  floating: Uint8Array,
  cells: Float64Array,
): void {
  const pivot = family.kind === "word" ? system.wordPivot : system.bitPivot;
  pivot.set(cells);
  addTerminals(pivot, family, circuit);
  for (let line = 0; line < family.lines; line++)
    if (floating[line] === 1) fillLine(pivot, family, line, Number.POSITIVE_INFINITY);
  if (family.kind === "word") system.wordExcess.set(pivot);
  if (family.segment > 0) system.invertChains(family.kind);
  else invertSums(pivot, family);
}

function addTerminals(excess: Float64Array, family: LineFamily, circuit: Circuit): void {
  for (const side of [family.firstSide, family.lastSide])
    for (let line = 0; line < family.lines; line++) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal !== null) excess[terminalNode(family, side, line)] += 1 / terminal.resistance;
    }
}

/** An ideal line is one node: the last node's pivot is the line's whole conductance, the others pass on. */
function invertSums(pivot: Float64Array, family: LineFamily): void {
  for (let line = 0; line < family.lines; line++) {
    let total = 0;
    for (let n = 0; n < family.length; n++) total += pivot[line * family.lineStride + n * family.nodeStride];
    const held = 1 / total === 0;
    fillLine(pivot, family, line, held ? 0 : 1);
    pivot[line * family.lineStride + (family.length - 1) * family.nodeStride] = 1 / total;
  }
}

function fillLine(array: Float64Array, family: LineFamily, line: number, value: number): void {
  for (let n = 0; n < family.length; n++) array[line * family.lineStride + n * family.nodeStride] = value;
}

/**
 * Adds the sources of a circuit to one lane's injections. `voltage` may differ from the terminal's own: the
 * solver shifts all of them, a transfer matrix drives one at a time.
 */
export function injectSources(
  system: LineSystem,
  circuit: Circuit,
  cells: Float64Array,
  lane: number,
  voltage: (side: Side, line: number) => number,
): void {
  for (const family of [wordLines(circuit), bitLines(circuit)])
    for (const side of [family.firstSide, family.lastSide])
      for (let line = 0; line < family.lines; line++)
        if (terminalAt(circuit, side, line) !== null)
          injectSource(system, circuit, family, side, line, cells, lane, voltage(side, line));
}

/** The same for one terminal, which may be none. Injecting −source undoes it exactly. */
export function injectSource(
  system: LineSystem,
  circuit: Circuit,
  family: LineFamily,
  side: Side,
  line: number,
  cells: Float64Array,
  lane: number,
  source: number,
): void {
  const terminal = terminalAt(circuit, side, line);
  if (terminal === null || source === 0 || isRepeatedPin(circuit, family, side, line)) return;
  if (isPin(terminal)) {
    injectPin(system, family, side, line, cells, lane, source);
    return;
  }
  const own = family.kind === "word" ? system.wordInjection : system.bitInjection;
  own[terminalNode(family, side, line) * system.lanes + lane] += source / terminal.resistance;
}

/** Two pins on one node drive it only once. */
function isRepeatedPin(circuit: Circuit, family: LineFamily, side: Side, line: number): boolean {
  if (side === family.firstSide || !isSingleNode(family)) return false;
  const first = terminalAt(circuit, family.firstSide, line);
  return first !== null && isPin(first);
}

/** A held node drives its neighbours: along the wire, and through its cells the lines that cross it. */
function injectPin(
  system: LineSystem,
  family: LineFamily,
  side: Side,
  line: number,
  cells: Float64Array,
  lane: number,
  source: number,
): void {
  const { lanes } = system;
  const isWord = family.kind === "word";
  const own = isWord ? system.wordInjection : system.bitInjection;
  const across = isWord ? system.bitInjection : system.wordInjection;
  if (family.segment > 0) {
    const at = terminalNode(family, side, line);
    across[at * lanes + lane] += cells[at] * source;
    const inward = side === family.firstSide ? family.nodeStride : -family.nodeStride;
    if (family.length > 1) own[(at + inward) * lanes + lane] += source / family.segment;
    return;
  }
  for (let n = 0; n < family.length; n++) {
    const at = line * family.lineStride + n * family.nodeStride;
    across[at * lanes + lane] += cells[at] * source;
  }
}
