// The price of a small offset: matched devices are large.

import { type Amperes, type Constant, quantity, shared, type TechnologyNode } from "#base";
import { transistorAt } from "#technology";

/**
 * Offset at which the published comparators are taken to be priced, A: the default. At the capacitor of the
 * charge comparator it is 15 mV, that of input devices of 0.055 µm² at 65 nm; ten lengths wide, as in the
 * comparator simulated by [freepdk45-run-2026], they have 0.042 µm² and 57 nA.
 */
const REFERENCE_OFFSET = 50e-9;

/** Length of a read for which comparators state their noise and offset, s. */
const READ = 10e-9;

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

/** Pelgrom's A_vt of an n-channel pair, V·m: at 28 nm, and at 130 nm, where 3.9 mV·µm are those of one device. */
const [A_VT_28, A_VT_130] = [2.2e-9, Math.SQRT2 * 3.9e-9];

export const INPUT_PAIR_CONSTANTS = shared("inputPair", {
  matching: {
    nominal: A_VT_28 + ((A_VT_130 - A_VT_28) * (65 - 28)) / (130 - 28),
    low: A_VT_28,
    high: A_VT_130,
    source: "ihp-2023",
    note: "Pelgrom's A_vt of an n-channel pair, V·m, at 65 nm on the line from 2.2 mV·µm at 28 nm (low) [razavi-2020] to √2 · 3.9 at 130 nm (high), models sg13g2_lv_nmos",
  },
  gate: GATE_CAPACITANCE,
});

/**
 * Area (m²) and energy per decision (J) of an input pair in addition to a published comparator's. The input's
 * current charges a `capacitance` for the time of a read, so that a volt of offset is C / t amperes. After
 * Pelgrom, as in [razavi-2020], two devices of W·L differ by σ = A_vt / √(W·L) volts, so half the offset
 * takes four times the gate area, which is charged for every decision. A larger offset saves nothing.
 */
export function inputPair(
  offset: Amperes,
  capacitance: number,
  { node }: TechnologyNode,
  k: Readonly<Record<keyof typeof INPUT_PAIR_CONSTANTS, number>>,
  read = READ,
): { readonly area: number; readonly energy: number } {
  const deviceAt = (matching: number, amperes: number): number =>
    ((matching * capacitance) / read / amperes) ** 2;
  const reference = deviceAt(INPUT_PAIR_CONSTANTS.matching.nominal, REFERENCE_OFFSET);
  const area = 2 * Math.max(0, deviceAt(k.matching, offset) - reference);
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
