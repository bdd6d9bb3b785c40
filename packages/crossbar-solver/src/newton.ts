import {
  bitLines,
  type Circuit,
  isPin,
  type LineFamily,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { sourceRange } from "./circuit-faults.ts";
import { conjugateGradient, type IterationLimits, type LinearOutcome } from "./conjugate-gradient.ts";
import {
  coContent,
  type Potentials,
  readPotentials,
  steepness,
  type Tangent,
  tangent,
  voltageAt,
} from "./device-law.ts";
import { UnconvergedError } from "./errors.ts";
import { factorLines, injectSources } from "./factor-lines.ts";
import type { FloatingLines } from "./islands.ts";
import type { LineSystem } from "./line-system.ts";

const MAX_STEPS = 800;
const MAX_HALVINGS = 30;

/** Steepness times span above which a tangent far from the solution may spoil the linear solve. */
const STEEP = 4;

/** Relative tolerance of the linear solves while Newton is still far away. */
const LOOSE = 1e-4;

/**
 * Operating point of a crossbar of curved cells by Newton's method: every step is a linear crossbar of
 * tangent cells. The network's co-content is convex and smallest at the solution, so a step that would raise
 * it is halved. Leaves the potentials in `system`, which stays factored for the last tangents but one step.
 */
export function solveNonlinear(
  system: LineSystem,
  circuit: Circuit,
  floating: FloatingLines,
  shift: number,
  limits: IterationLimits,
): LinearOutcome {
  const { low, high } = sourceRange(circuit);
  const span = high - low;
  const a = steepness(circuit, span);
  const cells: Tangent = {
    slope: circuit.conductance.slice(),
    offset: new Float64Array(circuit.conductance.length),
  };
  // Beyond the span a cell with K < 0 has no tangent with a slope above 0.
  const isBounded = span > 0 && (a * span > STEEP || circuit.device.model === "cubic");
  const reach = isBounded ? voltageReach(circuit, span) : null;
  let iterations = 0;
  let error = 0;
  const step = (tolerance: number, fromZero: boolean): Potentials => {
    loadTangents(system, circuit, floating, shift, cells);
    const maxIterations = limits.maxIterations - iterations;
    const outcome = conjugateGradient(system, fromZero, { ...limits, tolerance, maxIterations });
    iterations += outcome.iterations;
    error = outcome.error;
    return readPotentials(system, circuit, shift);
  };

  let at = step(LOOSE, true);
  let tolerance = LOOSE;
  for (let count = 0; count < MAX_STEPS; count++) {
    tangent(circuit, at.word, at.bit, reach, cells);
    const next = step(tolerance, false);
    const change = largestChange(at, next, floating, circuit.columns);
    // Near the solution the next error is about a·change²/2, so the search would measure only rounding.
    const reached = a * change > 0.05 ? search(circuit, floating, shift, at, next) : next;
    const isTight = tolerance === limits.tolerance && reached === next;
    const isReached = change * Math.min(1, a * change) <= 0.01 * limits.tolerance * span;
    if (isTight && (isReached || change <= 64 * Number.EPSILON * span)) return { iterations, error };
    at = reached;
    // A held node is 0 to the linear system, whatever its source.
    if (reached !== next)
      for (let k = 0; k < at.word.length; k++) system.word[k] = system.wordPivot[k] === 0 ? 0 : at.word[k];
    tolerance = Math.max(limits.tolerance, Math.min(LOOSE, 1e-3 * (a * change) ** 2));
  }
  throw new UnconvergedError(`crossbar solve: no operating point after ${MAX_STEPS} Newton steps`);
}

/**
 * Largest voltage (V) each cell can have at the solution: no more current reaches it than its two nodes' own
 * wires and terminals carry with the whole span of the sources across them. A steep cell's tangent beyond
 * that would be a near-short of any size.
 */
function voltageReach(circuit: Circuit, span: number): Float64Array {
  const { rows, columns } = circuit;
  const words = wordLines(circuit);
  const bits = bitLines(circuit);
  const reach = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      const feed = Math.min(nodeFeed(circuit, words, i, j), nodeFeed(circuit, bits, j, i));
      reach[k] = Math.min(span, voltageAt(circuit, k, span * feed));
    }
  return reach;
}

