import type { BranchCurrents } from "./branch-currents.ts";
import { type Circuit, SIDES } from "./circuit.ts";
import type { Islands } from "./islands.ts";
import type { LineBalance } from "./kirchhoff-balance.ts";
import { type LineResistance, lineResistance } from "./line-resistance.ts";

/** How well Kirchhoff's current law holds, line by line and island by island. */
export interface Resolution {
  /**
   * Largest figure of any line: its nodes' largest mismatch over the largest current of that line; or, where
   * the line carries so little that rounding is all there is, the most that its mismatches can move a
   * potential, over the largest source. And of any island: the sum of its terminals' currents, likewise.
   */
  readonly residual: number;
  /** Whether no line or island had to be excused because it carries only rounding. */
  readonly isStrict: boolean;
  /** Lines whose figure is above the limit, and lines of such islands; ascending. */
  readonly unresolved: { readonly word: readonly number[]; readonly bit: readonly number[] };
}

/** Judges currents against `limit`; `scale` is the largest source over the reference (V). */
export function resolve(
  circuit: Circuit,
  islands: Islands,
  { balance, terminal }: BranchCurrents,
  scale: number,
  limit: number,
): Resolution {
  let resistance: LineResistance | null = null;
  const shift: Shift = (current, kind, line) => {
    resistance ??= lineResistance(circuit);
    return (current * resistance[kind][line]) / scale;
  };
  const island = islandFigures(circuit, islands, terminal, limit, shift);
  const word = lineFigures(balance.word, "word", islands.word, island, limit, shift);
  const bit = lineFigures(balance.bit, "bit", islands.bit, island, limit, shift);
  return {
    residual: worse(largestOf(word), largestOf(bit)),
    isStrict: resistance === null,
    unresolved: { word: above(word, limit), bit: above(bit, limit) },
  };
}

/** Largest shift of any potential by an excess current (A) on a line, over the largest source. */
type Shift = (current: number, kind: "word" | "bit", line: number) => number;

/** The larger; NaN if either is. */
const worse = (a: number, b: number): number => Math.max(a, b);

function largestOf(figures: Float64Array): number {
  let largest = 0;
  for (let line = 0; line < figures.length; line++) largest = worse(largest, figures[line]);
  return largest;
}

function above(figures: Float64Array, limit: number): number[] {
  const lines: number[] = [];
  for (let line = 0; line < figures.length; line++) if (!(figures[line] <= limit)) lines.push(line);
  return lines;
}

/** The figure of each line of a family, or of its island if that is worse. */
function lineFigures(
  { relative, total }: LineBalance,
  kind: "word" | "bit",
  numbers: Int32Array,
  island: Float64Array,
  limit: number,
  shift: Shift,
): Float64Array {
  const figures = new Float64Array(relative.length);
  for (let line = 0; line < figures.length; line++) {
    let own = relative[line];
    // An infinite or undefined total is no excuse.
    if (!(own <= limit && total[line] < Number.POSITIVE_INFINITY))
      own = Math.min(own, shift(total[line], kind, line));
    figures[line] = worse(own, island[numbers[line]]);
  }
  return figures;
}

/** Of each island, what its terminals' currents add up to, over the largest of them. */
function islandFigures(
  circuit: Circuit,
  islands: Islands,
  terminal: BranchCurrents["terminal"],
  limit: number,
  shift: Shift,
): Float64Array {
  const sum = new Float64Array(islands.count);
  const largest = new Float64Array(islands.count);
  for (const side of SIDES) {
    const numbers = side === "left" || side === "right" ? islands.word : islands.bit;
    terminal[side]?.forEach((current, line) => {
      if (circuit.terminals[side]?.[line] === null) return;
      sum[numbers[line]] += current;
      largest[numbers[line]] = worse(largest[numbers[line]], Math.abs(current));
    });
  }
  return sum.map((current, island) => {
    if (current === 0) return 0;
    const relative = Math.abs(current) / largest[island];
    if (relative <= limit) return relative;
    return Math.min(relative, worstShift(islands, island, Math.abs(current), shift));
  });
}

function worstShift(islands: Islands, island: number, current: number, shift: Shift): number {
  let worst = 0;
  for (const kind of ["word", "bit"] as const)
    for (let line = 0; line < islands[kind].length; line++)
      if (islands[kind][line] === island) worst = worse(worst, shift(current, kind, line));
  return worst;
}
