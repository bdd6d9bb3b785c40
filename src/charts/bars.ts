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

/** One bar: what it stands for, and its parts in SI: energy by class, area by component. */
export interface StackedBar {
  readonly label: string;
  readonly parts: readonly { readonly component: string; readonly value: number }[];
}

/** What bars measure. */
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

/** Bars stacked by part, one colour a component and one a class on every chart; each says its total. */
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

/** Height that leaves every bar its words, of so many lines without the total's, CSS pixels. */
export const heightOfBars = (bars: number, lines = 1): number =>
  170 + Math.max(50, 18 * (lines + 1)) * Math.max(2, bars);

/**
 * Where the energy of the designs in ratios goes by class, or the area by component. A GPU has no parts, and next to it
 * the others would be slivers.
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

/** Energy of a cost by class, as the tables have it, or area by component, SI. */
export const partsOf = (cost: CostReport, measure: Stacked): StackedBar["parts"] =>
  measure === "energy"
    ? Object.entries(energyByClass(cost)).map(([component, value]) => ({ component, value }))
    : cost.areas.map(({ component, area }) => ({ component, value: area }));

/** Gains of the designs on one workload or design: the baseline's cost over theirs; null where a design has none. */
export interface GainGroup {
  readonly label: string;
  readonly gains: Readonly<Record<string, number | null>>;
}

/** Geometric mean of the numbers there are: ratios have no arithmetic one. Null where there are none. */
export function geometricMean(values: readonly (number | null)[]): number | null {
  const there = values.filter((value): value is number => value !== null && value > 0);
  return there.length === 0 ? null : Math.exp(there.reduce((sum, x) => sum + Math.log(x), 0) / there.length);
}

/** Bars of each design's gain over the baseline, a group a workload and one of geometric means; above 1 the design is better. */
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

/** A comparison with what it costs at every length: what a comparison and a point of a study both have. */
export interface DrawnComparison {
  readonly workload: Workload;
  readonly contenders: readonly DesignResult[];
  readonly curves: readonly CurvePoint[];
  readonly crossover: readonly Crossover[];
}
