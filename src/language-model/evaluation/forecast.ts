// What a study costs before it is run.

import type { Dimensions } from "../dimensions.ts";
import type { StudyPlan } from "./arms.ts";
import type { Haystack } from "./item.ts";
import { askedOf } from "./study.ts";

/** Multiplications and additions of a forward pass, each counted. */
const tokenWork = ({ layers, width, hidden, heads, keyValueWidth, headWidth }: Dimensions): number =>
  2 * layers * (width * (2 * heads * headWidth + 2 * keyValueWidth) + 3 * width * hidden);
const pairWork = ({ layers, heads, headWidth }: Dimensions): number => 4 * layers * heads * headWidth;

/** Work of `rows` tokens after `before` others. */
export const runWork = (dimensions: Dimensions, rows: number, before = 0): number =>
  rows * tokenWork(dimensions) + pairWork(dimensions) * rows * (before + rows / 2);

/**
 * Work of a plan, in the unit of `runWork`: a context read exactly once a haystack, and once more an answer in setup C; every
 * item's rows an answer; logits of the scored rows, and of exact attention's for the divergence.
 */
export function studyWork(
  dimensions: Dimensions,
  plan: StudyPlan,
  haystacks: readonly (readonly Haystack[])[],
): number {
  const { width, vocabulary } = dimensions;
  const logits = 2 * width * vocabulary;
  let work = 0;
  for (const [p, part] of plan.parts.entries())
    for (const { n, cells } of askedOf(plan, part)) {
      const { context, items } = haystacks[p][n];
      const reading = runWork(dimensions, context.length);
      const asking = items.reduce(
        (sum, { tail }) => sum + runWork(dimensions, tail.length, context.length),
        0,
      );
      const scoring = logits * items.reduce((sum, { scored }) => sum + scored.length, 0);
      work += reading + asking + scoring + cells.length * (asking + 2 * scoring);
      work += reading * cells.filter(({ setup }) => setup === "C").length;
    }
  return work;
}
