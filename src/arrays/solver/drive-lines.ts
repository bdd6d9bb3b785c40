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

/** Adds `voltage` on one line a lane. */
export function driveLines(
  system: LineSystem,
  circuit: Circuit,
  driven: LineFamily,
  sides: readonly Side[],
  first: number,
  count: number,
  voltage: number,
): void {
  for (let lane = 0; lane < count; lane++)
    for (const side of sides)
      injectSource(system, circuit, driven, side, first + lane, circuit.conductance, lane, voltage);
}

/** A held node is 0 to the linear system; what its neighbours collect from a driven one needs its 1 V. */
export function holdDriven(
  system: LineSystem,
  circuit: Circuit,
  driven: LineFamily,
  sides: readonly Side[],
  first: number,
  count: number,
): void {
  const own = driven.kind === "word" ? system.word : system.bit;
  for (const side of sides)
    for (let lane = 0; lane < count; lane++) {
      const line = first + lane;
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null || !isPin(terminal)) continue;
      const node = terminalNode(driven, side, line);
      if (!isSingleNode(driven)) own[node * system.lanes + lane] = 1;
      else
        for (let n = 0; n < driven.length; n++)
          own[(line * driven.lineStride + n * driven.nodeStride) * system.lanes + lane] = 1;
    }
}
