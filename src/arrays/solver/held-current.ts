import {
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  type Side,
  terminalAt,
  terminalNode,
} from "./circuit.ts";
import type { LineSystem } from "./line-system.ts";

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
