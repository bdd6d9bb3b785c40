import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

/** A sum of partial softmaxes, relative to e^largest. */
export interface Combined {
  /** Σ e^(logᵢ − largest) · partialᵢ. */
  readonly numerators: Float64Array;
  /** Σ e^(logᵢ − largest). */
  sum: number;
  /** Largest log-sum-exp so far; −Infinity before the first merge. */
  largest: number;
}

export interface Combine {
  /** The empty sum of outputs of `width` elements. */
  start(width: number): Combined;
  /** Adds a softmax's output whose denominator is e^log. An empty one (log −Infinity) changes nothing. */
  merge(state: Combined, partial: Float64Array, log: number): void;
  /** Output over all merged keys: numerators over their sum. Throws RangeError before the first merge. */
  output(state: Combined): Float64Array;
}

/** Action `merge`: one round's output of one token and head. */
export type CombineModel = Model<"merge", Combine>;

export const defineCombine = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "merge", Combine, C>, "family">,
): CombineModel => define({ ...definition, family: "combine" });

/** What a unit does with a log-sum-exp, with e to a negative number, and with a sum. */
export interface CombineArithmetic {
  log(value: number): number;
  weight(value: number): number;
  element(value: number): number;
}

/** The running merge in a unit's arithmetic: one exponential a merge, of the smaller log over the larger. */
export const combineWith = (arithmetic: CombineArithmetic): Combine => ({
  start: (width) => ({
    numerators: new Float64Array(width),
    sum: 0,
    largest: Number.NEGATIVE_INFINITY,
  }),
  merge: (state, partial, log) => mergeInto(arithmetic, state, partial, log),
  output: ({ numerators, sum }) => {
    if (sum === 0) throw new RangeError("combine: expected at least one merged round, received none");
    return numerators.map((x) => arithmetic.element(x / sum));
  },
});

function mergeInto(arithmetic: CombineArithmetic, state: Combined, partial: Float64Array, log: number): void {
  const { numerators } = state;
  if (partial.length !== numerators.length)
    throw new RangeError(
      `combine: expected an output of ${numerators.length} elements, received ${partial.length}`,
    );
  if (log === Number.NEGATIVE_INFINITY) return;
  const incoming = arithmetic.log(log);
  const { element } = arithmetic;
  const rises = incoming > state.largest;
  const keep = rises ? decay(arithmetic, state.largest - incoming) : 1;
  const take = rises ? 1 : decay(arithmetic, incoming - state.largest);
  for (let c = 0; c < partial.length; c++)
    numerators[c] = element(keep * numerators[c] + take * element(partial[c]));
  state.sum = element(keep * state.sum + take);
  if (rises) state.largest = incoming;
}

/** e^difference for a difference ≤ 0, as the unit holds it. */
const decay = (arithmetic: CombineArithmetic, difference: number): number =>
  difference === Number.NEGATIVE_INFINITY ? 0 : arithmetic.weight(Math.exp(difference));
