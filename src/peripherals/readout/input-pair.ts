// Price of a small offset: matched devices are large.

import type { Constant, TechnologyNode } from "../../base/component.ts";
import { quantity } from "../../base/fields.ts";
import type { Amperes } from "../../base/units.ts";
import { transistorAt } from "../../technology/transistor.ts";

/** Area of an input device of the published comparators, m²: what the default offset of 50 nA takes. Assumed. */
const REFERENCE_DEVICE = 0.49e-12;

/** The offset of a readout's input; none at all would take devices without end. */
export const offsetParam = (doc: string) => quantity("A", { min: 1e-12, max: 1e-3 }, doc).prefault("50 nA");

/** F/m² of an input device, as every readout has it. */
export const GATE_CAPACITANCE = {
  nominal: 0.015,
  low: 0.005,
  high: 0.03,
  source: "assumed",
  note: "F/m² of an input device",
} as const satisfies Constant;

export const INPUT_PAIR_CONSTANTS = {
  matching: {
    nominal: 3.5e-9,
    low: 2.2e-9,
    high: 6e-9,
    source: "assumed",
    note: "Pelgrom's A_vt, V·m; low: of 28 nm [razavi-2020]",
  },
  sensing: {
    nominal: 10e-6,
    low: 5e-6,
    high: 20e-6,
    source: "assumed",
    note: "S: current at the input a volt of offset",
  },
  gate: GATE_CAPACITANCE,
} as const satisfies Readonly<Record<string, Constant>>;

/**
 * Area (m²) and energy a decision (J) of an input pair beyond those of the pair of a published comparator. After Pelgrom, as
 * in [razavi-2020], two devices of W·L differ by σ = A_vt / √(W·L) volts, so half the offset takes four times the gates, which
 * are charged for every decision. A larger offset saves nothing.
 */
export function inputPair(
  offset: Amperes,
  { node }: TechnologyNode,
  k: Readonly<Record<keyof typeof INPUT_PAIR_CONSTANTS, number>>,
): { readonly area: number; readonly energy: number } {
  const device = ((k.matching * k.sensing) / offset) ** 2;
  const area = 2 * Math.max(0, device - REFERENCE_DEVICE);
  return { area, energy: area * k.gate * transistorAt(node).supply ** 2 };
}
