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

/** Whether a solution needs no Newton steps. */
export const isLinear = ({ device }: Circuit): boolean =>
  device.model === "linear" || (device.model === "cubic" && device.cubic.every((k) => k === 0));

/** Current of every cell from word to bit line (A), rows × columns. */
export function deviceCurrent(circuit: Circuit, { word, bit, wordTail, bitTail }: Potentials): Float64Array {
  const { conductance, device } = circuit;
  const current = new Float64Array(conductance.length);
  const a = device.model === "sinh" ? device.sharpness : 0;
  const cubic = device.model === "cubic" ? device.cubic : null;
  for (let k = 0; k < current.length; k++) {
    let voltage = word[k] - bit[k];
    if (wordTail !== null && bitTail !== null) voltage += wordTail[k] - bitTail[k];
    if (cubic !== null) current[k] = (conductance[k] + cubic[k] * voltage * voltage) * voltage;
    else current[k] = a === 0 ? conductance[k] * voltage : (conductance[k] / a) * Math.sinh(a * voltage);
  }
  return current;
}

/**
 * Largest |d²I/dV²| / (dI/dV) of any cell within ±`span` V, 1/V: what Newton's error grows with. For sinh cells
 * it is a; for G·V + K·V³ with K > 0 it is √(3K/G), at V = √(G/3K), and with K < 0 it is largest at the span.
 */
export function steepness({ conductance, device }: Circuit, span: number): number {
  if (device.model === "linear") return 0;
  if (device.model === "sinh") return device.sharpness;
  let largest = 0;
  for (let k = 0; k < conductance.length; k++) {
    const cubic = device.cubic[k];
    if (cubic === 0) continue;
    const relative = (3 * cubic) / conductance[k];
    largest = Math.max(
      largest,
      cubic > 0 ? Math.sqrt(relative) : (-2 * relative * span) / (1 + relative * span * span),
    );
  }
  return largest;
}

/** Largest voltage (V) of cell k that a current of at most `current` A allows, or a bound above it. */
export function voltageAt({ conductance, device }: Circuit, k: number, current: number): number {
  if (device.model === "sinh")
    return Math.asinh((device.sharpness * current) / conductance[k]) / device.sharpness;
  if (device.model === "cubic" && device.cubic[k] > 0) return Math.cbrt(current / device.cubic[k]);
  return Number.POSITIVE_INFINITY;
}

/** A linear cell that touches the law at the present voltages: I = slope·V + offset. */
export interface Tangent {
  /** S, rows × columns. */
  readonly slope: Float64Array;
  /** A, rows × columns. */
  readonly offset: Float64Array;
}

/** Tangents at the cells' voltages, limited to ±`reach` (V). */
export function tangent(
  { conductance, device }: Circuit,
  word: Float64Array,
  bit: Float64Array,
  reach: Float64Array | null,
  into: Tangent,
): void {
  const sharpness = device.model === "sinh" ? device.sharpness : 0;
  const cubic = device.model === "cubic" ? device.cubic : null;
  for (let k = 0; k < conductance.length; k++) {
    let voltage = word[k] - bit[k];
    if (reach !== null) voltage = Math.max(-reach[k], Math.min(reach[k], voltage));
    if (cubic !== null) {
      const bend = cubic[k] * voltage * voltage;
      into.slope[k] = conductance[k] + 3 * bend;
      into.offset[k] = -2 * bend * voltage;
      continue;
    }
    // One exponential serves both functions; below 1e-2 its difference would cancel in sinh.
    const x = sharpness * voltage;
    const rising = Math.exp(x);
    const cosh = 0.5 * (rising + 1 / rising);
    const sinh = Math.abs(x) < 1e-2 ? Math.sinh(x) : 0.5 * (rising - 1 / rising);
    into.slope[k] = conductance[k] * cosh;
    into.offset[k] = (conductance[k] / sharpness) * sinh - into.slope[k] * voltage;
  }
}

/** Integral of I dV from 0 (W): what cell k adds to the network's co-content. */
export function coContent({ conductance, device }: Circuit, k: number, voltage: number): number {
  const square = voltage * voltage;
  if (device.model === "linear") return 0.5 * conductance[k] * square;
  if (device.model === "cubic") return (0.5 * conductance[k] + 0.25 * device.cubic[k] * square) * square;
  // cosh x − 1 = 2 sinh²(x/2), without the cancellation.
  const half = Math.sinh(0.5 * device.sharpness * voltage) / device.sharpness;
  return 2 * conductance[k] * half * half;
}

/** Current of cell k from word to bit line (A) at one voltage. */
export function currentAt({ conductance, device }: Circuit, k: number, voltage: number): number {
  if (device.model === "linear") return conductance[k] * voltage;
  if (device.model === "cubic") return (conductance[k] + device.cubic[k] * voltage * voltage) * voltage;
  return (conductance[k] / device.sharpness) * Math.sinh(device.sharpness * voltage);
}

/** Slope of cell k's law (S) at one voltage. */
export function slopeAt({ conductance, device }: Circuit, k: number, voltage: number): number {
  if (device.model === "linear") return conductance[k];
  if (device.model === "cubic") return conductance[k] + 3 * device.cubic[k] * voltage * voltage;
  return conductance[k] * Math.cosh(device.sharpness * voltage);
}

/**
 * Node potentials (V), rows × columns each; those of floating lines are ignored. Each is the sum of a head
 * and, after refinement, a tail far smaller than the head's rounding: the current of a stiff branch is a
 * difference of potentials that agree to most of their digits, and only the tails hold the rest.
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
