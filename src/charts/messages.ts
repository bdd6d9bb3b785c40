// Titles of a comparison's charts: what each shows, from the records that its verdict is made of.

import { area, engineering, factor, groupDigits, percent, sentenceStart } from "#base";
import {
  type ComparisonDesign,
  type DesignResult,
  feasibleOf,
  namedWithLetter,
} from "../comparison/comparison-design.ts";
import { askedDesign, BASELINE, contenderOf, TWINS } from "../comparison/comparison-designs.ts";
import {
  type Crossover,
  type CurvePoint,
  GRID,
  LONGEST,
  MOST_RANGES,
  SHORTEST,
  type Wins,
} from "../comparison/curves.ts";
import type { CostReport } from "../cost/cost-report.ts";
import type { Workload } from "../design/workload.ts";
import { componentWord } from "../text/component-words.ts";

/** A comparison with its costs at every length; shared by comparisons and points of a study. */
export interface DrawnComparison {
  readonly workload: Workload;
  readonly contenders: readonly DesignResult[];
  readonly curves: readonly CurvePoint[];
  readonly crossover: readonly Crossover[];
}

/** The lengths at which one design takes less than another; null where the two are not compared. */
export const winsOf = (
  { crossover }: { readonly crossover: readonly Crossover[] },
  above: ComparisonDesign,
  quantity: "energy" | "latency",
): Wins | null =>
  crossover.find(({ contender, against }) => contender === above.id && against === BASELINE.id)?.[quantity] ??
  null;

/** "From 2 028 tokens on, the memristor design (C) takes less energy than exact attention (A)". */
export function lengthMessage(comparison: DrawnComparison, quantity: "energy" | "latency"): string {
  const asked = askedDesign(comparison.workload);
  const isPriced = comparison.curves.some(({ contenders }) => feasibleOf(contenders, asked) !== null);
  if (!isPriced) return cannot(asked);
  const wins = winsOf(comparison, asked, quantity);
  const what = quantity === "energy" ? "energy" : "time";
  if (wins === null) return `${sentenceStart(what)} over that of ${namedWithLetter(BASELINE)}, by length`;
  const claim = `${namedWithLetter(asked)} takes less ${what} than ${namedWithLetter(BASELINE)}`;
  const [first, ...others] = wins.ranges;
  if (first === undefined)
    return `At none of ${GRID.length} lengths from ${SHORTEST} to ${groupDigits(LONGEST)} tokens ${claim}`;
  if (others.length > 0 || first[1] !== LONGEST)
    return `${sentenceStart(claim)} ${rangesText(wins.ranges, " tokens")}`;
  return first[0] === SHORTEST
    ? `At all ${GRID.length} lengths from ${SHORTEST} to ${groupDigits(LONGEST)} tokens ${claim}`
    : `From ${groupDigits(first[0])} tokens on, ${claim}`;
}

/** "at 1 312 to 7 000 tokens and from 35 840 tokens on"; without a unit "at 1 312 to 7 000 and from 35 840". */
export function rangesText(ranges: Wins["ranges"], unit = ""): string {
  const parts = ranges.map(([from, to]) =>
    to === LONGEST
      ? `from ${groupDigits(from)}${unit === "" ? "" : `${unit} on`}`
      : `at ${from === to ? "" : `${groupDigits(from)} to `}${groupDigits(to)}${unit}`,
  );
  return parts.length <= MOST_RANGES
    ? parts.join(" and ")
    : `${parts[0]}, in ${parts.length - 2} further ranges, and ${parts[parts.length - 1]}`;
}

const cannot = (asked: ComparisonDesign): string =>
  `${sentenceStart(namedWithLetter(asked))} cannot carry this workload`;

/**
 * "At 4 096 tokens the memristor design (C) takes ×1.01 the energy of … (B) and ×0.656 that of … (A)": over the
 * design that differs in the hash alone first, since that is the quotient which the hash decides.
 */
export function energyMessage({ contenders, workload }: Drawn): string {
  const asked = askedDesign(workload);
  const own = feasibleOf(contenders, asked);
  if (own === null) return cannot(asked);
  const twin = TWINS.find(([above]) => above === asked)?.[1];
  const over = [twin, BASELINE].flatMap((below) => {
    const base = below === undefined || below === asked ? null : feasibleOf(contenders, below);
    if (below === undefined || base === null || !(base.cost.energy > 0)) return [];
    return [{ ratio: factor(own.cost.energy / base.cost.energy), name: namedWithLetter(below) }];
  });
  const quotients = over.map(
    ({ ratio, name }, n) => `${ratio} ${n === 0 ? "the energy" : "that"} of ${name}`,
  );
  const takes = over.length === 0 ? engineering(own.cost.energy, "J") : quotients.join(" and ");
  return `At ${groupDigits(workload.length)} tokens ${namedWithLetter(asked)} takes ${takes}`;
}

type Drawn = Pick<DrawnComparison, "contenders" | "workload">;

/** "The memristor design (C) takes 8.97 mm², ×1.02 of …; 44.4 % of it is pads". */
export function areaMessage({ contenders, workload }: Drawn): string {
  const asked = askedDesign(workload);
  const own = feasibleOf(contenders, asked);
  if (own === null) return cannot(asked);
  const base = feasibleOf(contenders, BASELINE);
  const over =
    base === null || !(base.cost.area > 0)
      ? ""
      : `, ${factor(own.cost.area / base.cost.area)} of ${namedWithLetter(BASELINE)}`;
  return `${sentenceStart(namedWithLetter(asked))} takes ${area(own.cost.area)}${over}${largestPart(own.cost)}`;
}

/** "; 44.4 % of it is pads". */
export function largestPart({ areas, area: whole }: CostReport): string {
  const sums = new Map<string, number>();
  for (const { component, area: own } of areas) sums.set(component, (sums.get(component) ?? 0) + own);
  const [largest] = [...sums].sort(([, a], [, b]) => b - a);
  return largest === undefined || !(whole > 0)
    ? ""
    : `; ${percent(largest[1] / whole)} of it is ${componentWord(largest[0])}`;
}

/** "Floorplan of the memristor design (C), 8.97 mm²; 44.4 % of it is pads". */
export const floorplanMessage = (record: ComparisonDesign, cost: CostReport): string =>
  `Floorplan of ${namedWithLetter(record)}, ${area(cost.area)}${largestPart(cost)}`;

/** The title of an axis, with a line on the priced designs that a chart leaves out and why. */
export function withLeftOut(
  title: string,
  contenders: readonly DesignResult[],
  shown: readonly { readonly id: string }[],
  why: string,
): string[] {
  const left = contenders.filter((own) => own.feasible && !shown.some(({ id }) => id === own.id));
  const letters = left.map(({ id }) => contenderOf(id).letter).join(", ");
  return letters === "" ? [title] : [title, `left out: ${letters} (${why})`];
}
