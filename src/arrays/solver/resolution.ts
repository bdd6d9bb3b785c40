import type { BranchCurrents } from "./branch-currents.ts";
import { type Circuit, SIDES } from "./circuit.ts";
import type { Islands } from "./islands.ts";
import type { LineBalance } from "./kirchhoff-balance.ts";
import { type LineResistance, lineResistance } from "./line-resistance.ts";

/** How well Kirchhoff's current law holds, line by line and island by island. */
export interface Resolution {
  /**
   * Largest figure of any line: its nodes' largest mismatch over the largest current of that line; or, where the
   * line carries so little that rounding is all there is, the most that its mismatches can move a potential, over
   * the largest source. And of any island: what its terminals' currents leave over, likewise.
   */
  readonly residual: number;
  /** Whether no line or island had to be excused because it carries rounding alone. */
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
  const shift = (current: number, kind: "word" | "bit", line: number): number => {
    resistance ??= lineResistance(circuit);
    return (current * resistance[kind][line]) / scale;
  };
  const lines = { word: new Float64Array(circuit.rows), bit: new Float64Array(circuit.columns) };
  for (const kind of ["word", "bit"] as const)
    for (let line = 0; line < lines[kind].length; line++)
      lines[kind][line] = lineFigure(balance[kind], line, limit, (total) => shift(total, kind, line));
  const figures = islandFigures(circuit, islands, terminal, limit, shift);
  for (let i = 0; i < circuit.rows; i++) lines.word[i] = worse(lines.word[i], figures[islands.word[i]]);
  for (let j = 0; j < circuit.columns; j++) lines.bit[j] = worse(lines.bit[j], figures[islands.bit[j]]);
  return {
    isStrict: resistance === null,
    residual: Math.max(lines.word.reduce(worse), lines.bit.reduce(worse)),
    unresolved: { word: above(lines.word, limit), bit: above(lines.bit, limit) },
  };
}

/** The larger; NaN if either is. */
const worse = (a: number, b: number): number => Math.max(a, b);

const above = (figures: Float64Array, limit: number): number[] =>
  Array.from(figures.keys()).filter((line) => !(figures[line] <= limit));

function lineFigure(
  { relative, total }: LineBalance,
  line: number,
  limit: number,
  shift: (current: number) => number,
): number {
  if (total[line] === 0) return 0;
  if (relative[line] <= limit && total[line] < Number.POSITIVE_INFINITY) return relative[line];
  return Math.min(relative[line], shift(total[line]));
}

/** Of each island, what its terminals' currents add up to, over the largest of them. */
function islandFigures(
  circuit: Circuit,
  islands: Islands,
  terminal: BranchCurrents["terminal"],
  limit: number,
  shift: (current: number, kind: "word" | "bit", line: number) => number,
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

function worstShift(
  islands: Islands,
  island: number,
  current: number,
  shift: (current: number, kind: "word" | "bit", line: number) => number,
): number {
  let worst = 0;
  for (const kind of ["word", "bit"] as const)
    for (let line = 0; line < islands[kind].length; line++)
      if (islands[kind][line] === island) worst = worse(worst, shift(current, kind, line));
  return worst;
}
