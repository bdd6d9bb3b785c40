import { bitLines, type Circuit, type LineFamily, terminalAt, wordLines } from "./circuit.ts";
import { sourceRange } from "./circuit-faults.ts";

/** Sweeps over the cells. Fewer than a path has cells leave a bound that is too high, not too low. */
const MAX_SWEEPS = 64;

/** Ω from any node of each line to the sources, at most; infinite where the sweeps found no path. */
export interface LineResistance {
  readonly word: Float64Array;
  readonly bit: Float64Array;
}

/**
 * Resistance of the best single path from each line to a source, the whole wire of every line on it included.
 * By Rayleigh's law it bounds the resistance of the whole network from above, so 1 A of mismatch anywhere on
 * the line moves no potential by more than this many volts.
 */
export function lineResistance(circuit: Circuit): LineResistance {
  const { rows, columns } = circuit;
  const words = wordLines(circuit);
  const bits = bitLines(circuit);
  const word = terminalResistance(circuit, words);
  const bit = terminalResistance(circuit, bits);
  const least = leastConductance(circuit);
  const wireOf = ({ segment, length }: LineFamily): number => segment * (length - 1);
  const [wordWire, bitWire] = [wireOf(words), wireOf(bits)];
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let isSettled = true;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const cell = 1 / least[i * columns + j];
        if (bit[j] + cell + wordWire < word[i]) {
          word[i] = bit[j] + cell + wordWire;
          isSettled = false;
        }
        if (word[i] + cell + bitWire < bit[j]) {
          bit[j] = word[i] + cell + bitWire;
          isSettled = false;
        }
      }
    if (isSettled) break;
  }
  return { word, bit };
}

function terminalResistance(circuit: Circuit, family: LineFamily): Float64Array {
  return Float64Array.from({ length: family.lines }, (_, line) => {
    const first = terminalAt(circuit, family.firstSide, line)?.resistance ?? Number.POSITIVE_INFINITY;
    const last = terminalAt(circuit, family.lastSide, line)?.resistance ?? Number.POSITIVE_INFINITY;
    return Math.min(first, last) + family.segment * (family.length - 1);
  });
}

/** Least slope of each cell's law within the sources' span (S). */
function leastConductance(circuit: Circuit): Float64Array {
  const { conductance, device } = circuit;
  if (device.model !== "cubic") return conductance;
  const { low, high } = sourceRange(circuit);
  return conductance.map((g, k) => g + 3 * Math.min(0, device.cubic[k]) * (high - low) ** 2);
}

/** Ratio of a line's cells to its tie to sources above which iterations are trusted only if balanced. */
const WEAK_TIE = 1e3;

/**
 * Whether some line's cells conduct so much more than the best path from it to a source that the line may be
 * part of an island which an iteration takes for resolved: the error it leaves can be the root of this ratio
 * larger than it estimates. Floating lines, which are in no answer, do not count.
 */
export function hasWeakTies(circuit: Circuit): boolean {
  const { rows, columns, conductance } = circuit;
  const { word, bit } = lineResistance(circuit);
  const fromWord = new Float64Array(rows);
  const fromBit = new Float64Array(columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      fromWord[i] += conductance[i * columns + j];
      fromBit[j] += conductance[i * columns + j];
    }
  const isWeak = (cells: Float64Array, resistance: Float64Array): boolean =>
    cells.some(
      (sum, line) => resistance[line] < Number.POSITIVE_INFINITY && sum * resistance[line] > WEAK_TIE,
    );
  return isWeak(fromWord, word) || isWeak(fromBit, bit);
}
