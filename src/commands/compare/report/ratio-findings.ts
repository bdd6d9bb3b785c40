// Who takes less: a design over its twin, exact attention and the best of the others.

import type { Estimate } from "#base";
import { digits, factor } from "#base";
import type { Finding } from "#reports";
import {
  type ComparisonDesign,
  type FeasibleResult,
  feasibleOf,
} from "../../../comparison/comparison-design.ts";
import { contenderOf, verdictRivals } from "../../../comparison/comparison-designs.ts";
import { judge, OUTCOME_WORD, type Outcome } from "../../../comparison/judgement.ts";
import type { FirstResults } from "../run/comparison.ts";

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

/** An output error of a rival that is at least so many times the design's own is printed next to its recall. */
const MUCH_ERROR = 2;

/** Who wins: "C (recall 69 %) loses to B (×1.02 energy, ×1.24 latency), beats A (…; 100 %)"; equal recalls are left out. */
export function verdictOn(
  asked: ComparisonDesign,
  own: FeasibleResult,
  comparison: FirstResults,
): Finding | null {
  const recall = recallOf(asked, comparison);
  const parts = verdictRivals(asked, comparison.contenders).flatMap((rival, n) => {
    const priced = feasibleOf(comparison.contenders, rival);
    if (priced === null) return [];
    const ratio = over(own, priced);
    const range = ownRangeOver(own, rival, comparison);
    const other = recallOf(rival, comparison);
    const differs = recall !== null && other !== null && Math.abs(other - recall) > comparison.margin;
    const errors = [rival, asked].map((one) => qualityOf(one, comparison)?.error.mean ?? 0);
    const error = errors[1] > 0 && errors[0] > MUCH_ERROR * errors[1] ? errors[0] / errors[1] : null;
    const chance = comparison.fidelity.variants["random-buckets"].outputError.mean;
    const overChance = errors[0] > chance && chance > 0 ? errors[0] / chance : null;
    const quality = [
      ...(differs ? [wholePercent(other)] : []),
      ...(error === null
        ? []
        : [
            overChance === null
              ? `${Number(error.toPrecision(2))} × ${asked.letter}'s error`
              : `${Number(overChance.toPrecision(2))} × random buckets' error`,
          ]),
    ];
    const taken = n === 0 ? quotients(ratio) : `${factor(ratio.energy)}, ${factor(ratio.latency)}`;
    return [
      {
        text: `${rival.letter} (${taken}${quality.length === 0 ? "" : `; ${quality.join(", ")}`})`,
        outcome: ratio.outcome,
        values: {
          ...valuesOf(rival, ratio),
          ...(range === null
            ? {}
            : {
                [`energy_over_${rival.letter}_low`]: range[0],
                [`energy_over_${rival.letter}_high`]: range[1],
              }),
          ...(differs ? { [`recall_of_${rival.letter}`]: other } : {}),
          ...(error === null ? {} : { [`error_of_${rival.letter}_over_own`]: error }),
          ...(overChance === null ? {} : { [`error_of_${rival.letter}_over_random`]: overChance }),
        },
      },
    ];
  });
  if (parts.length === 0) return null;
  const outcomes = [...new Set(parts.map(({ outcome }) => outcome))];
  const texts = outcomes.map((outcome) => {
    const own = parts.filter((part) => part.outcome === outcome).map(({ text }) => text);
    return `${OUTCOME_WORD[outcome]} ${own.slice(0, -1).join(", ")}${own.length > 1 ? " and " : ""}${own.at(-1)}`;
  });
  return {
    id: "verdict",
    marks: outcomes.map((outcome) => ({ phrase: OUTCOME_WORD[outcome], outcome })),
    text: `${asked.letter}${recall === null ? "" : ` (recall ${wholePercent(recall)})`} ${texts.join(", ")}.`,
    values: Object.assign(recall === null ? {} : { recall }, ...parts.map(({ values }) => values)),
  };
}

/** Attention recall of a design: 1 by definition where nothing is left out, null where nothing measured it. */
export const recallOf = (record: ComparisonDesign, comparison: FirstResults): number | null =>
  qualityOf(record, comparison)?.recall.mean ?? (record.variant === "exact" ? 1 : null);

const wholePercent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Recalls of the designs by id; undefined where nothing measured one. */
export const recallsOf = (comparison: FirstResults): Readonly<Record<string, number | undefined>> =>
  Object.fromEntries(
    comparison.contenders.map(({ id }) => [id, recallOf(contenderOf(id), comparison) ?? undefined]),
  );

/** Attention recall and output error of a design; null where nothing measured them. */
export function qualityOf(
  contender: ComparisonDesign,
  { fidelity, searched }: Pick<FirstResults, "fidelity" | "searched">,
): { readonly recall: Estimate; readonly error: Estimate } | null {
  const found =
    contender.variant === null || contender.variant === "exact"
      ? searched[contender.id]
      : fidelity.variants[contender.variant];
  return found ? { recall: found.recall, error: found.outputError } : null;
}

/** Least and largest energy ratio over the constants that only the rival uses; null where it has none. */
function ownRangeOver(
  own: FeasibleResult,
  rival: ComparisonDesign,
  { ownRanges }: FirstResults,
): readonly [low: number, high: number] | null {
  const range = ownRanges[rival.id];
  return range === undefined
    ? null
    : [own.cost.energy / range.high.energy_J, own.cost.energy / range.low.energy_J];
}

/** Sentences on what constants of rivals alone do to the energy ratios. */
export const ownRangeSentences = (asked: ComparisonDesign, comparison: FirstResults): string[] =>
  verdictRivals(asked, comparison.contenders).flatMap((rival) => {
    const own = feasibleOf(comparison.contenders, asked);
    const range = own === null ? null : ownRangeOver(own, rival, comparison);
    return range === null
      ? []
      : [
          `Over the ranges of constants that only ${rival.letter} uses, ${asked.letter} takes ×${digits(range[0])} to ×${digits(range[1])} its energy.`,
        ];
  });
