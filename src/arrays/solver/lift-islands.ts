import { type Circuit, isPin, SIDES, terminalAt } from "./circuit.ts";
import { findIslands, type Islands } from "./islands.ts";
import type { Potentials } from "./potentials.ts";

/**
 * Lifts each island by the one potential that makes its mismatches (A, per node) sum to zero. Where only
 * large resistances tie an island to its sources, that lift is what double precision cannot find by
 * iteration, and a single division gives it. Islands with a pin, or without a source, stay.
 */
export function liftIslands(
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
