import {
  bitLines,
  type Circuit,
  isPin,
  type LineFamily,
  SIDES,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { deviceCurrent, dropBelow, dropBetween, linePotential, type Potentials } from "./device-law.ts";
import { type FloatingLines, findIslands, type Islands } from "./islands.ts";
import type { LineSystem } from "./line-system.ts";

/** Each refinement leaves this share of the mismatch. */
const SHARE = 1e-4;

export interface Refinement {
  readonly potentials: Potentials;
  readonly iterations: number;
  /** Estimated relative error of the refined potentials. */
  readonly error: number;
}

/**
 * One step of iterative refinement: the KCL mismatch of every node, which differences of stored potentials
 * give to the last digit of each branch current, drives the factored system again, and the answer goes into
 * the tails. Needed where wires or near-shorts are so stiff, or a line's tie to the sources so weak, that the
 * rounding of potentials shows in the currents. `system` keeps its factors, not its injections.
 */
export function refine(
  system: LineSystem,
  circuit: Circuit,
  floating: FloatingLines,
  potentials: Potentials,
  shift: number,
  maxIterations: number,
): Refinement {
  const load = (at: Potentials): void => {
    const device = deviceCurrent(circuit, at);
    loadMismatch(system.wordInjection, wordLines(circuit), circuit, floating.word, at, device, shift);
    loadMismatch(system.bitInjection, bitLines(circuit), circuit, floating.bit, at, device, shift);
  };
  const lift = (at: Potentials): Potentials =>
    liftIslands(circuit, at, system.wordInjection, system.bitInjection);
  load(potentials);
  const lifted = lift(potentials);
  load(lifted);
  system.word.fill(0);
  const { iterations, error } = conjugateGradient(system, true, {
    tolerance: SHARE,
    maxIterations,
    margin: 0.1,
  });
  const solved = {
    ...lifted,
    wordTail: sum(system.word, lifted.wordTail),
    bitTail: sum(system.bit, lifted.bitTail),
  };
  const scale = Math.max(peak(potentials.word), peak(potentials.bit));
  const correction = Math.max(peak(system.word), peak(system.bit));
  // Last, because the weaker an island's tie, the more of its lift the iteration would spoil again.
  load(solved);
  return {
    potentials: lift(solved),
    iterations,
    error: correction === 0 ? 0 : Math.min(1, error) * (correction / scale),
  };
}

/** Current into each node that its branches do not carry off (A). Held nodes balance by definition; what is
 * written there has no effect. */
function loadMismatch(
  into: Float64Array,
  family: LineFamily,
  circuit: Circuit,
  floating: Uint8Array,
  potentials: Potentials,
  device: Float64Array,
  shift: number,
): void {
  const own = linePotential(potentials, family);
  const sign = family.kind === "word" ? 1 : -1;
  const wire = family.segment === 0 ? 0 : 1 / family.segment;
  for (let line = 0; line < family.lines; line++) {
    let flow = 0;
    for (let n = 0; n < family.length; n++) {
      const k = line * family.lineStride + n * family.nodeStride;
      const onward = n < family.length - 1 ? wire * dropBetween(own, k, k + family.nodeStride) : 0;
      into[k] = floating[line] === 1 ? 0 : flow - onward - sign * device[k];
      flow = onward;
    }
    if (family.segment === 0 && floating[line] === 0) gatherAtLast(into, family, line);
    for (const side of [family.firstSide, family.lastSide]) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null || isPin(terminal)) continue;
      const node = terminalNode(family, side, line);
      const gathered =
        family.segment === 0 ? line * family.lineStride + (family.length - 1) * family.nodeStride : node;
      into[gathered] += dropBelow(terminal.voltage - shift, own, node) / terminal.resistance;
    }
  }
}

/** An ideal line is one node. Its balance is the sum, small where the parts are large: kept apart, their
 * rounding would drown it in every product that follows. */
function gatherAtLast(into: Float64Array, family: LineFamily, line: number): void {
  const last = line * family.lineStride + (family.length - 1) * family.nodeStride;
  for (let n = 0; n < family.length - 1; n++) {
    const k = line * family.lineStride + n * family.nodeStride;
    into[last] += into[k];
    into[k] = 0;
  }
}

const sum = (tail: Float64Array, before: Float64Array | null): Float64Array =>
  before === null ? tail.slice() : tail.map((value, k) => value + before[k]);

function peak(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/**
 * Lifts each island by the one potential that makes its mismatches (A, per node) sum to zero. Where only
 * large resistances tie an island to its sources, that lift is what double precision cannot find by
 * iteration, and a single division gives it. Islands with a pin, or without a source, stay.
 */
function liftIslands(
  circuit: Circuit,
  potentials: Potentials,
  wordMismatch: Float64Array,
  bitMismatch: Float64Array,
): Potentials {
  const { columns } = circuit;
  const islands = findIslands(circuit);
  const net = new Float64Array(islands.count);
  wordMismatch.forEach((current, k) => {
    net[islands.word[Math.floor(k / columns)]] += current;
  });
  bitMismatch.forEach((current, k) => {
    net[islands.bit[k % columns]] += current;
  });
  const tie = islandTies(circuit, islands);
  const lift = net.map((current, island) => (tie[island] > 0 ? current / tie[island] : 0));
  const { word, wordTail, bitTail } = potentials;
  return {
    ...potentials,
    wordTail: Float64Array.from(
      word,
      (_, k) => (wordTail?.[k] ?? 0) + lift[islands.word[Math.floor(k / columns)]],
    ),
    bitTail: Float64Array.from(word, (_, k) => (bitTail?.[k] ?? 0) + lift[islands.bit[k % columns]]),
  };
}

/** Conductance of each island to its sources (S); infinite where a pin holds it, 0 where it floats. */
function islandTies(circuit: Circuit, islands: Islands): Float64Array {
  const tie = new Float64Array(islands.count);
  for (const side of SIDES) {
    const numbers = side === "left" || side === "right" ? islands.word : islands.bit;
    numbers.forEach((island, line) => {
      const terminal = terminalAt(circuit, side, line);
      if (terminal !== null)
        tie[island] += isPin(terminal) ? Number.POSITIVE_INFINITY : 1 / terminal.resistance;
    });
  }
  return tie;
}