/** Conductance that feeds a node from outside its cells (S). */
function nodeFeed(circuit: Circuit, family: LineFamily, line: number, n: number): number {
  if (family.segment === 0) return Number.POSITIVE_INFINITY;
  const isFirst = n === 0;
  const isLast = n === family.length - 1;
  let feed = (2 - Number(isFirst) - Number(isLast)) / family.segment;
  if (isFirst)
    feed += 1 / (terminalAt(circuit, family.firstSide, line)?.resistance ?? Number.POSITIVE_INFINITY);
  if (isLast)
    feed += 1 / (terminalAt(circuit, family.lastSide, line)?.resistance ?? Number.POSITIVE_INFINITY);
  return feed;
}

/** The linear crossbar of one step: tangent slopes as cells, their offsets as current sources. */
function loadTangents(
  system: LineSystem,
  circuit: Circuit,
  floating: FloatingLines,
  shift: number,
  { slope, offset }: Tangent,
): void {
  factorLines(system, circuit, floating, slope);
  for (let k = 0; k < offset.length; k++) {
    system.wordInjection[k] = -offset[k];
    system.bitInjection[k] = offset[k];
  }
  injectSources(system, circuit, slope, 0, (side, line) => terminalAt(circuit, side, line)!.voltage - shift);
}

function largestChange(at: Potentials, next: Potentials, floating: FloatingLines, columns: number): number {
  let largest = 0;
  for (let k = 0; k < at.word.length; k++) {
    if (floating.word[Math.floor(k / columns)] === 0)
      largest = Math.max(largest, Math.abs(next.word[k] - at.word[k]));
    if (floating.bit[k % columns] === 0) largest = Math.max(largest, Math.abs(next.bit[k] - at.bit[k]));
  }
  return largest;
}

/** The first of next, (at + next)/2, … whose co-content is not above that of `at`. */
function search(
  circuit: Circuit,
  floating: FloatingLines,
  shift: number,
  at: Potentials,
  next: Potentials,
): Potentials {
  const start = networkCoContent(circuit, floating, shift, at);
  let trial = next;
  for (let share = 0.5, halving = 0; halving < MAX_HALVINGS; halving++, share /= 2) {
    if (networkCoContent(circuit, floating, shift, trial) <= start * (1 + 1e-12)) return trial;
    trial = {
      ...next,
      word: between(at.word, next.word, share),
      bit: between(at.bit, next.bit, share),
    };
  }
  return trial;
}

const between = (from: Float64Array, to: Float64Array, share: number): Float64Array =>
  from.map((value, k) => value + share * (to[k] - value));

/** Σ ∫I dV over all branches (W). */
function networkCoContent(
  circuit: Circuit,
  floating: FloatingLines,
  shift: number,
  { word, bit }: Potentials,
): number {
  let total = 0;
  for (let k = 0; k < word.length; k++)
    if (floating.word[Math.floor(k / circuit.columns)] === 0)
      total += coContent(circuit, k, word[k] - bit[k]);
  const words = wordLines(circuit);
  const bits = bitLines(circuit);
  for (let i = 0; i < circuit.rows; i++)
    if (floating.word[i] === 0) total += lineCoContent(circuit, words, i, word, shift);
  for (let j = 0; j < circuit.columns; j++)
    if (floating.bit[j] === 0) total += lineCoContent(circuit, bits, j, bit, shift);
  return total;
}

function lineCoContent(
  circuit: Circuit,
  family: LineFamily,
  line: number,
  potential: Float64Array,
  shift: number,
): number {
  let total = 0;
  if (family.segment > 0)
    for (let n = 1; n < family.length; n++) {
      const k = line * family.lineStride + n * family.nodeStride;
      total += (potential[k] - potential[k - family.nodeStride]) ** 2 / (2 * family.segment);
    }
  for (const side of [family.firstSide, family.lastSide]) {
    const terminal = terminalAt(circuit, side, line);
    if (terminal === null || isPin(terminal)) continue;
    const drop = terminal.voltage - shift - potential[terminalNode(family, side, line)];
    total += drop ** 2 / (2 * terminal.resistance);
  }
  return total;
}
