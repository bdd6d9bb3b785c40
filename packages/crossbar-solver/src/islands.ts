import { type Circuit, terminalAt } from "./circuit.ts";

/** Which island each line belongs to: lines are joined by conducting cells, and wires always conduct. */
export interface Islands {
  readonly count: number;
  /** Number of the island, per line. */
  readonly word: Int32Array;
  readonly bit: Int32Array;
}

/** 1 where a line has no conducting path to any source, so that its potential is undefined. */
export interface FloatingLines {
  readonly word: Uint8Array;
  readonly bit: Uint8Array;
}

/** Breadth-first over lines, O(rows × columns); a dense array is done after its first row. */
export function findIslands(circuit: Circuit): Islands {
  const { rows, columns, conductance } = circuit;
  const word = new Int32Array(rows).fill(-1);
  const bit = new Int32Array(columns).fill(-1);
  // Word lines are numbered 0 … rows−1, bit lines follow.
  const reached: number[] = [];
  const reach = (line: number, island: number): void => {
    if (line < rows) word[line] = island;
    else bit[line - rows] = island;
    reached.push(line);
  };
  let count = 0;
  let at = 0;
  for (let first = 0; reached.length < rows + columns; first++) {
    if ((first < rows ? word[first] : bit[first - rows]) >= 0) continue;
    reach(first, count);
    for (; at < reached.length && reached.length < rows + columns; at++) {
      const line = reached[at];
      if (line < rows) {
        for (let j = 0; j < columns; j++)
          if (bit[j] < 0 && conductance[line * columns + j] > 0) reach(rows + j, count);
      } else {
        for (let i = 0; i < rows; i++)
          if (word[i] < 0 && conductance[i * columns + line - rows] > 0) reach(i, count);
      }
    }
    count++;
  }
  return { count, word, bit };
}

/** The lines of the islands no terminal is attached to. */
export function findFloatingLines(circuit: Circuit, islands: Islands = findIslands(circuit)): FloatingLines {
  const isFed = new Uint8Array(islands.count);
  for (let i = 0; i < circuit.rows; i++)
    if (terminalAt(circuit, "left", i) ?? terminalAt(circuit, "right", i)) isFed[islands.word[i]] = 1;
  for (let j = 0; j < circuit.columns; j++)
    if (terminalAt(circuit, "top", j) ?? terminalAt(circuit, "bottom", j)) isFed[islands.bit[j]] = 1;
  return {
    word: Uint8Array.from(islands.word, (island) => 1 - isFed[island]),
    bit: Uint8Array.from(islands.bit, (island) => 1 - isFed[island]),
  };
}
