/** One lane of a softmax unit: largest clock (Hz), area (m²), power at the quoted clock (W), energy of a score (J). */
export interface SoftmaxUnit {
  readonly clock: number;
  readonly area: number;
  readonly power: number;
  readonly energy: number;
}

/** Units compared in Table I of [consmax-2024], 256 scores; power at 500 MHz (16 nm) and 80 MHz (130 nm). */
export const SOFTMAX_UNITS = {
  "16 nm": {
    consmax: { clock: 1250e6, area: 800e-12, power: 0.2e-3, energy: 0.2e-12 },
    softermax: { clock: 1111e6, area: 2200e-12, power: 0.67e-3, energy: 0.7e-12 },
    floatingPoint: { clock: 909e6, area: 11_000e-12, power: 1.5e-3, energy: 1.5e-12 },
  },
  "130 nm": {
    consmax: { clock: 667e6, area: 7000e-12, power: 2.69e-3, energy: 4e-12 },
    softermax: { clock: 333e6, area: 29_000e-12, power: 8.5e-3, energy: 25.5e-12 },
    floatingPoint: { clock: 286e6, area: 180_000e-12, power: 51e-3, energy: 178.5e-12 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SoftmaxUnit>>>>;

/** Power and area of a unit over those of ConSmax at 16 nm. */
export const overConsmax = (unit: "softermax" | "floatingPoint"): { power: number; area: number } => {
  const { [unit]: rival, consmax } = SOFTMAX_UNITS["16 nm"];
  return { power: rival.power / consmax.power, area: rival.area / consmax.area };
};
