// Measures of a study and their margins.

import type { Task } from "#text-trials";
import type { ItemScore } from "./ask.ts";

/** A judged loss: one number per scored token, positive if the selection is worse than exact attention. */
export interface Measure {
  readonly id: "perplexity" | "divergence" | "numbers" | "passages" | "recall";
  readonly task: Task;
  /** Largest loss that counts as no difference, in the unit of `loss`. */
  readonly margin: number;
  /** Whether a gain beyond the margin counts as a difference too. A divergence cannot be negative. */
  readonly twoSided: boolean;
  readonly loss: (exact: ItemScore, score: ItemScore) => number[];
  /** Least token accuracy of exact attention for the task to count; null: no minimum. */
  readonly leastExact: number | null;
}

const accuracyLost = (exact: ItemScore, { right }: ItemScore): number[] =>
  right.map((hit, n) => exact.right[n] - hit);

/** Margins of perplexity (share), divergence (nats) and accuracy; least accuracy of exact attention. */
export const MARGINS = {
  perplexity: 0.01,
  divergence: 0.01,
  accuracy: 0.02,
  /** Of the recall grammar, where exact attention gets every value. */
  recall: 0.005,
  leastExact: 0.6,
} as const;

/** Least loss of a control, in margins. */
export const CONTROL_MARGINS = 5;

export const MEASURES: readonly Measure[] = [
  {
    id: "perplexity",
    task: "perplexity",
    margin: Math.log1p(MARGINS.perplexity),
    twoSided: true,
    loss: (exact, { nll }) => nll.map((x, n) => x - exact.nll[n]),
    leastExact: null,
  },
  {
    id: "divergence",
    task: "perplexity",
    margin: MARGINS.divergence,
    twoSided: false,
    loss: (_, { divergence = [] }) => [...divergence],
    leastExact: null,
  },
  {
    id: "numbers",
    task: "numbers",
    margin: MARGINS.accuracy,
    twoSided: true,
    loss: accuracyLost,
    leastExact: MARGINS.leastExact,
  },
  {
    id: "passages",
    task: "passages",
    margin: MARGINS.accuracy,
    twoSided: true,
    loss: accuracyLost,
    leastExact: MARGINS.leastExact,
  },
  {
    id: "recall",
    task: "recall",
    margin: MARGINS.recall,
    twoSided: true,
    loss: accuracyLost,
    leastExact: MARGINS.leastExact,
  },
];

/** Least loss of a control: so many margins, for perplexity as a ratio. */
export const controlLoss = ({ id, margin }: Measure): number =>
  id === "perplexity" ? Math.log1p(CONTROL_MARGINS * MARGINS.perplexity) : CONTROL_MARGINS * margin;
