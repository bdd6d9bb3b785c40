import {
  bitLines,
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import type { Potentials } from "./device-law.ts";
import type { FloatingLines } from "./islands.ts";
import type { PairedSums } from "./paired-sums.ts";

/** A source behind a resistance: conductance (S) and voltage (V) over the reference. */
interface Tie {
  readonly node: number;
  readonly conductance: number;
  readonly voltage: number;
}

/**
 * A crossbar as nodes and branches. Word node k is node k, bit node k is node cells + k; the nodes of an
 * ideal line are one, its first.
 */
export interface NodalNetwork {
  readonly circuit: Circuit;
  readonly wordNode: Int32Array;
  readonly bitNode: Int32Array;
  /** 1 where a node's potential is given: pinned, or on a floating line, where it is an unused 0. */
  readonly held: Uint8Array;
  /** Potential of the held nodes (V). */
  readonly given: Float64Array;
  readonly ties: readonly Tie[];
}

/** The network of a circuit whose sources are all lowered by `shift` (V). */
export function nodalNetwork(circuit: Circuit, floating: FloatingLines, shift: number): NodalNetwork {
  const cells = circuit.rows * circuit.columns;
  const held = new Uint8Array(2 * cells);
  const given = new Float64Array(2 * cells);
  const ties: Tie[] = [];
  const nodesOf = (family: LineFamily, floats: Uint8Array): Int32Array => {
    const base = family.kind === "word" ? 0 : cells;
    const nodes = new Int32Array(cells);
    for (let line = 0; line < family.lines; line++)
      for (let n = 0; n < family.length; n++) {
        const at = line * family.lineStride + n * family.nodeStride;
        nodes[at] = base + (isSingleNode(family) ? line * family.lineStride : at);
        if (floats[line] === 1) held[nodes[at]] = 1;
      }
    for (const side of [family.firstSide, family.lastSide])
      for (let line = 0; line < family.lines; line++) {
        const terminal = terminalAt(circuit, side, line);
        if (terminal === null) continue;
        const node = nodes[terminalNode(family, side, line)];
        const voltage = terminal.voltage - shift;
        if (isPin(terminal)) {
          held[node] = 1;
          given[node] = voltage;
        } else ties.push({ node, conductance: 1 / terminal.resistance, voltage });
      }
    return nodes;
  };
  const wordNode = nodesOf(wordLines(circuit), floating.word);
  const bitNode = nodesOf(bitLines(circuit), floating.bit);
  return { circuit, wordNode, bitNode, held, given, ties };
}

/** Largest potential of any source (V), pinned or resistive. */
export function largestSource({ given, ties }: NodalNetwork): number {
  let largest = 0;
  for (const voltage of given) largest = Math.max(largest, Math.abs(voltage));
  for (const { voltage } of ties) largest = Math.max(largest, Math.abs(voltage));
  return largest;
}

/** Adds the current of a cell (A), at a voltage (V) given as head and tail, to its two nodes. */
export type CellCurrent = (into: PairedSums, from: number, to: number, cell: number, drop: Drop) => void;

interface Drop {
  head: number;
  tail: number;
}

/** Current into each node that its branches do not carry off (A), at the given potentials. */
export function nodalMismatch(
  network: NodalNetwork,
  at: PairedSums,
  carry: CellCurrent,
  into: PairedSums,
): void {
  const { circuit, wordNode, bitNode, held, ties } = network;
  const { rows, columns, conductance } = circuit;
  const drop: Drop = { head: 0, tail: 0 };
  const wire = (from: number, to: number, factor: number): void => {
    if (from === to || (held[from] === 1 && held[to] === 1)) return;
    subtract(at, from, to, drop);
    into.addProduct(from, -factor, drop.head, drop.tail);
    into.addProduct(to, factor, drop.head, drop.tail);
  };
  into.clear();
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      if (conductance[k] > 0 && !(held[wordNode[k]] === 1 && held[bitNode[k]] === 1)) {
        subtract(at, wordNode[k], bitNode[k], drop);
        carry(into, wordNode[k], bitNode[k], k, drop);
      }
      if (j + 1 < columns) wire(wordNode[k], wordNode[k + 1], 1 / circuit.wordSegment);
      if (i + 1 < rows) wire(bitNode[k], bitNode[k + columns], 1 / circuit.bitSegment);
    }
  for (const { node, conductance: tie, voltage } of ties) {
    const head = voltage - at.head[node];
    const back = head - voltage;
    const lost = voltage - (head - back) + (-at.head[node] - back);
    into.addProduct(node, tie, head, lost - at.tail[node]);
  }
}

/** Potential of one node over another, to twice the digits. */
function subtract(at: PairedSums, from: number, to: number, drop: Drop): void {
  const a = at.head[from];
  const b = -at.head[to];
  const sum = a + b;
  const back = sum - a;
  const lost = a - (sum - back) + (b - back) + (at.tail[from] - at.tail[to]);
  drop.head = sum + lost;
  drop.tail = lost - (drop.head - sum);
}

/** Potentials of all nodes, one for each place on a line. */
export function spreadPotentials({ wordNode, bitNode }: NodalNetwork, at: PairedSums): Potentials {
  return {
    word: Float64Array.from(wordNode, (node) => at.head[node]),
    bit: Float64Array.from(bitNode, (node) => at.head[node]),
    wordTail: Float64Array.from(wordNode, (node) => at.tail[node]),
    bitTail: Float64Array.from(bitNode, (node) => at.tail[node]),
  };
}
