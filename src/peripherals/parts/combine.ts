import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  quantity,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ARITHMETIC, EXPONENTIAL, idealUnit, LOGIC, leakingAt, roundSignificand } from "#circuits";

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
  /** Adds a softmax's output with denominator e^log. An empty one (log −Infinity) has no effect. */
  merge(state: Combined, partial: Float64Array, log: number): void;
  /** Output over all merged keys: numerators over their sum. Throws RangeError before the first merge. */
  output(state: Combined): Float64Array;
}

/** Action `merge`: one round's output of one token and head. */
export type CombineModel = Model<"merge", Combine>;

export const defineCombine = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "merge", Combine, C>, "family">,
): CombineModel => define({ ...definition, family: "combine" });

/** A unit's arithmetic for a log-sum-exp, for e to a negative number, and for a sum. */
interface CombineArithmetic {
  log(value: number): number;
  weight(value: number): number;
  element(value: number): number;
}

/** The running merge in a unit's arithmetic: one exponential per merge, e^(smaller log − larger log). */
const combineWith = (arithmetic: CombineArithmetic): Combine => ({
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

/** e^difference for a difference ≤ 0, in the unit's arithmetic. */
const decay = (arithmetic: CombineArithmetic, difference: number): number =>
  difference === Number.NEGATIVE_INFINITY ? 0 : arithmetic.weight(Math.exp(difference));

/** The merge in float64. */
export const idealCombine = defineCombine({
  ...idealUnit,
  behave: () => combineWith({ log: (x) => x, weight: (x) => x, element: (x) => x }),
  cost: () => free(["merge"]),
});

/**
 * Running merge of a token's rounds: one exponential and `width` + 1 multiply-adds per round, which scale the
 * side with the smaller log. Logs are in fixed point, e^x in fixed point on [0, 1], elements in floating
 * point. Exponential: ConSmax row at 16 nm of [consmax-2024]. Multiply-add: fp16 at 45 nm [horowitz-2014],
 * its area as a 32-bit adder and four 8-bit multipliers.
 */
export const runningCombine = defineCombine({
  model: "running",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 1, max: 4096 }, "elements of an output").prefault(64),
    logFractionBits: integer({ min: 2, max: 24 }, "fraction bits of a log-sum-exp").prefault(12),
    weightBits: integer({ min: 2, max: 24 }, "fraction bits of e^x").prefault(12),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of an element").prefault(11),
    lanes: integer({ min: 1, max: 4096 }, "multiply-adds a cycle").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: ARITHMETIC,
  constants: {
    ...EXPONENTIAL,
    multiply: { nominal: 1.1e-12, source: "horowitz-2014", note: "J an fp16 multiply at 45 nm" },
    add: { nominal: 0.4e-12, source: "horowitz-2014", note: "J an fp16 add at 45 nm" },
    multiplier8Area: LOGIC.multiplier8Area,
    adderArea: LOGIC.adderArea,
    leakage: LOGIC.leakage,
  },
  behave: ({ logFractionBits, weightBits, significandBits }) =>
    combineWith({
      log: (value) => Math.round(value * 2 ** logFractionBits) / 2 ** logFractionBits,
      weight: (value) => Math.round(value * 2 ** weightBits) / 2 ** weightBits,
      element: (value) => roundSignificand(value, significandBits),
    }),
  cost: ({ width, lanes, clock }, technology, k) => {
    const [exponentialNode, arithmeticNode, areaNode] = [nanometres(16), nanometres(45), nanometres(40)];
    const area =
      k.exponentialArea * technology.areaFactor("logic", exponentialNode) +
      lanes * (4 * k.multiplier8Area + 32 * k.adderArea) * technology.areaFactor("logic", areaNode);
    const operations = width + 1;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        merge: {
          energy: joules(
            k.exponential * technology.energyFactor("logic", exponentialNode) +
              operations * (k.multiply + k.add) * technology.energyFactor("logic", arithmeticNode),
          ),
          latency: seconds((4 + Math.ceil(operations / lanes)) / clock),
          interval: seconds(operations / (lanes * clock)),
        },
      },
    };
  },
});
