import type { Design } from "../design/design.ts";
import type { Activations } from "./activations.ts";

/** Mean of the squared word-line level over the workload's queries and keys, relative to full scale. */
export function meanSquareLevel(design: Design, activations: Activations): number {
  const { fullScale, level } = design.hashing.dac.behaviour;
  const signals = activations.heads.flatMap(({ q, k }) => [q, k]);
  const squares = signals.map((signal) => {
    const scale = fullScale(signal);
    return signal.data.reduce((sum, x) => sum + level(x, scale) ** 2, 0) / signal.data.length;
  });
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}
