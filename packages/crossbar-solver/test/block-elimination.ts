import { LuDecomposition, Matrix } from "ml-matrix";
import { type Circuit, isPin, type Side, terminalAt } from "../src/circuit.ts";
import { circuitFaults } from "../src/circuit-faults.ts";
import { findFloatingLines } from "../src/islands.ts";

/** Nodes of one array row: word nodes 0 … columns−1, then bit nodes. */
interface RowBlock {
  readonly matrix: Matrix;
  readonly injection: Matrix;
}

/**
 * Node potentials of a linear array by direct block elimination over its rows, O(rows × columns³): a second
 * method, for small arrays, that shares nothing with the iterative one but the circuit. Only neighbouring
 * rows are coupled, through bit segments, so each row is eliminated into the next by a dense factorisation.
 * Floating lines come out as NaN. Throws RangeError for ideal lines and devices that are not linear.
 */
export function blockElimination(circuit: Circuit): { word: Float64Array; bit: Float64Array } {
  const { rows, columns } = circuit;
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  if (circuit.device.model !== "linear" || circuit.wordSegment === 0 || circuit.bitSegment === 0)
    throw new RangeError("blockElimination: expected linear devices and segments above 0");
  const factors: LuDecomposition[] = [];
  const injections: Matrix[] = [];
  const wire = 1 / circuit.bitSegment;
  for (let i = 0; i < rows; i++) {
    const { matrix, injection } = rowBlock(circuit, i);
    if (i > 0) {
      const above = factors[i - 1];
      const coupling = couplingAbove(circuit, i, wire);
      matrix.sub(coupling.transpose().mmul(above.solve(coupling)));
      injection.add(coupling.transpose().mmul(above.solve(injections[i - 1])));
    }
    factors.push(new LuDecomposition(matrix));
    injections.push(injection);
  }
  const word = new Float64Array(rows * columns);
  const bit = new Float64Array(rows * columns);
  let below: Matrix | null = null;
  for (let i = rows - 1; i >= 0; i--) {
    const driven = injections[i].clone();
    if (below !== null) driven.add(couplingAbove(circuit, i + 1, wire).mmul(below));
    below = factors[i].solve(driven);
    for (let j = 0; j < columns; j++) {
      word[i * columns + j] = below.get(j, 0);
      bit[i * columns + j] = below.get(columns + j, 0);
    }
  }
  return markFloating(circuit, word, bit);
}

function rowBlock(circuit: Circuit, i: number): RowBlock {
  const { rows, columns, conductance } = circuit;
  const matrix = Matrix.zeros(2 * columns, 2 * columns);
  const injection = Matrix.zeros(2 * columns, 1);
  const add = (a: number, b: number, value: number): void => {
    matrix.set(a, b, matrix.get(a, b) + value);
  };
  const join = (a: number, b: number, g: number): void => {
    add(a, a, g);
    add(b, b, g);
    add(a, b, -g);
    add(b, a, -g);
  };
  for (let j = 0; j < columns; j++) {
    join(j, columns + j, conductance[i * columns + j]);
    if (j + 1 < columns) join(j, j + 1, 1 / circuit.wordSegment);
    const neighbours = Number(i > 0) + Number(i < rows - 1);
    add(columns + j, columns + j, neighbours / circuit.bitSegment);
  }
  const attach = (side: Side, line: number, node: number): void => {
    const terminal = terminalAt(circuit, side, line);
    if (terminal === null || isPin(terminal)) return;
    add(node, node, 1 / terminal.resistance);
    injection.set(node, 0, injection.get(node, 0) + terminal.voltage / terminal.resistance);
  };
  attach("left", i, 0);
  attach("right", i, columns - 1);
  for (let j = 0; j < columns; j++) {
    if (i === 0) attach("top", j, columns + j);
    if (i === rows - 1) attach("bottom", j, columns + j);
  }
  holdNodes(circuit, i, matrix, injection);
  return { matrix, injection };
}

/** A held node becomes the equation v = V, its neighbours' terms known; a floating one v = 0. */
function holdNodes(circuit: Circuit, i: number, matrix: Matrix, injection: Matrix): void {
  heldPotentials(circuit, i).forEach((voltage, node) => {
    if (voltage === null) return;
    for (let other = 0; other < matrix.rows; other++) {
      injection.set(other, 0, injection.get(other, 0) - matrix.get(other, node) * voltage);
      matrix.set(other, node, 0);
      matrix.set(node, other, 0);
    }
    matrix.set(node, node, 1);
    injection.set(node, 0, voltage);
  });
  const wire = 1 / circuit.bitSegment;
  for (const neighbour of [i - 1, i + 1]) {
    if (neighbour < 0 || neighbour >= circuit.rows) continue;
    const beyond = heldPotentials(circuit, neighbour);
    const own = heldPotentials(circuit, i);
    for (let node = circuit.columns; node < 2 * circuit.columns; node++)
      if (beyond[node] !== null && own[node] === null)
        injection.set(node, 0, injection.get(node, 0) + wire * beyond[node]!);
  }
}

function heldPotentials(circuit: Circuit, i: number): (number | null)[] {
  const { rows, columns } = circuit;
  const floating = findFloatingLines(circuit);
  const held = new Array<number | null>(2 * columns).fill(null);
  const hold = (side: Side, line: number, node: number): void => {
    const terminal = terminalAt(circuit, side, line);
    if (terminal !== null && isPin(terminal)) held[node] = terminal.voltage;
  };
  hold("left", i, 0);
  hold("right", i, columns - 1);
  for (let j = 0; j < columns; j++) {
    if (i === 0) hold("top", j, columns + j);
    if (i === rows - 1) hold("bottom", j, columns + j);
    if (floating.word[i] === 1) held[j] = 0;
    if (floating.bit[j] === 1) held[columns + j] = 0;
  }
  return held;
}

/** Minus the block that ties row i (columns of the result) to the row above (its rows), free nodes only. */
function couplingAbove(circuit: Circuit, i: number, wire: number): Matrix {
  const { columns } = circuit;
  const coupling = Matrix.zeros(2 * columns, 2 * columns);
  const above = heldPotentials(circuit, i - 1);
  const own = heldPotentials(circuit, i);
  for (let node = columns; node < 2 * columns; node++)
    if (above[node] === null && own[node] === null) coupling.set(node, node, wire);
  return coupling;
}

function markFloating(
  circuit: Circuit,
  word: Float64Array,
  bit: Float64Array,
): { word: Float64Array; bit: Float64Array } {
  const floating = findFloatingLines(circuit);
  for (let i = 0; i < circuit.rows; i++)
    for (let j = 0; j < circuit.columns; j++) {
      if (floating.word[i] === 1) word[i * circuit.columns + j] = Number.NaN;
      if (floating.bit[j] === 1) bit[i * circuit.columns + j] = Number.NaN;
    }
  return { word, bit };
}
