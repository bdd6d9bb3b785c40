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
import type { LineSystem } from "./line-system.ts";

/**
 * Node potentials (V), rows × columns each; whatever stands on floating lines is ignored. Each is the sum of
 * a head and, after refinement, a tail far smaller than the head's rounding: the current of a stiff branch
 * is a difference of potentials that agree to most of their digits, and only the tails know the rest.
 */
export interface Potentials {
  readonly word: Float64Array;
  readonly bit: Float64Array;
  readonly wordTail: Float64Array | null;
  readonly bitTail: Float64Array | null;
}

export interface LinePotential {
  readonly head: Float64Array;
  readonly tail: Float64Array | null;
}

export const linePotential = (potentials: Potentials, family: LineFamily): LinePotential =>
  family.kind === "word"
    ? { head: potentials.word, tail: potentials.wordTail }
    : { head: potentials.bit, tail: potentials.bitTail };

/** Potential of node `from` over node `to` (V). */
export const dropBetween = ({ head, tail }: LinePotential, from: number, to: number): number =>
  tail === null ? head[from] - head[to] : head[from] - head[to] + (tail[from] - tail[to]);

/** `voltage` less the potential of a node (V). */
export const dropBelow = (voltage: number, { head, tail }: LinePotential, node: number): number =>
  tail === null ? voltage - head[node] : voltage - head[node] - tail[node];

/** Copies the potentials out of a solved one-lane system, with the held nodes at their sources' voltages. */
export function readPotentials(system: LineSystem, circuit: Circuit, shift: number): Potentials {
  const word = system.word.slice();
  const bit = system.bit.slice();
  placePins(word, wordLines(circuit), circuit, shift);
  placePins(bit, bitLines(circuit), circuit, shift);
  return { word, bit, wordTail: null, bitTail: null };
}

function placePins(potential: Float64Array, family: LineFamily, circuit: Circuit, shift: number): void {
  for (const side of [family.firstSide, family.lastSide])
    for (let line = 0; line < family.lines; line++) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null || !isPin(terminal)) continue;
      if (!isSingleNode(family)) {
        potential[terminalNode(family, side, line)] = terminal.voltage - shift;
        continue;
      }
      for (let n = 0; n < family.length; n++)
        potential[line * family.lineStride + n * family.nodeStride] = terminal.voltage - shift;
    }
}
