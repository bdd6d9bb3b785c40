// The score that a key must reach under a threshold of weight, query after query of one head.

import { columnMeans, type Dense, row } from "../base/dense.ts";

/** Queries and keys of a head, and the factors from products to logits and from logits to scores. */
export interface Weighed {
  readonly q: Dense;
  readonly k: Dense;
  readonly scale: number;
  /** Scores times this are logits of keys less their mean. */
  readonly slope: number;
}

/** Levels of a head's queries in ascending order. */
export interface WeightLevels {
  /** Least score of query i, whose sink and window are the keys before `from` and from `to` on. */
  least(i: number, from: number, to: number): number;
  /** Says which keys query i attended, by a mark for each. */
  attended(i: number, marks: Uint8Array): void;
}

/** Weight of the newest query in the mean ratio; assumed. */
const NEWEST = 1 / 16;

/**
 * A key is attended if its estimated weight is at least τ of the total: its score reaches
 *
 *     (ln τ + ln Σ exp(logit) of sink and window + ratio − q · mean · scale) / slope.
 *
 * Logits of sink and window are known before the search; the ratio is the mean of ln(total / near) over the
 * queries before, whose totals the softmax had. The first query takes 0, which attends too many, not too few.
 */
export function weightLevels({ q, k, scale, slope }: Weighed, tau: number): WeightLevels {
  const mean = columnMeans(k);
  let ratio: number | null = null;
  let near = 0;
  const product = (i: number, key: ArrayLike<number>): number => {
    const query = row(q, i);
    let sum = 0;
    for (let c = 0; c < query.length; c++) sum += query[c] * key[c];
    return scale * sum;
  };
  const logSum = (i: number, isIn: (j: number) => boolean): number => {
    const logits: number[] = [];
    for (let j = 0; j <= i; j++) if (isIn(j)) logits.push(product(i, row(k, j)));
    const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  };
  return {
    least(i, from, to) {
      near = logSum(i, (j) => j < from || j >= to);
      return (Math.log(tau) + near + (ratio ?? 0) - product(i, mean)) / slope;
    },
    attended(i, marks) {
      const own = logSum(i, (j) => marks[j] === 1) - near;
      ratio = ratio === null ? own : ratio + NEWEST * (own - ratio);
    },
  };
}
