import { bitLines, type Circuit, SIDES, type Side, terminalAt, wordLines } from "./circuit.ts";
import { deviceCurrent } from "./device-law.ts";
import type { FloatingLines } from "./islands.ts";
import { balanceLines, largestOf } from "./kirchhoff-balance.ts";
import { linePotential, type Potentials } from "./potentials.ts";
import { drawnCurrents, terminalCurrent } from "./terminal-current.ts";

export interface BranchCurrents {
  /** A from word to bit line, rows × columns; 0 on floating lines. */
  readonly device: Float64Array;
  /** A out of the array into each source; NaN where there is none, null where the side is. */
  readonly terminal: Readonly<Record<Side, Float64Array | null>>;
  /** Largest KCL mismatch over the largest branch current. */
  readonly residual: number;
  /** Its two parts (A). */
  readonly mismatch: number;
  readonly largest: number;
}

/** All branch currents of a solved circuit. `shift` (V) was taken off every source before solving. */
export function branchCurrents(
  circuit: Circuit,
  floating: FloatingLines,
  potentials: Potentials,
  shift: number,
): BranchCurrents {
  const device = deviceCurrent(circuit, potentials);
  if (floating.word.includes(1) || floating.bit.includes(1)) silence(device, floating);
  const terminal = emptySides(circuit);
  const drawnFrom = drawnCurrents(circuit, device);
  let mismatch = 0;
  let largest = largestOf(device);
  for (const family of [wordLines(circuit), bitLines(circuit)]) {
    const own = linePotential(potentials, family);
    const drawn = drawnFrom[family.kind];
    const inflow = { first: new Float64Array(family.lines), last: new Float64Array(family.lines) };
    for (const end of ["first", "last"] as const) {
      const side = end === "first" ? family.firstSide : family.lastSide;
      for (let line = 0; line < family.lines; line++) {
        if (terminalAt(circuit, side, line) === null) continue;
        inflow[end][line] = terminalCurrent(circuit, family, side, line, drawn, own, shift);
        terminal[side]![line] = -inflow[end][line];
      }
    }
    const balance = balanceLines(circuit, family, potentials, device, inflow);
    mismatch = Math.max(mismatch, balance.mismatch);
    largest = Math.max(largest, balance.largest);
  }
  return { device, terminal, residual: mismatch === 0 ? 0 : mismatch / largest, mismatch, largest };
}

/** No cell of a floating line carries current, whatever stands in its undefined potentials. */
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
