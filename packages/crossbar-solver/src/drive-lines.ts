import {
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  type Side,
  terminalAt,
  terminalNode,
} from "./circuit.ts";
import { injectSource } from "./factor-lines.ts";
import type { LineSystem } from "./line-system.ts";

/** Adds `voltage` on one line per lane. */
export function driveLines(
  system: LineSystem,
  circuit: Circuit,
  driven: LineFamily,
  sides: readonly Side[],
  lines: readonly number[],
  voltage: number,
): void {
  lines.forEach((line, lane) => {
    for (const side of sides)
      injectSource(system, circuit, driven, side, line, circuit.conductance, lane, voltage);
  });
}

/** The linear system holds such nodes at 0 V; currents from a driven one to its neighbours need its 1 V. */
export function holdDriven(
  system: LineSystem,
  circuit: Circuit,
  driven: LineFamily,
  sides: readonly Side[],
  lines: readonly number[],
): void {
  const own = driven.kind === "word" ? system.word : system.bit;
  for (const side of sides)
    for (const [lane, line] of lines.entries()) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null || !isPin(terminal)) continue;
      const node = terminalNode(driven, side, line);
      if (!isSingleNode(driven)) own[node * system.lanes + lane] = 1;
      else
        for (let n = 0; n < driven.length; n++)
          own[(line * driven.lineStride + n * driven.nodeStride) * system.lanes + lane] = 1;
    }
}

/**
 * Current out of the array into a pin at 0 V (A), for one lane of a solved system: what the held node
 * collects from its wire and its cells. With the source at 0 V nothing of it cancels.
 */
export function heldCurrent(
  system: LineSystem,
  circuit: Circuit,
  family: LineFamily,
  side: Side,
  line: number,
  lane: number,
): number {
  const { lanes } = system;
  const [own, across] = family.kind === "word" ? [system.word, system.bit] : [system.bit, system.word];
  const node = terminalNode(family, side, line);
  const collected = (k: number): number => circuit.conductance[k] * across[k * lanes + lane];
  if (!isSingleNode(family)) {
    const inward = node + (side === family.firstSide ? family.nodeStride : -family.nodeStride);
    return collected(node) + own[inward * lanes + lane] / family.segment;
  }
  let total = 0;
  for (let n = 0; n < family.length; n++)
    total += collected(line * family.lineStride + n * family.nodeStride);
  const other = terminalAt(circuit, side === family.firstSide ? family.lastSide : family.firstSide, line);
  // Two pins on one node share its current.
  return other !== null && isPin(other) ? total / 2 : total;
}
