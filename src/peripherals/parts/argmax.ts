import { z } from "zod";
import {
  type Constant,
  choice,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  quantity,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ADDERS, ideal, leakingAt, logicAt, SYNTHESISED } from "#circuits";
import { COMPARE_EXCHANGE } from "../sorter/network.ts";

export interface Argmax {
  /** Number of projections, rot. */
  readonly inputs: number;
  /**
   * Index of a largest of [y; −y], in [0, 2 rot): i for y_i, rot + i for −y_i. Ties are resolved by the tree.
   * Throws RangeError for another number of projections.
   */
  largest(y: Float64Array): number;
}

/** Action `choose`: one index from all projections of a token and round. */
export type ArgmaxModel = Model<"choose", Argmax>;

export const defineArgmax = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "choose", Argmax, C>, "family">,
): ArgmaxModel => define({ ...definition, family: "argmax" });

function checkProjections(y: Float64Array, inputs: number): void {
  if (y.length !== inputs)
    throw new RangeError(`argmax: expected ${inputs} projections, received ${y.length}`);
}

/** The first of the largest magnitudes. */
export const idealArgmax = defineArgmax({
  ...ideal,
  params: z.object({ inputs: integer({ min: 1, max: 1 << 16 }, "projections compared").prefault(64) }),
  behave: ({ inputs }) => ({
    inputs,
    largest: (y) => {
      checkProjections(y, inputs);
      const winner = y.reduce((best, x, i) => (Math.abs(x) > Math.abs(y[best]) ? i : best), 0);
      return y[winner] >= 0 ? winner : inputs + winner;
    },
  }),
  cost: () => free(["choose"]),
});

type Mode = "absolute" | "candidates";

/** Comparisons to find the largest of [y; −y] for `rot` projections. */
export const argmaxComparisons = (rot: number, mode: Mode): number =>
  mode === "candidates" ? 2 * rot - 1 : rot - 1;

/**
 * Knock-out tree. `candidates` compares the 2 rot words of [y; −y]: 2 rot − 1 comparisons. `absolute` first
 * takes magnitudes and last the winner's sign: rot − 1 comparisons and rot negations. A winner's word and
 * index are multiplexed and registered at each level. Priced by `LOGIC`.
 */
export const comparatorTreeArgmax = defineArgmax({
  model: "comparator-tree",
  source: "aladdin-2014",
  params: z.object({
    inputs: integer({ min: 1, max: 1 << 16 }, "projections of a token and round").prefault(64),
    bits: integer({ min: 2, max: 32 }, "bits of a projection").prefault(16),
    mode: choice(["absolute", "candidates"], "magnitudes and a sign, or both signs of each").prefault(
      "absolute",
    ),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE_EXCHANGE, ...ADDERS },
  behave: ({ inputs, mode }) => ({
    inputs,
    largest: (y) => {
      checkProjections(y, inputs);
      if (mode === "candidates") return knockOut([...y, ...y.map((x) => -x)]);
      const winner = knockOut([...y.map(Math.abs)]);
      return y[winner] >= 0 ? winner : inputs + winner;
    },
  }),
  cost: ({ inputs, bits, mode, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    const comparisons = argmaxComparisons(inputs, mode);
    const index = Math.ceil(Math.log2(2 * inputs));
    const word = bits + index;
    const node = {
      energy: k.comparatorBit * bits + word * (k.multiplexerBit + k.registerBit),
      area: k.comparatorArea * bits + word * (k.multiplexerArea + k.registerArea),
    };
    const area = (comparisons * node.area + inputs * bits * k.adderArea) * factor.area;
    const levels = Math.ceil(Math.log2(mode === "candidates" ? 2 * inputs : inputs));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        choose: {
          energy: joules((comparisons * node.energy + inputs * bits * k.adderBit) * factor.energy),
          latency: seconds((levels + 1) / clock),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});

/** Index of the winner of a tree of neighbours; the earlier one wins a tie. */
function knockOut(values: readonly number[]): number {
  let round = values.map((_, index) => index);
  while (round.length > 1) {
    const next: number[] = [];
    for (let n = 0; n < round.length; n += 2) {
      const [a, b = a] = [round[n], round[n + 1]];
      next.push(values[b] > values[a] ? b : a);
    }
    round = next;
  }
  return round[0];
}
