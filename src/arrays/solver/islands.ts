import { type Circuit, terminalAt } from "./circuit.ts";

/** 1 where a line has no conducting path to any source, so that its potential is undefined. */
export interface FloatingLines {
  readonly word: Uint8Array;
  readonly bit: Uint8Array;
}

/**
 * Lines are the vertices (wires always conduct), conducting cells the edges, lines with a terminal the roots
 * of a breadth-first search. O(rows × columns).
 */
export function findFloatingLines(circuit: Circuit): FloatingLines {
  const { rows, columns, conductance } = circuit;
  const word = new Uint8Array(rows).fill(1);
  const bit = new Uint8Array(columns).fill(1);
  // Word lines are numbered 0 … rows−1, bit lines follow.
  const reached: number[] = [];
  for (let i = 0; i < rows; i++)
    if (terminalAt(circuit, "left", i) ?? terminalAt(circuit, "right", i)) {
      word[i] = 0;
      reached.push(i);
    }
  for (let j = 0; j < columns; j++)
    if (terminalAt(circuit, "top", j) ?? terminalAt(circuit, "bottom", j)) {
      bit[j] = 0;
      reached.push(rows + j);
    }
  for (let at = 0; at < reached.length && reached.length < rows + columns; at++) {
    const line = reached[at];
    if (line < rows) {
      for (let j = 0; j < columns; j++)
        if (bit[j] === 1 && conductance[line * columns + j] > 0) {
          bit[j] = 0;
          reached.push(rows + j);
        }
    } else {
      for (let i = 0; i < rows; i++)
        if (word[i] === 1 && conductance[i * columns + line - rows] > 0) {
          word[i] = 0;
          reached.push(i);
        }
    }
  }
  return { word, bit };
}
