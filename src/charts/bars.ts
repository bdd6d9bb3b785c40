// Stacked bars: energy and area by component.

import type { ChartConfiguration } from "chart.js";
import { area, engineering, percent, wrapped } from "#base";
import { framed, plainTick } from "#charts";
import { contenderOf } from "../comparison/comparison-designs.ts";
import { energyByClass } from "../comparison/energy-classes.ts";
import type { CostReport } from "../cost/cost-report.ts";
import { componentWord } from "../text/component-words.ts";
import { CLASS_COLOURS, COMPONENT_COLOURS } from "./colours.ts";
import { areaMessage, type DrawnComparison, energyMessage } from "./messages.ts";

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
    colours: CLASS_COLOURS as Readonly<Record<string, string>>,
    word: (name: string) => name,
  },
  area: {
    axis: "area (mm²)",
    factor: 1e6,
    total: area,
    tick: plainTick(""),
    colours: COMPONENT_COLOURS as Readonly<Record<string, string>>,
    word: componentWord,
  },
} as const;

/** A part of stacked bars: its name in words, its colour, and its value in each bar. */
export interface BarPart {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** Share of a bar below which a part is too thin to see. */
const THIN = 0.01;

/** Parts of bars in the order of the colours; those that are thin in every bar are one. */
export function barParts(bars: readonly StackedBar[], measure: Stacked): BarPart[] {
  const { colours, word } = MEASURES[measure];
  const named = new Set(
    bars.flatMap(({ parts }) => parts.filter(({ value }) => value > 0).map((p) => p.component)),
  );
  const known = Object.keys(colours);
  const parts = [
    ...known.filter((name) => named.has(name)),
    ...[...named].filter((name) => !known.includes(name)),
  ];
  const valuesOf = (component: string): number[] =>
    bars.map((bar) =>
      bar.parts.reduce((sum, part) => sum + (part.component === component ? part.value : 0), 0),
    );
  const wholes = bars.map((bar) => bar.parts.reduce((sum, { value }) => sum + value, 0));
  const all = parts.map((component) => ({
    name: word(component),
    colour: colours[component] ?? "#888888",
    values: valuesOf(component),
  }));
  const isThin = ({ values }: BarPart): boolean => values.every((value, n) => value < THIN * wholes[n]);
  const thin = all.filter(isThin);
  if (thin.length < 2) return all;
  const rest = bars.map((_, n) => thin.reduce((sum, { values }) => sum + values[n], 0));
  return [
    ...all.filter((part) => !isThin(part)),
    { name: `others, each below ${percent(THIN)}`, colour: CLASS_COLOURS.other, values: rest },
  ];
}

/** Characters of a bar's label: what fits in half of a chart. */
const LABEL_LETTERS = 36;

/** Lines of a bar's label. */
export const labelLines = (label: string): string[] =>
  label.split("\n").flatMap((line) => wrapped(line, LABEL_LETTERS));

/** Bars stacked by part, with the same colour per component and class on every chart, and their totals. */
export function stackedBars(
  title: string,
  measure: Stacked,
  bars: readonly StackedBar[],
): ChartConfiguration<"bar"> {
  const { axis, factor, total, tick } = MEASURES[measure];
  return {
    type: "bar",
    data: {
      labels: bars.map(({ label, parts }) => [
        ...labelLines(label),
        total(parts.reduce((sum, { value }) => sum + value, 0)),
      ]) as unknown as string[],
      datasets: barParts(bars, measure).map(({ name, colour, values }) => ({
        label: name,
        data: values.map((value) => value * factor),
        backgroundColor: colour,
        borderColor: "#222222",
        borderWidth: 0.5,
      })),
    },
    options: {
      indexAxis: "y",
      ...framed(title, {}),
      scales: {
        x: { stacked: true, title: { display: true, text: axis }, ticks: { callback: tick, maxRotation: 0 } },
        y: { stacked: true, ticks: { autoSkip: false } },
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
  const message = measure === "energy" ? energyMessage : areaMessage;
  return stackedBars(message({ contenders, workload }), measure, bars);
}

/** Energy of a cost by class, as in the tables, or area by component, SI. */
export const partsOf = (cost: CostReport, measure: Stacked): StackedBar["parts"] =>
  measure === "energy"
    ? Object.entries(energyByClass(cost)).map(([component, value]) => ({ component, value }))
    : cost.areas.map(({ component, area }) => ({ component, value: area }));
