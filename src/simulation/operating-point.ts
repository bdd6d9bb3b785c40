import { rootMeanSquare } from "../base/dense.ts";
import type { Design } from "../design/design.ts";
import type { Activations } from "./activations.ts";

/** Mean of the squared word-line level over the workload's queries and keys, relative to full scale. */
export function meanSquareLevel(design: Design, activations: Activations): number {
  const convert = design.hashing.dac.behaviour.convert;
  const levels = activations.heads.flatMap(({ q, k }) => [convert(q), convert(k)]);
  return levels.reduce((sum, level) => sum + rootMeanSquare(level) ** 2, 0) / levels.length;
}
