// What a model's weights in the config's arrays are expected to lose, without a simulation.

import { UnknownError } from "#base";
import { createTechnology } from "#technology";
import { outputError } from "../arrays/weights/output-error.ts";
import { chargeVariance } from "../arrays/weights/reads.ts";
import { wireSpread } from "../arrays/weights/wires.ts";
import type { Design } from "../design/design.ts";
import { weightArrays } from "./layer-parts.ts";

/** Resistance of a line of the arrays along one cell of the size that is priced, ohm. */
export function weightSegment({ weights, logicNode, temperature }: Design): number {
  const technology = createTechnology(logicNode, { temperature });
  const side = Math.sqrt(weightArrays(weights).cost(technology).area);
  return (technology.lineResistance / technology.pitch) * side;
}

/** Matrices of a layer in each step; the output head is one of hundreds. */
const MATRICES = [
  ["queryKeyValue", 3],
  ["outputProjection", 1],
  ["up", 2],
  ["down", 1],
] as const;

/**
 * Expected error of outputs over their size, root mean square over the matrices of a layer. Throws UnknownError for inputs whose
 * range is a percentile: how much they lose depends on the few largest.
 */
export function weightErrorOf(design: Design): number {
  const { weights, temperature } = design;
  if (weights.inputPercentile !== undefined)
    throw new UnknownError(
      "no closed form has the error of inputs cut off at a percentile (design.weights.inputPercentile)",
    );
  const around = {
    charge: chargeVariance(weights, temperature),
    wires: wireSpread(weights, weightSegment(design)),
  };
  let [squares, all] = [0, 0];
  for (const [step, matrices] of MATRICES) {
    squares += matrices * outputError(weights, { ...around, copies: weights.copies[step] }) ** 2;
    all += matrices;
  }
  return Math.sqrt(squares / all);
}

/** Loss over the squared error of outputs, nats a token, and the error at which it is twice as much. */
const [NATS, DOUBLED] = [45, 0.058];

/** A guess among all words of the model, nats. Readings of much worse arrays differ, and mean nothing. */
const MOST = Math.log(49_152);

/**
 * Expected rise of perplexity, a share, for an error of outputs: drawn through seven readings of SmolLM2-135M with errors of .8 to
 * 10 %, of which six have it in their interval of 95 % (evidence/diary/weights-on-smollm2-outcome.md).
 */
export const expectedRise = (error: number): number =>
  Math.expm1(Math.min(MOST, NATS * error ** 2 * (1 + (error / DOUBLED) ** 2)));
