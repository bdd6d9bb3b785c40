import type { Circuit } from "./circuit.ts";
import type { Potentials } from "./potentials.ts";

/** Current of every cell from word to bit line (A), rows × columns. */
export function deviceCurrent(circuit: Circuit, { word, bit, wordTail, bitTail }: Potentials): Float64Array {
  const { conductance, device } = circuit;
  const current = new Float64Array(conductance.length);
  const a = device.model === "sinh" ? device.sharpness : 0;
  for (let k = 0; k < current.length; k++) {
    let voltage = word[k] - bit[k];
    if (wordTail !== null && bitTail !== null) voltage += wordTail[k] - bitTail[k];
    current[k] = a === 0 ? conductance[k] * voltage : (conductance[k] / a) * Math.sinh(a * voltage);
  }
  return current;
}

/** A linear cell that touches the sinh law at the present voltages: I = slope·V + offset. */
export interface Tangent {
  /** S, rows × columns. */
  readonly slope: Float64Array;
  /** A, rows × columns. */
  readonly offset: Float64Array;
}

/** Tangents at the cells' voltages, those beyond ±`reach` (V) taken there. */
export function tangent(
  conductance: Float64Array,
  sharpness: number,
  word: Float64Array,
  bit: Float64Array,
  reach: Float64Array | null,
  into: Tangent,
): void {
  for (let k = 0; k < conductance.length; k++) {
    let voltage = word[k] - bit[k];
    if (reach !== null) voltage = Math.max(-reach[k], Math.min(reach[k], voltage));
    // One exponential serves both functions; below 1e-2 its difference would cancel in sinh.
    const x = sharpness * voltage;
    const rising = Math.exp(x);
    const cosh = 0.5 * (rising + 1 / rising);
    const sinh = Math.abs(x) < 1e-2 ? Math.sinh(x) : 0.5 * (rising - 1 / rising);
    into.slope[k] = conductance[k] * cosh;
    into.offset[k] = (conductance[k] / sharpness) * sinh - into.slope[k] * voltage;
  }
}

/** Integral of I dV from 0 (W): what a cell adds to the network's co-content. */
export const coContent = (conductance: number, sharpness: number, voltage: number): number => {
  // cosh x − 1 = 2 sinh²(x/2), without the cancellation.
  const half = Math.sinh(0.5 * sharpness * voltage) / sharpness;
  return 2 * conductance * half * half;
};
