// What a model's weights in the config's arrays are expected to lose, without a simulation.

import { outputError } from "../arrays/weights/output-error.ts";
import { chargeVariance } from "../arrays/weights/reads.ts";
import { wireSpread } from "../arrays/weights/wires.ts";
import type { Design } from "../design/design.ts";
import { createTechnology } from "../technology/technology.ts";
import { weightArrays } from "./layer-parts.ts";

/** Resistance of a line of the arrays along one cell of the size that is priced, ohm. */
export function weightSegment({ weights, logicNode, temperature }: Design): number {
  const technology = createTechnology(logicNode, { temperature });
  const side = Math.sqrt(weightArrays(weights).cost(technology).area);
  return (technology.lineResistance / technology.pitch) * side;
}

/** Expected error of outputs over their size. */
export const weightErrorOf = (design: Design): number =>
  outputError(design.weights, {
    charge: chargeVariance(design.weights, design.temperature),
    wires: wireSpread(design.weights, weightSegment(design)),
  });

/** Loss in nats a token over the squared error of outputs. */
const NATS = 45;

/** Expected rise of perplexity, a share; the curve is flat beyond what was read (a perplexity ×e). */
export const expectedRise = (error: number): number => Math.expm1(NATS * error ** 2);
