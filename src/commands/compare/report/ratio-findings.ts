// Who takes less: a design over its twin, exact attention and the best of the others.

import {
  type ComparisonDesign,
  type FeasibleResult,
  feasibleOf,
  namedWithLetter,
} from "../../../comparison/comparison-design.ts";
import { BASELINE, SEARCHED, SUBJECT, TWINS } from "../../../comparison/comparison-designs.ts";
import { exactAnalog } from "../../../comparison/designs/exact-analog.ts";
import { judge, OUTCOME_WORD, type Outcome } from "../../../comparison/judgement.ts";
import type { Finding, Mark } from "../../../report/report.ts";
import { digits, factor } from "../../../text/format.ts";
import type { Comparison } from "../run/compare.ts";

/** "The memristor design (C)". */
export const sentenceStart = (contender: ComparisonDesign): string => {
  const name = namedWithLetter(contender);
  return name[0].toUpperCase() + name.slice(1);
};

interface Quotient {
  readonly energy: number;
  readonly latency: number;
  readonly outcome: Outcome;
}

function over(own: FeasibleResult, rival: FeasibleResult): Quotient {
  const energy = own.cost.energy / rival.cost.energy;
  const latency = own.cost.timing.latency / rival.cost.timing.latency;
  return { energy, latency, outcome: judge(energy, latency) };
}

export const quotients = ({ energy, latency }: Pick<Quotient, "energy" | "latency">): string =>
  `${factor(energy)} energy, ${factor(latency)} latency`;

const valuesOf = ({ letter }: ComparisonDesign, { energy, latency, outcome }: Quotient) => ({
  [`energy_over_${letter}`]: energy,
  [`latency_over_${letter}`]: latency,
  [`outcome_over_${letter}`]: outcome,
});

const markOf = ({ outcome }: Quotient): Mark => ({ phrase: OUTCOME_WORD[outcome], outcome });

/** Rivals of the first sentence: the twin with a digital hash, exact attention, and the best of the others. */
function rivalsOf(asked: ComparisonDesign, { contenders }: Comparison): ComparisonDesign[] {
  const twin = TWINS.find(([above]) => above === asked)?.[1];
  const best = SEARCHED.filter((contender) => contender !== asked && contender !== twin)
    .flatMap((contender) => {
      const priced = feasibleOf(contenders, contender);
      return priced === null ? [] : [{ contender, energy: priced.cost.energy }];
    })
    .sort((a, b) => a.energy - b.energy)[0]?.contender;
  const all = [twin, BASELINE, exactAnalog, best, SUBJECT];
  return all.filter((rival) => rival !== undefined).filter((rival) => rival !== asked);
}

/** Who wins: "In energy and latency C loses to its digital twin B (×1.02, ×1.24), beats A (…)." */
export function verdictOn(
  asked: ComparisonDesign,
  own: FeasibleResult,
  comparison: Comparison,
): Finding | null {
  const twin = TWINS.find(([above]) => above === asked)?.[1];
  const parts = rivalsOf(asked, comparison).flatMap((rival) => {
    const priced = feasibleOf(comparison.contenders, rival);
    if (priced === null) return [];
    const ratio = over(own, priced);
    const range = ownRangeOver(own, rival, comparison);
    const name = rival === twin ? `its digital twin ${rival.letter}` : rival.letter;
    return [
      {
        text: `${OUTCOME_WORD[ratio.outcome]} ${name} (${factor(ratio.energy)}, ${factor(ratio.latency)})`,
        values: {
          ...valuesOf(rival, ratio),
          ...(range === null
            ? {}
            : {
                [`energy_over_${rival.letter}_low`]: range[0],
                [`energy_over_${rival.letter}_high`]: range[1],
              }),
        },
        mark: markOf(ratio),
      },
    ];
  });
  if (parts.length === 0) return null;
  return {
    id: "verdict",
    marks: parts.map(({ mark }) => mark),
    text: `In energy and latency ${asked.letter} ${parts.map(({ text }) => text).join(", ")}.`,
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
}

/** Least and largest energy ratio over the constants that only the rival uses; null where it has none. */
function ownRangeOver(
  own: FeasibleResult,
  rival: ComparisonDesign,
  { ownRanges }: Comparison,
): readonly [low: number, high: number] | null {
  const range = ownRanges[rival.id];
  return range === undefined
    ? null
    : [own.cost.energy / range.high.energy_J, own.cost.energy / range.low.energy_J];
}

/** Sentences on what constants of rivals alone do to the energy ratios. */
export const ownRangeSentences = (asked: ComparisonDesign, comparison: Comparison): string[] =>
  rivalsOf(asked, comparison).flatMap((rival) => {
    const own = feasibleOf(comparison.contenders, asked);
    const range = own === null ? null : ownRangeOver(own, rival, comparison);
    return range === null
      ? []
      : [
          `Over the ranges of constants that only ${rival.letter} uses, ${asked.letter} takes ×${digits(range[0])} to ×${digits(range[1])} its energy.`,
        ];
  });
