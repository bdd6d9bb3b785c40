import type { Rng } from "#base";
import { type PairedLoss, pairedLoss } from "#text-trials";
import { type AnsweredHaystack, differences } from "./judge.ts";
import { MEASURES, type Measure } from "./measures.ts";
import type { Setup, StudyVariant } from "./study-plan.ts";
import { SETUP_NAMES } from "./study-plan.ts";

/** Two subjects at one budget compared token by token. */
export interface Versus {
  readonly setup: Setup;
  readonly level: string;
  readonly first: string;
  readonly second: string;
  readonly measure: Measure["id"];
  /** Loss of the first minus that of the second. */
  readonly loss: PairedLoss;
  /** p-value of "they differ by at least the margin", unadjusted. */
  readonly apart: number;
}

/** Difference in perplexity between two hashes that counts as none; other measures use their margins. */
export const HASH_MARGIN = 0.005;

/** Compares every pair of subjects of one level and setup, by perplexity and by accuracy. */
export function allVersus(
  haystacks: readonly AnsweredHaystack[],
  variants: readonly StudyVariant[],
  rng: Rng,
  draws?: number,
): Versus[] {
  const subjects = variants.filter(({ role }) => role === "subject");
  const pairs = subjects.flatMap((second, n) =>
    subjects.slice(n + 1).flatMap((first) => (first.level === second.level ? [{ first, second }] : [])),
  );
  return SETUP_NAMES.flatMap((setup) =>
    pairs.flatMap(({ first, second }) =>
      MEASURES.filter(({ id }) => id !== "divergence").flatMap((measure): Versus[] => {
        const [a, b] = [first, second].map(({ id }) => differences(haystacks, setup, id, measure));
        const isPaired =
          a.length > 0 &&
          a.length === b.length &&
          a.every(({ tokens, sums }, c) => b[c].tokens === tokens && b[c].sums.length === sums.length);
        if (!isPaired) return [];
        const clusters = a.map(({ tokens, sums }, c) => ({
          tokens,
          sums: sums.map((sum, k) => sum - b[c].sums[k]),
        }));
        const stream = rng.fork("versus").fork(measure.id).fork(setup).fork(first.id);
        const loss = pairedLoss(clusters, stream, draws);
        const margin = measure.id === "perplexity" ? Math.log1p(HASH_MARGIN) : measure.margin;
        return [
          {
            setup,
            level: first.level,
            first: first.name,
            second: second.name,
            measure: measure.id,
            loss,
            apart: Math.max(loss.notBelow(margin), loss.notAbove(-margin)),
          },
        ];
      }),
    ),
  );
}
