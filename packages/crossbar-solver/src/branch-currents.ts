import {
  bitLines,
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  SIDES,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { deviceCurrent, linePotential, type Potentials } from "./device-law.ts";
import type { FloatingLines } from "./islands.ts";
import { balanceLines, type LineBalance } from "./kirchhoff-balance.ts";
import { drawnCurrents, terminalCurrent } from "./terminal-current.ts";

export interface BranchCurrents {
  /** A from word to bit line, rows × columns; 0 on floating lines. */
  readonly device: Float64Array;
  /** A out of the array into each source; NaN where there is none, null where the side is. */
  readonly terminal: Readonly<Record<Side, Float64Array | null>>;
  /** Mismatch of Kirchhoff's current law on each line. */
  readonly balance: { readonly word: LineBalance; readonly bit: LineBalance };
}

/** All branch currents of a solved circuit. `shift` (V) was subtracted from every source before solving. */
export function branchCurrents(
  circuit: Circuit,
  floating: FloatingLines,
  potentials: Potentials,
  shift: number,
): BranchCurrents {
  const device = deviceCurrent(circuit, potentials);
  if (floating.word.includes(1) || floating.bit.includes(1)) silence(device, floating);
  const terminal = emptySides(circuit);
  const drawnFrom = drawnCurrents(
    circuit,
    withoutHeldCells(circuit, wordLines(circuit), device),
    withoutHeldCells(circuit, bitLines(circuit), device),
  );
  const balanceOf = (family: LineFamily): LineBalance => {
    const own = linePotential(potentials, family);
    const drawn = drawnFrom[family.kind];
    const inflow = { first: new Float64Array(family.lines), last: new Float64Array(family.lines) };
    for (const end of ["first", "last"] as const) {
      const side = end === "first" ? family.firstSide : family.lastSide;
      for (let line = 0; line < family.lines; line++) {
        if (terminalAt(circuit, side, line) === null) continue;
        inflow[end][line] =
          terminalCurrent(circuit, family, side, line, drawn, own, shift) +
          heldCellCurrent(circuit, family, side, line, device);
        terminal[side]![line] = -inflow[end][line];
      }
    }
    return balanceLines(circuit, family, potentials, device, inflow);
  };
  const balance = { word: balanceOf(wordLines(circuit)), bit: balanceOf(bitLines(circuit)) };
  return { device, terminal, balance };
}

/** No cell of a floating line carries current, whatever its undefined potentials hold. */
function silence(device: Float64Array, floating: FloatingLines): void {
  const columns = floating.bit.length;
  for (let k = 0; k < device.length; k++)
    if (floating.word[Math.floor(k / columns)] === 1 || floating.bit[k % columns] === 1) device[k] = 0;
}

function emptySides(circuit: Circuit): Record<Side, Float64Array | null> {
  const sides: Record<Side, Float64Array | null> = { left: null, right: null, top: null, bottom: null };
  for (const side of SIDES) {
    const count = circuit.terminals[side]?.length;
    if (count !== undefined) sides[side] = new Float64Array(count).fill(Number.NaN);
  }
  return sides;
}

/**
 * Cell currents without those of pinned nodes, which their own pins supply: with these, a short between two
 * pins would drown the current of the line's other terminal.
 */
function withoutHeldCells(circuit: Circuit, family: LineFamily, device: Float64Array): Float64Array {
  if (isSingleNode(family)) return device;
  let others = device;
  for (const side of [family.firstSide, family.lastSide]) {
    const terminals = circuit.terminals[side] ?? [];
    for (let line = 0; line < terminals.length; line++) {
      const terminal = terminals[line];
      if (terminal === null || !isPin(terminal)) continue;
      if (others === device) others = device.slice();
      others[terminalNode(family, side, line)] = 0;
    }
  }
  return others;
}

/** Current that the cell of a pinned node takes from its pin (A). */
function heldCellCurrent(
  circuit: Circuit,
  family: LineFamily,
  side: Side,
  line: number,
  device: Float64Array,
): number {
  const terminal = terminalAt(circuit, side, line);
  if (terminal === null || !isPin(terminal) || isSingleNode(family)) return 0;
  return (family.kind === "word" ? 1 : -1) * device[terminalNode(family, side, line)];
}
