// What a transistor of a node does as a switch: measured on public model cards.

import { memoised } from "../base/canonical.ts";
import type { Metres, Volts } from "../base/units.ts";

/** An n-channel transistor of least length, per metre of its width. */
export interface Transistor {
  /** Usual supply of the node, V. */
  readonly supply: Volts;
  /** On-resistance times width, gate at the supply, source and drain 0.2 V above ground, Ω·m. */
  readonly onResistance: number;
  /** Capacitance of the gate in inversion, F/m. */
  readonly gateCapacitance: number;
  /** Drain current at a gate voltage of 0 V and the supply across, A/m. */
  readonly offCurrent: number;
}

/**
 * Node (nm), supply (V), R_on·W (Ω·m), gate capacitance (F/m), off current (A/m). At 65, 45 and 22 nm they are those of the
 * cards of [ptm-2012], run in ngspice 39 at 27 °C with W = 1 µm and L the node: on-resistance at 20 mV across, 252, 237 and
 * 231 Ω·µm with the source at ground and as below with it at 0.2 V. There is no planar card at 7 nm: assumed.
 */
const CARDS = [
  [7, 0.7, 435e-6, 0.3e-9, 0.03],
  [22, 0.8, 435e-6, 0.3e-9, 0.121],
  [45, 1.0, 291e-6, 0.5e-9, 0.021],
  [65, 1.1, 297e-6, 0.56e-9, 0.056],
] as const;

/** A node's transistor, linear in the node between the cards. Throws RangeError outside 7 to 65 nm. */
export const transistorAt = memoised((node: Metres): Transistor => {
  const nm = Math.round(node * 1e12) / 1e3;
  const upper = CARDS.findIndex(([known]) => known >= nm);
  if (!(nm >= CARDS[0][0]) || upper < 0)
    throw new RangeError(`transistor: expected a node in [7, 65] nm, received ${nm} nm`);
  const above = CARDS[upper];
  const below = CARDS[Math.max(0, upper - 1)];
  const share = above === below ? 0 : (nm - below[0]) / (above[0] - below[0]);
  const at = (column: 1 | 2 | 3 | 4): number => below[column] + (above[column] - below[column]) * share;
  return { supply: at(1) as Volts, onResistance: at(2), gateCapacitance: at(3), offCurrent: at(4) };
}, String);
