// Stacked bars: energy and area by component, and the gains between designs.

import type { ChartConfiguration } from "chart.js";
import type { DesignResult } from "../comparison/comparison-design.ts";
import { contenderOf } from "../comparison/comparison-designs.ts";
import type { Crossover, CurvePoint } from "../comparison/curves.ts";
import { energyByClass } from "../comparison/energy-classes.ts";
import type { CostReport } from "../cost/cost-report.ts";
import type { Workload } from "../design/workload.ts";
import { area, engineering, factor, lengthLabel } from "../text/format.ts";
import { framed, plainTick } from "./axes.ts";
import { CLASS_COLOURS, COMPONENT_COLOURS } from "./colours.ts";

/** One bar: its label, and its parts in SI (energy by class, area by component). */
export interface StackedBar {
  readonly label: string;
  readonly parts: readonly { readonly component: string; readonly value: number }[];
}

/** Quantity of the bars. */
export type Stacked = "energy" | "area";

const MEASURES = {
  energy: {
    axis: "energy (J)",
    factor: 1,
    total: (value: number) => engineering(value, "J"),
    tick: plainTick("J"),
  },
  area: { axis: "area (mm²)", factor: 1e6, total: area, tick: plainTick("") },
} as const;

/** Bars stacked by part, with the same colour per component and class on every chart, and their totals. */
export function stackedBars(
  title: string,
  measure: Stacked,
  bars: readonly StackedBar[],
): ChartConfiguration<"bar"> {
  const { axis, factor, total, tick } = MEASURES[measure];
  const shareOf = ({ parts }: StackedBar, component: string): number =>
    parts.reduce((sum, part) => sum + (part.component === component ? part.value : 0), 0);
  const colours: Readonly<Record<string, string>> = measure === "energy" ? CLASS_COLOURS : COMPONENT_COLOURS;
  const known = Object.keys(colours);
  const named = new Set(
    bars.flatMap(({ parts }) => parts.filter(({ value }) => value > 0).map((p) => p.component)),
  );
  const components = [
    ...known.filter((name) => named.has(name)),
    ...[...named].filter((name) => !known.includes(name)),
  ];
  return {
    type: "bar",
    data: {
      labels: bars.map(({ label, parts }) => [
        ...label.split("\n"),
        total(parts.reduce((sum, { value }) => sum + value, 0)),
      ]) as unknown as string[],
      datasets: components.map((component) => ({
        label: component,
        data: bars.map((bar) => shareOf(bar, component) * factor),
        backgroundColor: colours[component] ?? "#888888",
        borderColor: "#222222",
        borderWidth: 0.5,
      })),
    },
    options: {
      indexAxis: "y",
      ...framed(title, {}),
      scales: {
        x: { stacked: true, title: { display: true, text: axis }, ticks: { callback: tick, maxRotation: 0 } },
        y: { stacked: true },
      },
    },
  };
}

/** Height for so many bars with `lines` lines of label besides the total, CSS pixels. */
export const heightOfBars = (bars: number, lines = 1): number =>
  170 + Math.max(50, 18 * (lines + 1)) * Math.max(2, bars);

/**
 * Energy by class, or area by component, of the designs in ratios. A GPU has no parts, and would make the
 * other bars slivers.
 */
export function breakdownChart(
  { contenders, workload }: Pick<DrawnComparison, "contenders" | "workload">,
  measure: Stacked,
): ChartConfiguration<"bar"> {
  const bars = contenders.flatMap((contender) =>
    contender.feasible && contenderOf(contender.id).inRatios
      ? [{ label: contender.title, parts: partsOf(contender.cost, measure) }]
      : [],
  );
  const name = measure === "energy" ? "Energy by class" : "Area by component";
  return stackedBars(`${name} at L = ${lengthLabel(workload.length)}`, measure, bars);
}

/** Energy of a cost by class, as in the tables, or area by component, SI. */
export const partsOf = (cost: CostReport, measure: Stacked): StackedBar["parts"] =>
  measure === "energy"
    ? Object.entries(energyByClass(cost)).map(([component, value]) => ({ component, value }))
    : cost.areas.map(({ component, area }) => ({ component, value: area }));

/** Gains on one workload or design: the baseline's cost divided by each design's; null without one. */
export interface GainGroup {
  readonly label: string;
  readonly gains: Readonly<Record<string, number | null>>;
}

/** Geometric mean of the non-null numbers, as suits ratios. Null without any. */
export function geometricMean(values: readonly (number | null)[]): number | null {
  const there = values.filter((value): value is number => value !== null && value > 0);
  return there.length === 0 ? null : Math.exp(there.reduce((sum, x) => sum + Math.log(x), 0) / there.length);
}

/** Bars of designs' gains over the baseline by workload, with geometric means; above 1 is better. */
export function gainChart(
  title: string,
  axis: string,
  groups: readonly GainGroup[],
  contenders: readonly { readonly id: string; readonly title: string }[],
): ChartConfiguration<"bar"> {
  const means = contenders.map(({ id }) => geometricMean(groups.map(({ gains }) => gains[id] ?? null)));
  return {
    type: "bar",
    data: {
      labels: [...groups.map(({ label }) => label), "geometric mean"],
      datasets: contenders.map(({ id, title: name }, n) => ({
        label: means[n] === null ? name : `${name} (${factor(means[n])})`,
        data: [...groups.map(({ gains }) => gains[id] ?? null), means[n]],
        backgroundColor: contenderOf(id).style.colour,
        borderColor: "#222222",
        borderWidth: 0.5,
        base: 1,
      })),
    },
    options: {
      ...framed(title, {}),
      scales: {
        x: {
          title: { display: true, text: "workload (sequence length in tokens)" },
          ticks: { maxRotation: 0 },
        },
        y: {
          type: "logarithmic",
          title: { display: true, text: axis },
          afterBuildTicks: (scale) => {
            scale.ticks = scale.ticks.filter(({ value }) => /^[125]e/.test(value.toExponential()));
          },
          ticks: { callback: (value) => `×${plainTick("")(value)}` },
        },
      },
    },
  };
}

/** A comparison with its costs at every length; shared by comparisons and points of a study. */
export interface DrawnComparison {
  readonly workload: Workload;
  readonly contenders: readonly DesignResult[];
  readonly curves: readonly CurvePoint[];
  readonly crossover: readonly Crossover[];
}
