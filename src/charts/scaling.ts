// Energy and latency of designs over those of exact attention, by length.

import type { ChartConfiguration, ChartDataset } from "chart.js";
import { groupDigits, lengthLabel, wrapped } from "#base";
import { decadeTicks, framed, ink, lineNames, pointNames, steppedAxis } from "#charts";
import type { ComparisonDesign } from "../comparison/comparison-design.ts";
import { feasibleOf, namedWithLetter } from "../comparison/comparison-design.ts";
import { askedDesign, BASELINE, SUBJECT, verdictRivals } from "../comparison/comparison-designs.ts";
import { LONGEST, MOST_RANGES, type Wins } from "../comparison/curves.ts";
import type { CostReport } from "../cost/cost-report.ts";
import { type DrawnComparison, lengthMessage, winsOf, withLeftOut } from "./messages.ts";

type Quantity = "energy" | "latency";
type Point = { readonly x: number; readonly y: number };

/** A design's ratio to exact attention by length, with the lengths at which it crosses it. */
interface Curve {
  readonly record: ComparisonDesign;
  readonly name: string;
  readonly points: readonly Point[];
  readonly crossings: readonly number[];
}

const quantityOf = (cost: CostReport, quantity: Quantity): number =>
  quantity === "energy" ? cost.energy : cost.timing.latency;

/**
 * Ratio to exact attention of the design of the config and of those that the verdict compares it with,
 * log-log, named at the lines. A circle marks each crossing with exact attention. Null without a ratio.
 */
export function scalingChart(
  comparison: DrawnComparison,
  quantity: Quantity,
): ChartConfiguration<"line", Point[]> | null {
  const drawn = drawnDesigns(comparison).map((record) => curveOf(record, comparison, quantity));
  const shown = drawn.filter(({ points }) => points.length > 0);
  if (shown.length === 0) return null;
  const ends = shown.flatMap(({ points }) => points.map(({ y }) => y));
  const [low, high] = [Math.min(1, ...ends) / 1.3, Math.max(1, ...ends) * 1.3];
  const lines = shown.map(({ record, points, crossings }): ChartDataset<"line", Point[]> => {
    const { colour, dash } = record.style;
    const isCrossing = points.map(({ x, y }) => y === 1 && crossings.includes(x));
    return {
      label: record.letter,
      data: [...points],
      ...ink(colour),
      pointBackgroundColor: isCrossing.map((is) => (is ? "#FFFFFF" : colour)),
      pointBorderWidth: isCrossing.map((is) => (is ? 2.5 : 1)),
      pointRadius: isCrossing.map((is) => (is ? 6 : 2.5)),
      borderDash: [...dash],
      borderWidth: 2.5,
      // The subject is drawn last, dotted over its twin where both coincide.
      order: record.id === SUBJECT.id ? 0 : 1,
    };
  });
  const lengths = comparison.curves.map(({ length }) => length);
  const base = { x: lengths[lengths.length - 1], y: 1 };
  const names = [
    { ...base, lines: wrapped(namedWithLetter(BASELINE), NAME_LETTERS), colour: BASELINE.style.colour },
    ...shown.map(({ record, name, points }) => ({
      ...points[points.length - 1],
      lines: wrapped(name, NAME_LETTERS),
      colour: record.style.colour,
    })),
  ];
  return {
    type: "line",
    plugins: [
      lineNames(names),
      pointNames(
        shown.flatMap(({ record, crossings }) =>
          crossings.map((x) => ({ x, y: 1, name: `${record.letter} ${groupDigits(x)}` })),
        ),
        [...shown.map(({ points }) => points), lengths.map((x) => ({ x, y: 1 }))],
      ),
    ],
    data: {
      datasets: [
        ...lines,
        {
          label: BASELINE.letter,
          data: lengths.map((x) => ({ x, y: 1 })),
          ...ink(BASELINE.style.colour),
          borderWidth: 1.5,
          pointRadius: 0,
          order: 2,
        },
      ],
    },
    options: {
      ...framed(lengthMessage(comparison, quantity), { display: false }, TITLE_LETTERS),
      layout: { padding: { right: NAME_WIDTH, bottom: 6 } },
      scales: {
        x: lengthAxis(comparison, shown),
        y: ratioAxis(quantity, low, high),
      },
    },
  };
}

const lengthAxis = ({ curves, contenders }: DrawnComparison, shown: readonly Curve[]) => {
  const records = [BASELINE, ...shown.map(({ record }) => record)];
  const title = withLeftOut("sequence length L (tokens)", contenders, records, "five lines at most");
  return steppedAxis(
    title,
    curves.map(({ length }) => length),
    lengthLabel,
  );
};

/** Characters of a name's line, and the pixels that they take after the plot. */
const NAME_LETTERS = 24;
const NAME_WIDTH = 200;
/** Characters of a title's line over the plot alone. */
const TITLE_LETTERS = 60;

/** The design of the config and its rivals in the verdict; with exact attention five lines at most. */
function drawnDesigns({ contenders, workload }: DrawnComparison): ComparisonDesign[] {
  const asked = askedDesign(workload);
  const rivals = verdictRivals(asked, contenders).filter((rival) => rival !== BASELINE);
  // Where the config asks for a search, the cheapest other one gives way to the subject.
  return [asked, ...(rivals.length > 3 ? rivals.toSpliced(-2, 1) : rivals)];
}

function curveOf(record: ComparisonDesign, comparison: DrawnComparison, quantity: Quantity): Curve {
  const { curves, contenders } = comparison;
  const priced = curves.flatMap(({ length, contenders: all }): Point[] => {
    const [own, base] = [feasibleOf(all, record), feasibleOf(all, BASELINE)];
    if (own === null || base === null) return [];
    const [above, below] = [quantityOf(own.cost, quantity), quantityOf(base.cost, quantity)];
    return above > 0 && below > 0 ? [{ x: length, y: above / below }] : [];
  });
  const [first, last] = [priced[0]?.x, priced[priced.length - 1]?.x];
  const crossings = crossingsOf(winsOf(comparison, record, quantity)).filter((x) => x > first && x < last);
  return {
    record,
    // The title of the workload's own design, as a design's choices may vary along a curve.
    name: contenders.find(({ id }) => id === record.id)?.title ?? namedWithLetter(record),
    points: [...priced, ...crossings.map((x) => ({ x, y: 1 }))].sort((a, b) => a.x - b.x),
    crossings,
  };
}

/** Ends of the ranges in which a design takes less; of many ranges those of the first and the last. */
function crossingsOf(wins: Wins | null): number[] {
  const ranges = wins?.ranges ?? [];
  const printed = ranges.length <= MOST_RANGES ? ranges : [ranges[0], ranges[ranges.length - 1]];
  return printed.flatMap(([from, to]) => (to === LONGEST ? [from] : [from, to]));
}

const ratioAxis = (quantity: Quantity, low: number, high: number) => ({
  type: "logarithmic" as const,
  min: low,
  max: high,
  title: { display: true, text: `${quantity} over that of exact attention (ratio)` },
  afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
    const factors = Math.log10(high / low) <= 3 ? [1, 2, 5] : [1];
    scale.ticks = decadeTicks(low, high, factors).map((value) => ({ value }));
  },
  ticks: { callback: (value: string | number) => `×${Number(value)}`, autoSkip: false },
});
