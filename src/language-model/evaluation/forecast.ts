// Estimates the cost of a study before it runs.

import { columnPlan } from "#crossbar-arrays";
import type { Dimensions } from "#model-files";
import type { Haystack } from "#text-trials";
import { SELECTORS, selectorNamed } from "../../attention/selectors/index.ts";
import type { Selector } from "../../attention/selectors/selector.ts";
import type { Design } from "../../design/design.ts";
import { stackedGeometry } from "../../simulation/programmed-set.ts";
import { MOST_CHIPS, MOST_HASHERS } from "../engine/selector-tools.ts";
import { askedOf } from "./study.ts";
import type { StudyPlan } from "./study-plan.ts";

/** Multiplications and additions of a token in a forward pass, each counted. */
const tokenWork = ({ layers, width, hidden, heads, keyValueWidth, headWidth }: Dimensions): number =>
  2 * layers * (width * (2 * heads * headWidth + 2 * keyValueWidth) + 3 * width * hidden);
const pairWork = ({ layers, heads, headWidth }: Dimensions): number => 4 * layers * heads * headWidth;

/** Work of `rows` tokens after `before` others. */
export const runWork = (dimensions: Dimensions, rows: number, before = 0): number =>
  rows * tokenWork(dimensions) + pairWork(dimensions) * rows * (before + rows / 2);

/**
 * Work of a plan, in the unit of `runWork`: one exact pass over a context per haystack, and one per answer in
 * setup C; every item's rows per answer; logits of scored rows, also of exact attention for the divergence.
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

/**
 * Bytes of the programmed arrays kept for contexts of so many tokens: per set its cells, driver power,
 * projections, map, transfer with noise and third order. Variants of equally many projections share them.
 */
export function arrayBytes(
  { layers, keyValueHeads, headWidth }: Dimensions,
  { variants }: Pick<StudyPlan, "variants">,
  { hashing: { array } }: Design,
  length: number,
  selectors: readonly Selector[] = SELECTORS,
): number {
  const { rows, columns } = stackedGeometry(array, headWidth);
  const outputs = Math.max(1, columnPlan(array.pairing, array.columns).outputs - array.spares);
  const byProjections = new Map<number, number>();
  for (const { selector, arrays } of variants) {
    const known = selectorNamed(selector.name, selectors);
    // A study keeps the parameters that were given; the defaults of the others are needed here.
    const { sets, projections } = known.programmed(known.params.parse(selector.params), length);
    const cells = Math.ceil(projections / outputs) * (rows * columns + headWidth ** 2);
    const set = 8 * (cells + 5 * projections * headWidth);
    const bytes = Math.min(arrays, MOST_CHIPS) * layers * keyValueHeads * sets * set;
    byProjections.set(projections, Math.max(bytes, byProjections.get(projections) ?? 0));
  }
  const largest = [...byProjections.values()].sort((a, b) => b - a).slice(0, MOST_HASHERS);
  return largest.reduce((sum, bytes) => sum + bytes, 0);
}
