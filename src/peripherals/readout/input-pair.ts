// The price of a small offset: matched devices are large.

import { type Constant, shared, type TechnologyNode } from "../../base/component.ts";
import { quantity } from "../../base/fields.ts";
import type { Amperes } from "../../base/units.ts";
import { transistorAt } from "../../technology/technology.ts";

/** Area of an input device of the published comparators, m², for the default offset of 50 nA. Assumed. */
const REFERENCE_DEVICE = 0.49e-12;

/** The offset of a readout's input; an offset of 0 would need infinitely large devices. */
export const offsetParam = (doc: string) => quantity("A", { min: 1e-12, max: 1e-3 }, doc).prefault("50 nA");

/** F/m² of an input device, the same in every readout. */
export const GATE_CAPACITANCE = {
  identity: "inputPair.gate",
  nominal: 0.023,
  low: 0.011,
  high: 0.03,
  source: "freepdk45-run-2026",
  note: "F/m² of an input device: 1.16 fF/µm at 50 nm; low: [ptm-2012]; high: assumed",
} as const satisfies Constant;

export const INPUT_PAIR_CONSTANTS = shared("inputPair", {
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
});

/**
 * Area (m²) and energy per decision (J) of an input pair in addition to a published comparator's. After
 * Pelgrom, as in [razavi-2020], two devices of W·L differ by σ = A_vt / √(W·L) volts, so half the offset
 * takes four times the gate area, which is charged for every decision. A larger offset saves nothing.
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

/** Decision noise of the published energies, A: the default of every readout. Assumed. */
const REFERENCE_NOISE = 10e-9;

/** Limits of the factor: a minimal latch, and a capacitor a hundred times the published one. Assumed. */
const [LEAST, MOST] = [0.05, 100];

/**
 * Energy of a decision relative to the published one, for input noise `noise` (A). Noise falls as 1/√C with
 * the sampling capacitor (kT/C) and the energy is C·V², so energy goes as the inverse square of the noise.
 */
export const decisionEnergy = (noise: Amperes): number =>
  Math.min(MOST, Math.max(LEAST, (REFERENCE_NOISE / Math.max(noise, 1e-15)) ** 2));

/**
 * Energy of a time-domain decision relative to that at a window of `usual` (s), at equal relative resolution:
 * inverse square of the window, as for the jitter. Assumed; a longer window saves nothing.
 */
export const sharper = (window: number, usual: number): number => Math.max(1, (usual / window) ** 2);
