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

/** The design against its twin with a digital hash, where there is one, and against exact attention. */
export function verdictOn(
  asked: ComparisonDesign,
  own: FeasibleResult,
  { contenders }: Comparison,
): Finding | null {
  const twin = TWINS.find(([above]) => above === asked)?.[1];
  const parts = [twin, BASELINE].flatMap((rival) => {
    const contender = rival === undefined ? null : feasibleOf(contenders, rival);
    if (rival === undefined || contender === null) return [];
    const ratio = over(own, contender);
    const name = rival === twin ? `its digital twin (${rival.letter})` : namedWithLetter(rival);
    return [
      {
        text: `${OUTCOME_WORD[ratio.outcome]} ${name}: ${quotients(ratio)}`,
        values: valuesOf(rival, ratio),
        mark: markOf(ratio),
      },
    ];
  });
  if (parts.length === 0) return null;
  return {
    id: "verdict",
    marks: parts.map(({ mark }) => mark),
    text: `${sentenceStart(asked)} ${parts.map(({ text }) => text).join("; it ")}.`,
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
}

/** The design against the best rivals: analog arrays, the best that searches codes, the subject. */
export function rivals(asked: ComparisonDesign, own: FeasibleResult, comparison: Comparison): Finding | null {
  const { contenders, ownRanges } = comparison;
  const twin = TWINS.find(([above]) => above === asked)?.[1];
  const best = SEARCHED.filter((contender) => contender !== asked && contender !== twin)
    .flatMap((contender) => {
      const priced = feasibleOf(contenders, contender);
      return priced === null ? [] : [{ contender, energy: priced.cost.energy }];
    })
    .sort((a, b) => a.energy - b.energy)[0]?.contender;
  const parts = [exactAnalog, best, SUBJECT].flatMap((rival) => {
    const priced = rival === undefined || rival === asked ? null : feasibleOf(contenders, rival);
    if (rival === undefined || priced === null) return [];
    const ratio = over(own, priced);
    const range = ownRanges[rival.id];
    const [low, high] =
      range === undefined ? [] : [range.high, range.low].map((end) => own.cost.energy / end.energy_J);
    const open =
      low === undefined ? "" : ` (${digits(low)} to ${digits(high)} over ${rival.letter}'s constants)`;
    return [
      {
        text: `${OUTCOME_WORD[ratio.outcome]} ${namedWithLetter(rival)}: ${factor(ratio.energy)}${open}, ${factor(ratio.latency)}`,
        values: {
          ...valuesOf(rival, ratio),
          ...(low === undefined
            ? {}
            : { [`energy_over_${rival.letter}_low`]: low, [`energy_over_${rival.letter}_high`]: high }),
        },
        mark: markOf(ratio),
      },
    ];
  });
  if (parts.length === 0) return null;
  return {
    id: "rivals",
    marks: parts.map(({ mark }) => mark),
    text: `${asked.letter} ${parts.map(({ text }) => text).join("; ")}.`,
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  };
}
