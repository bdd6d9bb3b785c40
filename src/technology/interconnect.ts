import { type Metres, nanometres } from "../base/units.ts";

/** Width of a minimum metal line, nm, by node. Source: [neurosim-v14], Param.cpp. */
const METAL_WIDTH_NM: readonly (readonly [number, number])[] = [
  [7, 20],
  [10, 22],
  [14, 32],
  [22, 40],
  [32, 56],
  [45, 80],
  [65, 105],
];

/** Capacitance of a line at every node, F/m (0.2 fF/µm). Source: [neurosim-v14]. */
export const wireCapacitance = 0.2e-9;

/** Line pitch (twice the minimum width), m; linear in the node between table entries. */
export function metalPitch(node: Metres): Metres {
  const nm = node * 1e9;
  const upper = METAL_WIDTH_NM.findIndex(([x]) => x >= nm - 1e-6);
  const last = METAL_WIDTH_NM.length - 1;
  const [x1, y1] = METAL_WIDTH_NM[upper < 0 ? last : upper];
  if (upper <= 0 || Math.abs(x1 - nm) < 1e-6) return nanometres(2 * y1);
  const [x0, y0] = METAL_WIDTH_NM[upper - 1];
  return nanometres(2 * (y0 + ((y1 - y0) * (nm - x0)) / (x1 - x0)));
}
